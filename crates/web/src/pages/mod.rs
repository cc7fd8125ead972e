//! The pages, in folders that bear the names of the hub's own: what a page says is in its struct, how it is laid out
//! in the template of the same name.

pub mod audits;
pub mod catalogue;
pub mod contributions;
pub mod frameworks;
pub mod home;
pub mod methods;
pub mod outcomes;
pub mod people;
pub mod places;
pub mod practice;
pub mod responsibilities;
pub mod signals;
pub mod site;
pub mod statements;

//! The pages, in folders that bear the names of the hub's own: what a page says is in its struct, how it is laid out
//! in the template of the same name.

pub mod audits;
pub mod catalogue;
pub mod contributions;
pub mod home;
pub mod outcomes;
pub mod places;
pub mod responsibilities;
pub mod site;
pub mod statements;

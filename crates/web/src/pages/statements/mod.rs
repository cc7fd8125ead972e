//! Statements: what a place itself says, the form to say it, and every version of it.

pub mod form;
pub mod history;
pub mod list;
pub mod said;

pub use form::StatementFormPage;
pub use history::StatementPage;
pub use list::StatementsPage;
pub use said::Said;

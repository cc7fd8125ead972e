//! Contributions: sending a file, and what became of it.

pub mod submission;
pub mod upload;

pub use submission::SubmissionPage;
pub use upload::UploadPage;

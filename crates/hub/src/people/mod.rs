//! People: records of persons. Nobody sees one without a purpose, and every look is recorded.

pub mod reviews;

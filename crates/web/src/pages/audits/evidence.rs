//! Freezing evidence: the place's outcomes, anything else that is searched for, a document, a statement.

use crate::{
    Frame, Page,
    components::{Choices, ErrorSummary, Link, SelectField, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The page on which evidence is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/audits/evidence.html")]
pub struct EvidencePage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The audit.
    pub audit: Link,
    /// Where the forms go.
    pub action: String,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// The search for measures that are not planned.
    pub search: TextField,
    /// What is listed, such as `The outcomes of the plan`.
    pub heading: String,
    /// The series that were found.
    pub series: Vec<SeriesForm>,
    /// The form for a document.
    pub document: DocumentForm,
    /// The form for a statement. Absent where the place has made none.
    pub statement: Option<StatementChoice>,
}

/// One series, of which a figure can be frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesForm {
    /// A word that is unique in the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What sort of thing it is, and what it can be cited as.
    pub kind: String,
    /// Whose figures they are.
    pub area: String,
    /// Which figure. Absent where none was published for the area itself.
    pub period: Option<SelectField>,
    /// As what it is cited.
    pub role: Choices,
    /// Why it matters.
    pub why: TextField,
    /// How many were worked out here and cannot be cited, in a sentence.
    pub left_out: Option<String>,
}

/// The form for a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentForm {
    /// Its title.
    pub title: TextField,
    /// Who published it.
    pub publisher: TextField,
    /// Its date.
    pub dated: TextField,
    /// Where it can be read.
    pub found_at: TextField,
    /// The words that matter.
    pub quotation: TextArea,
    /// Why it matters.
    pub why: TextField,
}

/// The form for a statement of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementChoice {
    /// Which.
    pub which: SelectField,
    /// Why it matters.
    pub why: TextField,
}

impl Page for EvidencePage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

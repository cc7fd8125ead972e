//! Planning an audit: first the place, then what it asks and what it is for.

use crate::{
    Frame, Page,
    components::{Choices, ErrorSummary, SelectField, TextArea, TextField},
};
use askama::Template;
use axum::http::StatusCode;

/// The form to plan an audit.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "pages/audits/plan.html")]
pub struct PlanPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// The step of the form.
    pub step: PlanStep,
}

/// A step of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanStep {
    /// Which place?
    Place(TextField),
    /// The rest, once the place is known.
    Plan(Box<PlanForm>),
}

/// What an audit is planned with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanForm {
    /// The place's code, sent along.
    pub area: String,
    /// Its name.
    pub area_name: String,
    /// The body that will answer.
    pub body: String,
    /// The title.
    pub title: TextField,
    /// The question.
    pub question: TextField,
    /// The outcomes of the place.
    pub outcomes: Choices,
    /// The first day.
    pub from: TextField,
    /// The last day.
    pub to: TextField,
    /// The goals, in order of precedence.
    pub goals: Vec<GoalFields>,
}

/// The fields of one goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalFields {
    /// What the group is called, such as `Goal 1: it comes first`.
    pub legend: String,
    /// The kind.
    pub kind: SelectField,
    /// What would be so if it were met.
    pub statement: TextArea,
    /// Who owns it.
    pub owner: TextField,
    /// When it is looked at again.
    pub review: TextField,
}

impl Page for PlanPage {
    fn status(&self) -> StatusCode {
        if self.errors.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
    }
}

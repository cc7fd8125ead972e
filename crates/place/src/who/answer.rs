//! The answer to “who does what”, as a person reads it and as a program does.

use super::tables::{Function, Role};
use serde::Serialize;
use terms::{AreaCode, BodyCode, Date};

/// Who is responsible for a function in an area on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The function.
    pub function: Function,
    /// The area.
    pub area: Asked,
    /// The day.
    pub date: Date,
    /// How the place is governed that day, in a sentence.
    pub situation: String,
    /// The bodies that hold the function. Empty when no body holds it by law, or none that is named here.
    pub bodies: Vec<Responsible>,
    /// Types of bodies that hold it and are not named one by one here.
    pub unnamed: Vec<Unnamed>,
    /// Bodies that have to do with it without holding it, or that hold it in a part of the area.
    pub also_involved: Vec<Involved>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

/// The area that was asked about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asked {
    /// Its code on the day.
    pub code: AreaCode,
    /// Its name on the day.
    pub name: String,
}

/// A body that holds the function.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Responsible {
    /// The body's code.
    pub code: BodyCode,
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Why it is this body, in sentences for a resident, with the law.
    pub reason: String,
    /// The law.
    pub legal_basis: String,
    /// Whether a stored source was read (`verified`) or the fact comes from memory (`recalled`).
    pub confidence: String,
    /// The address of the source that was read, or nothing.
    pub source: String,
}

/// A type of body that holds the function and whose members are not named one by one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unnamed {
    /// The type in plain words.
    pub who: &'static str,
    /// Its role.
    pub role: Role,
    /// The law.
    pub legal_basis: String,
}

/// A body that has to do with the function without holding it all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Involved {
    /// The body's code, where it has one.
    pub code: Option<BodyCode>,
    /// Its name.
    pub name: String,
    /// What it does.
    pub how: String,
}

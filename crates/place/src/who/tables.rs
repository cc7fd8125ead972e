//! The tables of who does what: functions, rules and exceptions.

use crate::kind::named;
use crate::load::{rows, word};
use crate::{BodyType, MapError, Span};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use terms::{BodyCode, Date};

/// Something that public bodies do for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// Its name in files and addresses, such as `waste_collection`.
    #[serde(rename(deserialize = "function_id"))]
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// What it is, in plain English.
    pub plain_english: String,
    /// The group in which readers find it.
    pub group: String,
    /// Its number in the standard list of local government services, where one fits.
    pub lgsl_id: Option<u32>,
    /// The main law.
    pub main_legislation: String,
    /// A question that people ask.
    pub audience_example_question: String,
}

named!(
    /// What a body has to do with a function.
    Role, "a role", {
        /// Must do it, or see that it is done.
        Responsible = "responsible",
        /// Must do it together with others.
        Shared = "shared",
        /// Plans it and pays others to do it.
        Commissions = "commissions",
        /// May do it, and need not.
        MayProvide = "may_provide",
        /// Must be asked, or must work together with those who do it.
        DutyToConsult = "duty_to_consult",
        /// Gives the money.
        Funds = "funds",
    }
);

impl Role {
    /// Whether the role answers the question who does it. A power to provide answers it only where nobody must.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Responsible | Self::Shared | Self::Commissions)
    }

    /// What the role means, to follow the name of a body.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Responsible => "is responsible",
            Self::Shared => "shares this duty with others",
            Self::Commissions => "plans this and pays for it",
            Self::MayProvide => "may do this, but need not",
            Self::DutyToConsult => "must be asked, or must work with those who do this",
            Self::Funds => "gives the money",
        }
    }
}

named!(
    /// What an exception does to the answer.
    Effect, "an effect of an exception", {
        /// The body takes the place of bodies of certain types.
        Replaces = "replaces",
        /// The body joins the answer.
        Adds = "adds",
        /// The body answers in a part of the area.
        Part = "part",
        /// The body does the work; the duty stays.
        Delivery = "delivery",
        /// Worth knowing.
        Note = "note",
    }
);

/// A rule: bodies of a type have a role in a function, on certain days, under a law.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The type of body.
    pub body_type: BodyType,
    /// The one body, where the rule is for a national one.
    pub body: Option<BodyCode>,
    /// The role.
    pub role: Role,
    /// The days on which it holds.
    pub span: Span,
    /// The law.
    pub legal_basis: String,
    /// What else a reader should know, or nothing.
    pub note: String,
    /// The address of a source that was read, or nothing.
    pub source: String,
    /// `verified` or `recalled`.
    pub confidence: String,
}

/// An exception for one area or for the area of one body.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// The code of the area or of the body whose area it is.
    pub place: BodyCode,
    /// The body, where one is named in the map.
    pub body: Option<BodyCode>,
    /// The body's name.
    pub body_name: String,
    /// What it does to the answer.
    pub effect: Effect,
    /// The types whose bodies drop out; `None` stands for all types.
    pub replaces: Option<Vec<BodyType>>,
    /// The days on which it holds.
    pub span: Span,
    /// Why.
    pub note: String,
    /// The address of a source that was read, or nothing.
    pub source: String,
    /// `verified` or `recalled`.
    pub confidence: String,
}

/// The text of the tables, each with its header row.
#[derive(Debug, Clone, Copy)]
pub struct ResponsibilityFiles<'a> {
    /// `functions.csv`.
    pub functions: &'a str,
    /// `rules.csv`.
    pub rules: &'a str,
    /// `exceptions.csv`.
    pub exceptions: &'a str,
    /// `words.csv`: more words by which people look for a function.
    pub words: &'a str,
}

impl ResponsibilityFiles<'static> {
    /// The tables that come with the project.
    pub const ENGLAND: Self = Self {
        functions: include_str!("../../../../data/responsibilities/functions.csv"),
        rules: include_str!("../../../../data/responsibilities/rules.csv"),
        exceptions: include_str!("../../../../data/responsibilities/exceptions.csv"),
        words: include_str!("../../../../data/responsibilities/words.csv"),
    };
}

/// Functions, with the rules and exceptions that say who does them.
#[derive(Debug, Default)]
pub struct Responsibilities {
    functions: Vec<Function>,
    rules: HashMap<String, Vec<Rule>>,
    exceptions: HashMap<String, Vec<Exception>>,
    pub(super) words: super::words::WordIndex,
}

#[derive(Deserialize)]
struct RuleRow {
    function_id: String,
    body_type: String,
    body_code: Option<BodyCode>,
    role: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    legal_basis: String,
    note: String,
    confidence: String,
}

#[derive(Deserialize)]
struct ExceptionRow {
    function_id: String,
    area_code: BodyCode,
    body_code: Option<BodyCode>,
    body_name: String,
    effect: String,
    replaces: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    note: String,
    confidence: String,
}

#[derive(Deserialize)]
struct WordRow {
    function_id: String,
    words: String,
}

/// Parts a note from the address of its source.
fn sourced(note: &str) -> (String, String) {
    let (words, source) = note.split_once("source: ").unwrap_or((note, ""));
    (words.trim_end_matches([' ', ';']).to_owned(), source.trim().to_owned())
}

impl Responsibilities {
    /// The tables that come with the project, read once.
    ///
    /// # Panics
    /// Never: the files are part of the program and a test reads them.
    #[must_use]
    pub fn england() -> &'static Self {
        static ENGLAND: LazyLock<Responsibilities> = LazyLock::new(|| {
            Responsibilities::from_csv(&ResponsibilityFiles::ENGLAND).expect("the tables are part of the program")
        });
        &ENGLAND
    }

    /// Reads the tables.
    ///
    /// # Errors
    /// [`MapError`] when a file cannot be read or holds a word that is in none of our lists.
    pub fn from_csv(files: &ResponsibilityFiles<'_>) -> Result<Self, MapError> {
        let mut tables = Self { functions: rows("functions.csv", files.functions)?, ..Self::default() };
        for row in rows::<RuleRow>("rules.csv", files.rules)? {
            let (note, source) = sourced(&row.note);
            tables.rules.entry(row.function_id).or_default().push(Rule {
                body_type: word("rules.csv", &row.body_type)?,
                body: row.body_code,
                role: word("rules.csv", &row.role)?,
                span: Span { from: row.valid_from, to: row.valid_to },
                legal_basis: row.legal_basis,
                note,
                source,
                confidence: row.confidence,
            });
        }
        for row in rows::<ExceptionRow>("exceptions.csv", files.exceptions)? {
            let (note, source) = sourced(&row.note);
            let replaces = match row.replaces.as_str() {
                "*" => None,
                types => {
                    let types = types.split('|').filter(|name| !name.is_empty());
                    Some(types.map(|name| word("exceptions.csv", name)).collect::<Result<_, _>>()?)
                }
            };
            tables.exceptions.entry(row.function_id).or_default().push(Exception {
                place: row.area_code,
                body: row.body_code,
                body_name: row.body_name,
                effect: word("exceptions.csv", &row.effect)?,
                replaces,
                span: Span { from: row.valid_from, to: row.valid_to },
                note,
                source,
                confidence: row.confidence,
            });
        }
        let mut more: HashMap<String, String> = HashMap::new();
        for row in rows::<WordRow>("words.csv", files.words)? {
            more.insert(row.function_id, row.words);
        }
        tables.words = super::words::WordIndex::of(&tables.functions, &more);
        Ok(tables)
    }

    /// Every function, in the order of the table: by group.
    #[must_use]
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// The function with a name such as `waste_collection`; hyphens do as well.
    #[must_use]
    pub fn function(&self, id: &str) -> Option<&Function> {
        let id = id.trim().to_ascii_lowercase().replace('-', "_");
        self.functions.iter().find(|function| function.id == id)
    }

    /// The rules of a function.
    #[must_use]
    pub fn rules(&self, function: &str) -> &[Rule] {
        self.rules.get(function).map_or(&[], Vec::as_slice)
    }

    /// The exceptions of a function.
    #[must_use]
    pub fn exceptions(&self, function: &str) -> &[Exception] {
        self.exceptions.get(function).map_or(&[], Vec::as_slice)
    }
}

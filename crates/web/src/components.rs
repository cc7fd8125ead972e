//! The parts that pages are made of, each one struct and one template in `templates/components`. They behave as the
//! components of GOV.UK Frontend that have the same names.

use askama::{Template, filters::HtmlSafe};

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub text: String,
    /// Where it goes.
    pub href: String,
}

impl Link {
    /// A link.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// Marks components as markup that is already escaped by their own templates.
macro_rules! markup {
    ($($component:ty),* $(,)?) => { $(impl HtmlSafe for $component {})* };
}

markup!(
    Breadcrumbs,
    ErrorSummary,
    Banner,
    SummaryList,
    Table,
    Tag,
    Pagination,
    TextField,
    TextArea,
    SelectField,
    Choices,
    FileField
);

/// The way from the front page to here.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/breadcrumbs.html")]
pub struct Breadcrumbs {
    /// The pages above, outermost first.
    pub trail: Vec<Link>,
    /// This page.
    pub here: String,
}

/// One thing that is wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// What is wrong and what to do.
    pub text: String,
    /// The identifier of the input to mend.
    pub field_id: String,
}

/// All that is wrong with a form, above it, each leading to its input.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/error-summary.html")]
pub struct ErrorSummary {
    /// What is wrong, in the order of the inputs.
    pub errors: Vec<FieldError>,
}

/// What a banner tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BannerKind {
    /// Something that the reader should know.
    Notice,
    /// Something that the reader did went well.
    Success,
}

/// A message above the page's own content.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/banner.html")]
pub struct Banner {
    /// What it tells.
    pub kind: BannerKind,
    /// The message, one sentence.
    pub text: String,
    /// What to do next, if anything.
    pub link: Option<Link>,
}

/// One row of a summary list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// What is told.
    pub key: String,
    /// The value.
    pub value: String,
    /// Where the value leads, if anywhere.
    pub href: Option<String>,
}

impl SummaryRow {
    /// A row without a link.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), href: None }
    }

    /// A row whose value is a link.
    pub fn linked(key: impl Into<String>, value: impl Into<String>, href: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into(), href: Some(href.into()) }
    }
}

/// Facts as keys and values.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/summary-list.html")]
pub struct SummaryList {
    /// The rows.
    pub rows: Vec<SummaryRow>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it holds numbers, which stand to the right.
    pub numeric: bool,
}

impl Column {
    /// A column of words.
    pub fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: false }
    }

    /// A column of numbers.
    pub fn numbers(title: impl Into<String>) -> Self {
        Self { title: title.into(), numeric: true }
    }
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCell {
    /// What it says.
    pub text: String,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
}

impl TableCell {
    /// A cell of words or numbers.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None }
    }

    /// A cell that is a link.
    pub fn linked(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()) }
    }
}

/// A table. The first cell of each row is its heading. On a phone each row becomes a block.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/table.html")]
pub struct Table {
    /// What the table holds.
    pub caption: String,
    /// Whether the caption is for listeners only, because a heading above says the same.
    pub caption_hidden: bool,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<TableCell>>,
}

impl Table {
    /// The columns and cells of a row side by side, after the row's heading.
    fn rest<'a>(&'a self, row: &'a [TableCell]) -> impl Iterator<Item = (&'a Column, &'a TableCell)> {
        self.columns.iter().zip(row).skip(1)
    }
}

/// How a tag looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// For information.
    Plain,
    /// Somebody must act.
    Act,
    /// Somebody is asked something.
    Ask,
    /// Done, in use.
    Done,
    /// Under way.
    Wait,
}

/// A word on the state of something.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/tag.html")]
pub struct Tag {
    /// The word.
    pub text: String,
    /// How it looks.
    pub kind: TagKind,
}

impl Tag {
    /// A tag.
    pub fn new(text: impl Into<String>, kind: TagKind) -> Self {
        Self { text: text.into(), kind }
    }

    fn class(&self) -> &'static str {
        match self.kind {
            TagKind::Plain => "tag",
            TagKind::Act => "tag tag-act",
            TagKind::Ask => "tag tag-ask",
            TagKind::Done => "tag tag-done",
            TagKind::Wait => "tag tag-wait",
        }
    }
}

/// The pages before and after this one.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/pagination.html")]
pub struct Pagination {
    /// The page before.
    pub previous: Option<String>,
    /// Where one stands, such as `101 to 200 of 317`.
    pub here: String,
    /// The page after.
    pub next: Option<String>,
}

/// What may be typed into a field of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    Text,
    /// Words to search for.
    Search,
    /// A date.
    Date,
}

/// A field of text with its label, its hint and its fault.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/text-field.html")]
pub struct TextField {
    /// The input's identifier, unique in its page.
    pub id: String,
    /// The name under which it is sent.
    pub name: String,
    /// Its label.
    pub label: String,
    /// More about what to type.
    pub hint: Option<String>,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What may be typed.
    pub kind: TextKind,
    /// For a search: what its button says.
    pub button: Option<String>,
}

impl TextField {
    fn input_type(&self) -> &'static str {
        match self.kind {
            TextKind::Text => "text",
            TextKind::Search => "search",
            TextKind::Date => "date",
        }
    }
}

/// A field for a longer text.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/text-area.html")]
pub struct TextArea {
    /// The input's identifier, unique in its page.
    pub id: String,
    /// The name under which it is sent.
    pub name: String,
    /// Its label.
    pub label: String,
    /// More about what to type.
    pub hint: Option<String>,
    /// What was typed.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// One of several things to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value that is sent.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// More about it.
    pub hint: Option<String>,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice that is not chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, chosen: false }
    }
}

/// A list of which one thing is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/select-field.html")]
pub struct SelectField {
    /// The input's identifier, unique in its page.
    pub id: String,
    /// The name under which it is sent.
    pub name: String,
    /// Its label.
    pub label: String,
    /// More about what to choose.
    pub hint: Option<String>,
    /// The choices, by group (an empty group name for none).
    pub groups: Vec<(String, Vec<Choice>)>,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// Radio buttons (one of them) or checkboxes (any of them).
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/choices.html")]
pub struct Choices {
    /// The group's identifier; inputs are `id-1`, `id-2` and so on.
    pub id: String,
    /// The name under which they are sent.
    pub name: String,
    /// The question.
    pub legend: String,
    /// More about it.
    pub hint: Option<String>,
    /// Whether several may be chosen.
    pub several: bool,
    /// What to choose from.
    pub choices: Vec<Choice>,
    /// What is wrong with the answer.
    pub error: Option<String>,
}

/// A field for a file.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/file-field.html")]
pub struct FileField {
    /// The input's identifier, unique in its page.
    pub id: String,
    /// The name under which it is sent.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Which files may be sent.
    pub hint: Option<String>,
    /// The endings that a browser offers, such as `.csv,.xlsx`.
    pub accept: String,
    /// What is wrong with it.
    pub error: Option<String>,
}

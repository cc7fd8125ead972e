//! A column as the draft sees it, and how expressions speak of it.

use super::kind::{Kind, recognise};
use super::names::words;
use super::profile::Profile;
use super::shape::Look;
use crate::records::Records;

/// A column: what was seen, what it is taken for and why.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDraft {
    /// Its name in the files.
    pub name: String,
    /// What was seen in it.
    pub profile: Profile,
    /// What it is taken for; `None` where it is left out.
    pub kind: Option<Kind>,
    /// Why, in words.
    pub reason: String,
    /// How its values are made comparable before they are compared; `None` where they are as they stand.
    pub made_comparable: Option<String>,
    /// Whose it is, as far as its name says: empty, or `mother` of `mother_surname`.
    pub(super) of: String,
}

impl ColumnDraft {
    /// Looks at a column and says what it is.
    pub(super) fn of(records: &Records, place: usize) -> Self {
        let name = records.column_names()[place].clone();
        let profile = Profile::of(records, place);
        let mut verdict = recognise(&name, &profile);
        if verdict.kind.is_some() && (name.ends_with("_l") || name.ends_with("_r")) {
            verdict.kind = None;
            "left out: in a model, a name that ends in _l or _r speaks of the left or the right record; rename the column \
             to use it"
                .clone_into(&mut verdict.reason);
        }
        let mut column =
            Self { name, profile, kind: verdict.kind, reason: verdict.reason, made_comparable: None, of: verdict.of };
        column.made_comparable = column.kind.and_then(|kind| column.comparable(kind, records, place));
        column
    }

    /// Which address it is part of: empty for that of the person, `birth` for where they were born, `mother` and so on;
    /// `None` where it is of no address.
    pub(super) fn home(&self) -> Option<String> {
        self.kind
            .filter(|kind| kind.is_address())
            .map(|_| if words(&self.name).concat().contains("birth") { "birth".to_owned() } else { self.of.clone() })
    }

    /// Leaves the column out.
    pub(super) fn leave_out(&mut self, reason: &str) {
        self.kind = None;
        self.made_comparable = None;
        reason.clone_into(&mut self.reason);
    }

    /// The column and what the model derives under its name, where it derives anything.
    pub(super) fn definition(&self) -> Option<(String, String)> {
        self.made_comparable.clone().map(|form| (self.name.clone(), form))
    }

    /// The column in an expression over one record.
    pub(super) fn own(&self) -> String {
        quoted(&self.name)
    }

    /// The left record's.
    pub(super) fn left(&self) -> String {
        format!("l.{}", self.own())
    }

    /// The right record's.
    pub(super) fn right(&self) -> String {
        format!("r.{}", self.own())
    }

    /// What a person calls it: its name in words.
    pub(super) fn called(&self) -> String {
        let plain = words(&self.name).join(" ");
        match self.kind {
            Some(Kind::Date) if plain == "dob" => "date of birth".to_owned(),
            Some(Kind::NhsNumber) if plain.starts_with("nhs") => plain.replace("nhs", "NHS"),
            Some(Kind::Uprn) if plain == "uprn" => "UPRN".to_owned(),
            _ if plain.is_empty() => self.name.clone(),
            _ => plain,
        }
    }

    /// Whether its dates are written with the month first.
    pub(super) fn month_first(&self) -> bool {
        let (day, month) = (self.profile.share(Look::Date), self.profile.share(Look::MonthFirst));
        month > day && month >= 0.5
    }

    /// Whether most of its values are read as dates, once made comparable.
    pub(super) fn dates_are_read(&self) -> bool {
        self.profile.share(Look::Date).max(self.profile.share(Look::MonthFirst)) >= 0.5
    }

    /// How values are made comparable, where something is gained: what differs in writing alone becomes the same, and
    /// what stands for "not known" becomes missing.
    fn comparable(&self, kind: Kind, records: &Records, place: usize) -> Option<String> {
        let own = self.own();
        let known = match self.profile.placeholders.as_slice() {
            [] => own.clone(),
            values => {
                let listed: Vec<String> = values.iter().map(|(value, _)| text(value)).collect();
                format!("case when {own} in ({}) then null else {own} end", listed.join(", "))
            }
        };
        let form = match kind {
            Kind::GivenName | Kind::MiddleName | Kind::Surname | Kind::FullName => format!("name({known})"),
            Kind::Place | Kind::Label | Kind::Few | Kind::Sex => format!("upper({known})"),
            Kind::AddressLine => format!("address({known})"),
            Kind::Postcode | Kind::PostalCode => format!("upper(replace({known}, ' ', ''))"),
            Kind::NhsNumber | Kind::Uln => format!("digits({known})"),
            Kind::Identifier | Kind::Upn | Kind::Nino | Kind::HouseNumber => {
                format!("upper(regexp_replace({known}, '[^A-Za-z0-9]+', ''))")
            }
            Kind::Uprn => format!("uprn({known})"),
            Kind::Email => format!("lower({known})"),
            Kind::Phone => format!("right(digits({known}), 9)"),
            Kind::Web => format!("regexp_replace(lower({known}), '^(https?://)?(www[.])?|/+$', '')"),
            Kind::Text => format!("trim(regexp_replace(lower({known}), '[^\\pL\\pN]+', ' '))"),
            Kind::List => format!("trim(regexp_replace(lower({known}), '[^\\pL\\pN]+| and ', ' '))"),
            Kind::Date if self.month_first() => format!("coalesce(date({known}, '%m/%d/%Y'), {known})"),
            // A date that cannot be is kept as it is written: a slip made it, and a slip can be seen.
            Kind::Date if self.dates_are_read() => format!("coalesce(date({known}), {known})"),
            Kind::Number if self.profile.share(Look::Plain) < 0.999 => {
                format!("regexp_replace({known}, '[^0-9.]+', '')")
            }
            Kind::Date | Kind::Year | Kind::Age | Kind::Number => known.clone(),
        };
        let worth = match kind {
            // Always, as these look at parts of what they make.
            Kind::Text | Kind::List | Kind::Phone | Kind::Web => true,
            Kind::Date => self.profile.share(Look::Moment) > 0.0 || self.month_first() || mixed(records, place),
            Kind::Number => form != known,
            _ => merges(records, place, &form, self.profile.distinct),
        };
        if worth { Some(form) } else { (known != own).then_some(known) }
    }
}

/// Whether dates are written in more than one length or with more than one separator.
fn mixed(records: &Records, place: usize) -> bool {
    let form = |code: &u32| {
        records.values().text(*code).map(|text| {
            let separator = text.chars().find(|each| !each.is_ascii_digit());
            (text.len(), separator, text.find(|each: char| !each.is_ascii_digit()))
        })
    };
    let mut forms = records.codes(place).iter().filter_map(form);
    let first = forms.next();
    forms.any(|form| Some(form) != first)
}

/// Whether a form makes fewer different values of those of a column.
fn merges(records: &Records, place: usize, form: &str, distinct: u64) -> bool {
    // Looked at for one record of each value.
    let mut seen = hashbrown::HashSet::new();
    let mut builder = Records::builder([records.column_names()[place].clone()]);
    for (row, &code) in records.codes(place).iter().enumerate() {
        if seen.insert(code)
            && let Some(value) = records.values().text(code)
            && builder.row(&row.to_string(), &[Some(value)]).is_err()
        {
            return false;
        }
    }
    let derived = builder.finish().and_then(|mut each| each.derive(form)).unwrap_or_default();
    let after: hashbrown::HashSet<&String> = derived.iter().flatten().collect();
    (after.len() as u64) < distinct && !after.is_empty()
}

/// A text as expressions write it.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A column's name as expressions write it: in quotes where a bare word would mean something else.
pub(super) fn quoted(name: &str) -> String {
    const MEANT: [&str; 17] = [
        "null", "true", "false", "case", "when", "then", "else", "end", "cast", "and", "or", "not", "in", "is",
        "between", "l", "r",
    ];
    let plain = name.chars().all(|each| each.is_ascii_alphanumeric() || each == '_')
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && !MEANT.contains(&name.to_ascii_lowercase().as_str());
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

//! What a column is: by its name and by its values, and by its values where the two disagree.

use super::names::{Apart, Said, said};
use super::profile::Profile;
use super::shape::Look;

/// What a column holds, as far as linkage cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A given name.
    GivenName,
    /// A middle name or its initial.
    MiddleName,
    /// A family name.
    Surname,
    /// A whole name in one column.
    FullName,
    /// A date that does not change, such as that of birth.
    Date,
    /// A year that does not change.
    Year,
    /// An age in years.
    Age,
    /// A sex.
    Sex,
    /// One of few values.
    Few,
    /// A postcode of the United Kingdom.
    Postcode,
    /// A postal code of another country.
    PostalCode,
    /// A property number (UPRN).
    Uprn,
    /// A line of an address.
    AddressLine,
    /// The number of a house.
    HouseNumber,
    /// A town, suburb, county or country.
    Place,
    /// An NHS number.
    NhsNumber,
    /// A Unique Learner Number.
    Uln,
    /// A Unique Pupil Number.
    Upn,
    /// A National Insurance number.
    Nino,
    /// Another number that belongs to one person or thing.
    Identifier,
    /// An electronic address.
    Email,
    /// A telephone number.
    Phone,
    /// An address on the web.
    Web,
    /// A few words, such as an occupation or a maker.
    Label,
    /// A sentence or more, such as a title.
    Text,
    /// Several entries, such as authors.
    List,
    /// A quantity, such as a price.
    Number,
}

impl Kind {
    /// What a person reads.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given name",
            Self::MiddleName => "middle name",
            Self::Surname => "surname",
            Self::FullName => "whole name",
            Self::Date => "date",
            Self::Year => "year",
            Self::Age => "age",
            Self::Sex => "sex",
            Self::Few => "one of few values",
            Self::Postcode => "postcode",
            Self::PostalCode => "postal code",
            Self::Uprn => "property number (UPRN)",
            Self::AddressLine => "line of an address",
            Self::HouseNumber => "house number",
            Self::Place => "place",
            Self::NhsNumber => "NHS number",
            Self::Uln => "Unique Learner Number",
            Self::Upn => "Unique Pupil Number",
            Self::Nino => "National Insurance number",
            Self::Identifier => "number of one person or thing",
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::Web => "web address",
            Self::Label => "few words",
            Self::Text => "text",
            Self::List => "list",
            Self::Number => "quantity",
        }
    }

    /// Whether a value should be of one person or thing alone.
    #[must_use]
    pub fn is_own(self) -> bool {
        matches!(self, Self::NhsNumber | Self::Uln | Self::Upn | Self::Nino | Self::Identifier | Self::Email)
    }

    /// Whether two of one household often hold the same.
    pub(super) fn is_of_household(self) -> bool {
        self.is_address() || matches!(self, Self::Surname | Self::Phone | Self::Sex | Self::Few)
    }

    /// Whether nearly anything may be written in it.
    fn is_words(self) -> bool {
        matches!(self, Self::Place | Self::AddressLine | Self::Text | Self::Label | Self::List | Self::FullName)
    }

    /// Whether its values have a form that others hardly have by chance.
    fn is_strict(self) -> bool {
        matches!(self, Self::Email | Self::Web | Self::Postcode | Self::Date | Self::Upn | Self::Nino | Self::NhsNumber)
    }

    /// Whether it says where somebody lives.
    #[must_use]
    pub fn is_address(self) -> bool {
        matches!(
            self,
            Self::Postcode | Self::PostalCode | Self::Uprn | Self::AddressLine | Self::HouseNumber | Self::Place
        )
    }
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// `None` where it is not compared.
    pub kind: Option<Kind>,
    /// Why, in words.
    pub reason: String,
    /// The words of its name that say whose it is (`mother` of `mother_surname`).
    pub of: String,
}

/// A share of values from which on they are of a kind.
const MOST: f64 = 0.8;
/// The share that is enough where the name says the same.
const HALF: f64 = 0.5;
/// Dates that span fewer years than this are when things were written down, not when people were born.
const SHORT_SPAN_YEARS: i16 = 25;

/// What a column is.
pub(super) fn recognise(name: &str, profile: &Profile) -> Verdict {
    let (said, of) = said(name).map_or((None, String::new()), |(said, of)| (Some(said), of));
    let verdict = |kind: Option<Kind>, reason: String| Verdict { kind, reason, of: of.clone() };
    if profile.present() == 0 {
        return verdict(None, "left out: it has no value in any record".to_owned());
    }
    if profile.distinct == 1 {
        return verdict(None, "left out: all records that hold a value hold the same one".to_owned());
    }
    let seen = by_values(profile);
    match said {
        Some(Said::Apart(apart)) => match (apart, seen) {
            // A number with a check digit is more than a key, whatever its column is called.
            (Apart::Key, Some((kind @ (Kind::NhsNumber | Kind::Upn | Kind::Nino | Kind::Email), why)))
                if profile.records_of_a_value() < 20.0 =>
            {
                verdict(Some(kind), format!("{why}, though its name says that it is a key"))
            }
            _ => verdict(None, format!("left out: {}", apart.words())),
        },
        // Words can be anything, so a name that says words does not stand against values of a strict form.
        Some(Said::Is(kind)) if kind.is_words() && seen.as_ref().is_some_and(|(seen, _)| seen.is_strict()) => {
            let (other, why) = seen.unwrap_or((kind, String::new()));
            verdict(Some(other), format!("{why}, though its name says {}", kind.name()))
        }
        Some(Said::Is(kind)) => match confirmed(kind, profile) {
            Some(confirmed) if confirmed == kind => verdict(Some(kind), "by its name and its values".to_owned()),
            Some(other) => {
                verdict(Some(other), format!("its name says {}, its values say {}", kind.name(), other.name()))
            }
            None => {
                let (other, why) = seen.map_or_else(|| words_alone(profile), |(other, why)| (Some(other), why));
                verdict(other, format!("{why}, though its name says {}", kind.name()))
            }
        },
        None => match seen {
            Some((Kind::Date, _)) if profile.years.is_some_and(|(from, to)| to - from < SHORT_SPAN_YEARS) => verdict(
                None,
                "left out: dates that span few years are mostly those of the record, not of the person".to_owned(),
            ),
            Some((kind, why)) => verdict(Some(kind), format!("by its values: {why}")),
            None => {
                let (kind, why) = words_alone(profile);
                verdict(kind, why)
            }
        },
    }
}

impl Apart {
    fn words(self) -> &'static str {
        match self {
            Self::Truth => "its name says that it tells which records belong together; a model must not see the answer",
            Self::Key => "its name says that it is the key of a system, which says nothing of the person",
            Self::Source => "its name says where the record comes from, not who it is of",
            Self::RecordDate => "its name says when the record was made, not who it is of",
        }
    }
}

/// The kind that values have which could only be that, with what was seen.
fn by_values(profile: &Profile) -> Option<(Kind, String)> {
    let strong = [
        (Look::Email, Kind::Email, "e-mail addresses"),
        (Look::Web, Kind::Web, "web addresses"),
        (Look::Upn, Kind::Upn, "Unique Pupil Numbers that pass their check"),
        (Look::Nino, Kind::Nino, "of the form of a National Insurance number"),
        (Look::NhsNumber, Kind::NhsNumber, "ten digits that pass the check of an NHS number"),
        (Look::Uln, Kind::Uln, "ten digits that pass the check of a learner number"),
        (Look::Postcode, Kind::Postcode, "postcodes"),
        (Look::Date, Kind::Date, "dates"),
        (Look::MonthFirst, Kind::Date, "dates with the month first"),
        (Look::Phone, Kind::Phone, "telephone numbers"),
        (Look::Sex, Kind::Sex, "words for a sex"),
    ];
    let found = strong.iter().find(|(look, kind, _)| {
        // Eight digits are a date by chance more often than not.
        let by_chance = *kind == Kind::Date && profile.share(Look::Digits) > HALF;
        let few = *kind != Kind::Sex || profile.distinct <= 8;
        profile.share(*look) >= if by_chance { 0.98 } else { MOST } && few
    });
    found.map(|(look, kind, what)| {
        (*kind, format!("{:.0}% of its values are {what}", (profile.share(*look) * 100.0).floor()))
    })
}

/// The kind that a name says, if the values can be that; a near one where they are rather that; `None` where they
/// contradict it.
fn confirmed(kind: Kind, profile: &Profile) -> Option<Kind> {
    let share = |look| profile.share(look);
    let letters = share(Look::Letters);
    let numbers = share(Look::Digits);
    let other = |fits: bool, kind: Kind| fits.then_some(kind);
    match kind {
        Kind::GivenName | Kind::Surname | Kind::MiddleName => {
            if letters < HALF || share(Look::Email) >= HALF {
                return None;
            }
            // Names of firms and things are longer than those of people.
            Some(if profile.words > 4.0 { Kind::Text } else { kind })
        }
        Kind::FullName => {
            if share(Look::Email) >= HALF || numbers >= HALF {
                return None;
            }
            let of_people = letters >= MOST && profile.words <= 4.5 && share(Look::KnownName) >= 0.3;
            let few_words = profile.words <= 1.3 && of_people;
            Some(match (few_words, of_people) {
                (true, _) => Kind::GivenName,
                (false, true) => Kind::FullName,
                _ => Kind::Text,
            })
        }
        Kind::Date => {
            let dates = share(Look::Date).max(share(Look::MonthFirst));
            other(dates >= HALF || (numbers >= HALF && profile.characters > 5.5), Kind::Date)
                .or(other(share(Look::Year) >= HALF, Kind::Year))
                // Dates of two-digit years are not read as dates; a slip in one can be seen all the same.
                .or(other(share(Look::HasDigit) >= MOST && profile.longest <= 12, Kind::Date))
        }
        Kind::Year => other(share(Look::Year) >= HALF, Kind::Year)
            .or(other(share(Look::Date).max(share(Look::MonthFirst)) >= HALF, Kind::Date)),
        Kind::Age => other(share(Look::Plain) >= MOST && profile.distinct <= 150, Kind::Age),
        Kind::Sex => other(profile.distinct <= 12, Kind::Sex),
        Kind::Postcode => other(share(Look::Postcode) >= HALF, Kind::Postcode)
            .or(other(share(Look::HasDigit) >= HALF && profile.longest <= 12, Kind::PostalCode)),
        Kind::NhsNumber => other(share(Look::NhsNumber) >= HALF, Kind::NhsNumber)
            .or(other(share(Look::HasDigit) >= HALF, Kind::Identifier)),
        Kind::Uln => other(share(Look::Uln) >= HALF, kind).or(other(share(Look::HasDigit) >= HALF, Kind::Identifier)),
        Kind::Upn => other(share(Look::Upn) >= HALF, kind).or(other(share(Look::HasDigit) >= HALF, Kind::Identifier)),
        Kind::Nino => other(share(Look::Nino) >= HALF, kind).or(other(share(Look::HasDigit) >= HALF, Kind::Identifier)),
        Kind::Uprn => other(numbers >= MOST || share(Look::Plain) >= MOST, Kind::Uprn),
        Kind::Identifier => other(share(Look::HasDigit) >= HALF && profile.words <= 2.5, Kind::Identifier),
        Kind::Email => other(share(Look::Email) >= HALF, Kind::Email),
        Kind::Phone => other(share(Look::HasDigit) >= HALF && profile.characters >= 5.0, Kind::Phone),
        Kind::Web => other(share(Look::Web) >= HALF || profile.words <= 1.2, Kind::Web),
        Kind::HouseNumber => other(share(Look::HasDigit) >= HALF && profile.characters <= 8.0, Kind::HouseNumber)
            .or(other(letters >= HALF, Kind::AddressLine)),
        Kind::Place => other(numbers < HALF && profile.words <= 5.0, Kind::Place),
        Kind::AddressLine => other(numbers < HALF, Kind::AddressLine).or(other(numbers >= HALF, Kind::HouseNumber)),
        Kind::List => other(letters >= 0.3 || share(Look::Semicolons) >= HALF, Kind::List),
        Kind::Number => other(share(Look::Number) >= HALF, Kind::Number),
        Kind::Text if profile.distinct <= 30 && profile.records_of_a_value() >= 10.0 => Some(Kind::Few),
        Kind::Text => other(numbers < HALF && profile.words >= 1.5, Kind::Text).or(other(numbers < HALF, Kind::Label)),
        Kind::Few | Kind::PostalCode | Kind::Label => Some(kind),
    }
}

/// What a column is whose name says nothing and whose values are of no strict form.
fn words_alone(profile: &Profile) -> (Option<Kind>, String) {
    let share = |look| profile.share(look);
    let present = profile.present();
    let all_alone = profile.alone == present;
    if share(Look::Uuid) >= MOST || (all_alone && profile.words <= 1.1 && share(Look::HasDigit) >= MOST) {
        return (None, "left out: each record holds a code of its own, as keys do".to_owned());
    }
    if profile.distinct <= 30 && profile.records_of_a_value() >= 10.0 {
        return (Some(Kind::Few), format!("by its values: one of {}", profile.distinct));
    }
    if share(Look::Year) >= 0.95 {
        return (Some(Kind::Year), "by its values: years".to_owned());
    }
    if share(Look::Digits) >= 0.95 && profile.characters >= 5.0 {
        return (
            None,
            "left out: numbers of five digits and more that no rule explains; they may be keys, or even the answer"
                .to_owned(),
        );
    }
    if share(Look::Number) >= 0.9 {
        return (Some(Kind::Number), "by its values: numbers".to_owned());
    }
    if share(Look::Semicolons) >= HALF {
        return (Some(Kind::List), "by its values: several entries in each".to_owned());
    }
    if share(Look::NumberThenWords) >= 0.7 {
        return (Some(Kind::AddressLine), "by its values: a number, then words".to_owned());
    }
    let known = share(Look::KnownName);
    if share(Look::Letters) >= 0.9 && known >= HALF && profile.words < 3.5 {
        let kind = if profile.words < 1.4 { Kind::GivenName } else { Kind::FullName };
        return (Some(kind), format!("by its values: {:.0}% hold a known given name", (known * 100.0).floor()));
    }
    if share(Look::HasDigit) >= MOST && profile.words <= 1.2 {
        return (Some(Kind::Identifier), "by its values: codes that several records share".to_owned());
    }
    if profile.words >= 3.5 || profile.characters >= 30.0 {
        return (Some(Kind::Text), "by its values: several words".to_owned());
    }
    (Some(Kind::Label), "by its values: few words".to_owned())
}

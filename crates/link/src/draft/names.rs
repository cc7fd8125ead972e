//! What the name of a column says: services, programs and countries spell the same thing in many ways.

use super::kind::Kind;

/// Why a column is not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Apart {
    /// It looks like the answer: which records belong together.
    Truth,
    /// It names a record or a row of some system.
    Key,
    /// It says where the record comes from.
    Source,
    /// It says when the record was made or what happened then, not who it is of.
    RecordDate,
}

/// What a name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Is(Kind),
    Apart(Apart),
}

/// Names in order: the first that fits says what the column is. A name fits when its words stand in the column's name
/// one after the other (`patient_date_of_birth`), or when the column's name is they without a break (`dateofbirth`);
/// with `=` before it only the whole name fits.
const SAID: &[(Said, &[&str])] = &[
    (
        Said::Apart(Apart::Truth),
        &[
            "cluster",
            "=truth",
            "true id",
            "true match",
            "gold",
            "ground truth",
            "entity",
            "ent id",
            "=ent",
            "entid",
            "person id",
            "person no",
            "person key",
            "=person",
            "individual id",
            "household id",
            "family id",
            "group id",
            "match id",
            "=match",
            "is match",
            "=label",
            "master id",
            "golden id",
            "same as",
            "duplicate",
            "dup id",
            "=dup",
            "simulated",
            "=class",
        ],
    ),
    (
        Said::Apart(Apart::Source),
        &[
            "source",
            "service",
            "system",
            "dataset",
            "data set",
            "=database",
            "=db",
            "origin",
            "provider",
            "supplier",
            "data provider",
            "=organisation",
            "file name",
            "filename",
            "=file",
            "=table",
        ],
    ),
    (
        Said::Apart(Apart::RecordDate),
        &[
            "record date",
            "date of record",
            "recorded",
            "created",
            "creation",
            "updated",
            "modified",
            "timestamp",
            "date added",
            "load date",
            "extract",
            "extracted",
            "received",
            "entered",
            "last seen",
            "first seen",
            "event date",
            "start date",
            "end date",
            "from date",
            "to date",
            "valid from",
            "valid to",
            "date from",
            "date to",
            "registration date",
            "date registered",
            "referral date",
            "admission",
            "discharge",
            "visit date",
        ],
    ),
    (Said::Is(Kind::NhsNumber), &["nhs", "nhs number", "nhs no", "nhs id", "nhsno", "nhsnumber"]),
    (Said::Is(Kind::Nino), &["nino", "national insurance", "ni number", "ni no", "=ni"]),
    (Said::Is(Kind::Upn), &["upn", "unique pupil number", "pupil number"]),
    (Said::Is(Kind::Uln), &["uln", "unique learner number", "learner number"]),
    (Said::Is(Kind::Uprn), &["uprn", "unique property reference"]),
    (
        Said::Is(Kind::Identifier),
        &[
            "soc sec",
            "social security",
            "ssn",
            "=sin",
            "passport",
            "licence no",
            "licence number",
            "license no",
            "license number",
            "driving licence",
            "drivers license",
            "tax number",
            "tax id",
            "vat",
            "company number",
            "company no",
            "companies house",
            "charity number",
            "hospital number",
            "hospital no",
            "mrn",
            "patient number",
            "patient no",
            "medical record number",
            "chi number",
            "=chi",
            "payroll",
            "student number",
            "student no",
            "isbn",
            "issn",
            "doi",
            "ean",
            "upc",
            "gtin",
            "asin",
            "sku",
            "mpn",
            "model no",
            "model number",
            "modelno",
            "part number",
            "serial number",
            "registration number",
            "reg no",
            "=cin",
            "iban",
            "account number",
            "voter reg num",
        ],
    ),
    (
        Said::Is(Kind::FullName),
        &[
            "full name",
            "first and surname",
            "first and last",
            "whole name",
            "person name",
            "patient name",
            "=name",
            "=names",
            "display name",
            "forename surname",
            "name full",
            "contact name",
            "customer name",
        ],
    ),
    (
        Said::Is(Kind::MiddleName),
        &[
            "middle name",
            "middle names",
            "mid name",
            "middlename",
            "midl name",
            "second forename",
            "other forename",
            "other forenames",
            "middle initial",
            "mname",
            "=middle",
            "second name",
            "other names",
            "mi",
        ],
    ),
    (
        Said::Is(Kind::GivenName),
        &[
            "given name",
            "given names",
            "first name",
            "first names",
            "forename",
            "forenames",
            "firstname",
            "fname",
            "christian name",
            "=first",
            "=given",
            "gname",
            "pref name",
            "preferred name",
            "known as",
            "nickname",
        ],
    ),
    (
        Said::Is(Kind::Surname),
        &[
            "surname",
            "last name",
            "lastname",
            "lname",
            "family name",
            "familyname",
            "sname",
            "=last",
            "=family",
            "maiden name",
            "previous surname",
            "birth name",
            "last names",
            "secondname",
        ],
    ),
    (Said::Is(Kind::Place), &["birth place", "birthplace", "place of birth", "town of birth", "country of birth"]),
    (
        Said::Is(Kind::Year),
        &["birth year", "year of birth", "yob", "year born", "=year", "pub year", "publication year", "year"],
    ),
    (
        Said::Is(Kind::Date),
        &[
            "date of birth",
            "birth date",
            "dob",
            "birthdate",
            "birthday",
            "birth dt",
            "born",
            "d o b",
            "date of death",
            "death date",
            "dod",
            "date birth",
            "birth",
        ],
    ),
    (Said::Is(Kind::Age), &["age", "age years"]),
    (Said::Is(Kind::Sex), &["sex", "gender", "sex code", "gender code"]),
    (
        Said::Is(Kind::Postcode),
        &["postcode", "post code", "postal code", "postalcode", "zip", "zip code", "zipcode", "pcode", "pcd", "pc"],
    ),
    (Said::Is(Kind::Email), &["email", "e mail", "mail"]),
    (
        Said::Is(Kind::Phone),
        &["phone", "telephone", "tel", "mobile", "phone number", "landline", "cell", "fax", "contact number"],
    ),
    (Said::Is(Kind::Web), &["url", "website", "web", "homepage", "=link"]),
    (
        Said::Is(Kind::HouseNumber),
        &[
            "street number",
            "house number",
            "house no",
            "street no",
            "building number",
            "house num",
            "street num",
            "=flat",
            "=unit",
            "number house",
            "paon",
            "saon",
        ],
    ),
    (
        Said::Is(Kind::Place),
        &[
            "city",
            "town",
            "suburb",
            "locality",
            "village",
            "county",
            "state",
            "region",
            "district",
            "borough",
            "ward",
            "parish",
            "country",
            "province",
            "municipality",
            "place",
            "post town",
            "posttown",
            "res city",
            "nation",
        ],
    ),
    (
        Said::Is(Kind::AddressLine),
        &["address", "addr", "street", "street name", "road", "premises", "building", "=line"],
    ),
    (Said::Is(Kind::List), &["author", "authors", "artist", "artists", "editors", "actors", "directors", "creators"]),
    (
        Said::Is(Kind::Number),
        &["price", "cost", "amount", "salary", "weight", "height", "length", "pages", "duration", "rating", "abv"],
    ),
    (
        Said::Is(Kind::Text),
        &["title", "description", "summary", "abstract", "details", "product name", "song name", "product", "comment"],
    ),
];

/// Words that only say how a column was made, or whose it is said to be.
const EMPTY_WORDS: [&str; 10] = ["fake", "clean", "cleaned", "std", "raw", "orig", "original", "value", "the", "txt"];

/// Words beside what a column is that do not say whose it is.
const OF_NOBODY: [&str; 16] = [
    "line",
    "home",
    "res",
    "residential",
    "residence",
    "current",
    "code",
    "no",
    "number",
    "name",
    "names",
    "id",
    "key",
    "of",
    "date",
    "full",
];

/// What the name of a column says, and which of its words were not needed for that: they part `mother_surname` from
/// `surname`.
pub(super) fn said(name: &str) -> Option<(Said, String)> {
    let words: Vec<String> = words(name).into_iter().filter(|word| !EMPTY_WORDS.contains(&word.as_str())).collect();
    let joined = words.concat();
    for (said, names) in SAID {
        for wanted in *names {
            if let Some(whole) = wanted.strip_prefix('=') {
                if joined == whole {
                    return Some((*said, String::new()));
                }
                continue;
            }
            let parts: Vec<&str> = wanted.split(' ').collect();
            let found = words.windows(parts.len()).position(|window| window.iter().zip(&parts).all(|(a, b)| a == b));
            if let Some(at) = found {
                let rest = words.iter().enumerate().filter(|(place, _)| !(at..at + parts.len()).contains(place));
                let of: Vec<&str> = rest
                    .map(|(_, word)| word.as_str())
                    .filter(|word| !is_number(word) && !OF_NOBODY.contains(word))
                    .collect();
                return Some((*said, of.join(" ")));
            }
            if joined == parts.concat() {
                return Some((*said, String::new()));
            }
        }
    }
    is_key(&words).then_some((Said::Apart(Apart::Key), String::new()))
}

/// Whether a name is one that systems give to their keys: `id`, `ltable_id`, `row_number`.
fn is_key(words: &[String]) -> bool {
    let last = words.last().map_or("", String::as_str);
    let first = words.first().map_or("", String::as_str);
    let whole = words.join(" ");
    matches!(last, "id" | "ids" | "key" | "uuid" | "guid" | "pk" | "uid" | "index" | "recid" | "rowid")
        || matches!(first, "id" | "key" | "index")
        || matches!(
            whole.as_str(),
            "row number" | "row" | "record number" | "record no" | "case number" | "case no" | "unnamed"
        )
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The words of a column's name in small letters: parted at anything that is no letter or digit, where small letters
/// turn to capitals, and between letters and digits.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for each in name.chars() {
        if !each.is_alphanumeric() {
            last = ' ';
            continue;
        }
        let breaks = last == ' '
            || (last.is_lowercase() && each.is_uppercase())
            || (last.is_alphabetic() != each.is_alphabetic());
        if breaks {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(each.to_lowercase());
        }
        last = each;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_understood() {
        let is = |name: &str| said(name).map(|said| said.0);
        for (name, kind) in [
            ("given_name", Kind::GivenName),
            ("FirstName", Kind::GivenName),
            ("FORENAME", Kind::GivenName),
            ("last_name", Kind::Surname),
            ("Surname", Kind::Surname),
            ("first_and_surname", Kind::FullName),
            ("dateOfBirth", Kind::Date),
            ("birth_date", Kind::Date),
            ("DOB", Kind::Date),
            ("yearofbirth", Kind::Year),
            ("postcode_fake", Kind::Postcode),
            ("post_code", Kind::Postcode),
            ("nhs_id", Kind::NhsNumber),
            ("soc_sec_id", Kind::Identifier),
            ("UPRN", Kind::Uprn),
            ("e-mail", Kind::Email),
            ("gender", Kind::Sex),
            ("street_number", Kind::HouseNumber),
            ("address_1", Kind::AddressLine),
            ("suburb", Kind::Place),
            ("birth_place", Kind::Place),
            ("authors", Kind::List),
            ("price", Kind::Number),
        ] {
            assert_eq!(is(name), Some(Said::Is(kind)), "{name}");
        }
        for (name, apart) in [
            ("cluster", Apart::Truth),
            ("person_id", Apart::Truth),
            ("ent_id", Apart::Truth),
            ("unique_id", Apart::Key),
            ("idACM", Apart::Key),
            ("source_dataset", Apart::Source),
            ("service", Apart::Source),
            ("record_date", Apart::RecordDate),
        ] {
            assert_eq!(is(name), Some(Said::Apart(apart)), "{name}");
        }
        assert_eq!(is("occupation"), None);
        assert_eq!(said("mother_surname").map(|said| said.1).as_deref(), Some("mother"));
        assert_eq!(said("address_line_2").map(|said| said.1).as_deref(), Some(""));
    }
}

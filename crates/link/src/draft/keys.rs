//! What records may be brought together by: whole values and parts of them, each with the column that it is of.

use super::column::ColumnDraft;
use super::kind::Kind;
use super::levels::{before_at, first_word, last_word};
use super::shape::Look;
use crate::LinkError;
use crate::compare::Layout;
use crate::expression::Expression;
use crate::records::{MISSING, Records};

/// A key: an expression over one record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    /// The expression as the model has it.
    pub expression: String,
    /// The column that it is of.
    pub column: usize,
    /// Whether it is the whole value.
    pub whole: bool,
}

/// More keys than this are not tried: a pair's agreements are one number of 64 bits.
const MOST_KEYS: usize = 48;

/// The keys of these columns: whole values first, then parts.
pub(super) fn keys(columns: &[ColumnDraft]) -> Vec<Key> {
    let of = |whole: bool| {
        columns.iter().enumerate().flat_map(move |(column, each)| {
            let expressions = if whole {
                each.kind.map(|kind| whole_of(each, kind)).into_iter().flatten().collect()
            } else {
                parts(each)
            };
            expressions.into_iter().map(move |expression| Key { expression, column, whole })
        })
    };
    let mut keys: Vec<Key> = of(true).chain(of(false)).collect();
    keys.truncate(MOST_KEYS);
    keys
}

/// The whole value, where agreement on it can be of use. Quantities agree by chance and disagree by a penny.
fn whole_of(column: &ColumnDraft, kind: Kind) -> Option<String> {
    (!matches!(kind, Kind::Age)).then(|| column.own())
}

fn parts(column: &ColumnDraft) -> Vec<String> {
    let own = column.own();
    let Some(kind) = column.kind else { return Vec::new() };
    let left = |count: usize| format!("left({own}, {count})");
    let several_words = column.profile.words >= 1.15;
    match kind {
        Kind::GivenName => vec![format!("soundex({own})"), left(3), left(1)],
        Kind::Surname => {
            let mut parts = vec![format!("soundex({own})"), left(4)];
            if several_words {
                parts.push(last_word(&own));
            }
            parts
        }
        Kind::FullName => vec![
            format!("soundex({})", last_word(&own)),
            last_word(&own),
            first_word(&own),
            format!("soundex({})", first_word(&own)),
        ],
        Kind::Date if column.dates_are_read() => {
            vec![format!("year({own})"), format!("month({own}) * 100 + day({own})")]
        }
        Kind::Date => vec![left(4), format!("right({own}, 4)")],
        Kind::Postcode => vec![format!("postcode_sector({own})"), format!("postcode_district({own})")],
        Kind::PostalCode => vec![left(3)],
        Kind::AddressLine if column.profile.share(Look::HasDigit) >= 0.3 => {
            vec![format!("address_numbers({own})"), left(8)]
        }
        Kind::AddressLine => vec![left(5), format!("soundex({own})")],
        Kind::Place => vec![left(4)],
        Kind::NhsNumber | Kind::Uln | Kind::Upn | Kind::Nino | Kind::Identifier => {
            let half = (column.profile.characters / 2.0).round() as usize;
            if half >= 3 { vec![left(half), format!("right({own}, {half})")] } else { Vec::new() }
        }
        Kind::Email => vec![before_at(&own)],
        Kind::Label if several_words => vec![first_word(&own), last_word(&own)],
        Kind::Text => {
            let longest = |place: usize| format!("longest_word({own}, {place})");
            let mut parts = vec![code_word(&own), longest(1), longest(2), longest(3)];
            parts.extend([first_word(&own), word(&own, 2), last_word(&own)]);
            parts
        }
        Kind::List => {
            vec![format!("longest_word({own}, 1)"), format!("longest_word({own}, 2)"), word(&own, 2), last_word(&own)]
        }
        _ => Vec::new(),
    }
}

/// The word at a place, from 1.
fn word(own: &str, at: usize) -> String {
    format!("split_part({own}, ' ', {at})")
}

/// The first word of three characters and more with letters and digits together: the number of a model, mostly.
pub(super) fn code_word(own: &str) -> String {
    format!("nullif(regexp_extract({own}, '[a-z]+[0-9][a-z0-9]+|[0-9]+[a-z][a-z0-9]+', 0), '')")
}

/// The codes of keys, each for every record.
pub(super) fn codes(keys: &[Key], columns: &[ColumnDraft], records: &mut Records) -> Result<Vec<Vec<u32>>, LinkError> {
    let mut layout = Layout::default();
    let mut codes = Vec::with_capacity(keys.len());
    for key in keys {
        let parsed = Expression::parse(&key.expression)?;
        let column = &columns[key.column];
        let expression = match &column.made_comparable {
            Some(form) => {
                let form = Expression::parse(form)?;
                parsed.map(&|part| match part {
                    Expression::Column { .. } => form.clone(),
                    other => other,
                })
            }
            None => parsed,
        };
        codes.push(layout.codes(&expression, records)?);
    }
    Ok(codes)
}

/// The chance that two records that both hold a value agree on it.
pub(super) fn agreement_by_chance(codes: &[u32]) -> f64 {
    let mut counts: hashbrown::HashMap<u32, u64> = hashbrown::HashMap::new();
    for &code in codes.iter().filter(|&&code| code != MISSING) {
        *counts.entry(code).or_default() += 1;
    }
    let present: u64 = counts.values().sum();
    let mut sorted: Vec<u64> = counts.into_values().collect();
    // In an order of its own, so that the sum is the same on every run.
    sorted.sort_unstable();
    let same: f64 = sorted.into_iter().map(|count| count as f64 * (count as f64 - 1.0)).sum();
    let pairs = present as f64 * (present as f64 - 1.0);
    if pairs > 0.0 { same / pairs } else { 0.0 }
}

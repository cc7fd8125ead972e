//! For each kind of column a comparison with ordered outcomes.

use super::column::ColumnDraft;
use super::keys::code_word;
use super::kind::Kind;
use super::shape::Look;
use crate::model::{Comparison, FrequencyAdjustment, Level};

/// A comparison with what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparisonDraft {
    /// The comparison as the model has it.
    pub comparison: Comparison,
    /// The places of the columns that it looks at.
    pub columns: Vec<usize>,
    /// Why it is as it is, in words.
    pub why: String,
}

/// A comparison under way.
struct Building {
    name: String,
    levels: Vec<Level>,
    columns: Vec<usize>,
    why: String,
}

impl Building {
    fn new(name: String, columns: Vec<usize>, missing: &str, why: &str) -> Self {
        let missing = Level { missing: true, ..Level::new("missing", missing) };
        Self { name, levels: vec![missing], columns, why: why.to_owned() }
    }

    fn level(&mut self, label: &str, when: &str) -> &mut Self {
        self.levels.push(Level::new(label, when));
        self
    }

    /// An outcome that says more the rarer the value is.
    fn counted(&mut self, label: &str, when: &str, of: Option<&str>) -> &mut Self {
        self.level(label, when);
        if let (Some(of), Some(level)) = (of, self.levels.last_mut()) {
            let of = of.to_owned();
            level.frequency =
                Some(FrequencyAdjustment { of, weight: 1.0, least: 0.0, by_count: Vec::new(), counted: 0 });
        }
        self
    }

    fn end(mut self) -> ComparisonDraft {
        self.level("different", "else");
        if self.why.is_empty() && self.levels.iter().any(|level| level.frequency.is_some()) {
            "Rare values weigh more than usual ones (frequency).".clone_into(&mut self.why);
        }
        ComparisonDraft {
            comparison: Comparison { name: self.name, levels: self.levels },
            columns: self.columns,
            why: self.why,
        }
    }
}

/// The comparisons of these columns. What is cheap to compare and settles most pairs comes first.
pub(super) fn comparisons(columns: &[ColumnDraft]) -> Vec<ComparisonDraft> {
    let mut made: Vec<ComparisonDraft> = Vec::new();
    let mut done = vec![false; columns.len()];
    for group in homes(columns) {
        for &at in &group {
            done[at] = true;
        }
        made.push(home(columns, &group));
    }
    for (at, column) in columns.iter().enumerate() {
        if let (Some(kind), false) = (column.kind, done[at]) {
            made.push(single(columns, at, kind));
        }
    }
    // Names in the order that people say them; texts last, as they take longest to compare.
    made.sort_by_key(|each| {
        (each.columns.iter().filter_map(|&at| columns[at].kind).map(place_of).min(), each.columns[0])
    });
    let mut used: Vec<String> = Vec::new();
    for each in &mut made {
        // Two columns may be called the same in words (`First Name`, `first_name`).
        let mut name = each.comparison.name.clone();
        let mut number = 2;
        while used.contains(&name) {
            name = format!("{} {number}", each.comparison.name);
            number += 1;
        }
        used.push(name.clone());
        each.comparison.name = name;
    }
    made
}

fn place_of(kind: Kind) -> u8 {
    match kind {
        Kind::GivenName => 0,
        Kind::MiddleName => 2,
        Kind::Surname => 1,
        Kind::FullName => 3,
        Kind::Date | Kind::Year | Kind::Age => 4,
        Kind::Sex | Kind::Few => 5,
        Kind::NhsNumber | Kind::Uln | Kind::Upn | Kind::Nino | Kind::Identifier => 6,
        Kind::Uprn | Kind::Postcode | Kind::PostalCode | Kind::Place => 7,
        Kind::AddressLine | Kind::HouseNumber => 8,
        Kind::Email | Kind::Phone | Kind::Web => 9,
        Kind::Number => 10,
        Kind::Label => 11,
        Kind::List => 12,
        Kind::Text => 13,
    }
}

/// Columns that say together where somebody lives, in one comparison for each address: a postcode says the town too, and
/// the members of a household agree on all of it, so that they are no two witnesses.
fn homes(columns: &[ColumnDraft]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let Some(of) = column.home() else { continue };
        match groups.iter_mut().find(|(known, _)| *known == of) {
            Some((_, group)) => group.push(at),
            None => groups.push((of, vec![at])),
        }
    }
    // A line of an address by itself has levels of its own.
    groups
        .into_iter()
        .map(|(_, group)| group)
        .filter(|group| group.len() > 1 || is_located(&columns[group[0]]))
        .collect()
}

fn is_located(column: &ColumnDraft) -> bool {
    matches!(column.kind, Some(Kind::Postcode | Kind::PostalCode | Kind::Uprn | Kind::Place))
}

fn home(columns: &[ColumnDraft], group: &[usize]) -> ComparisonDraft {
    let all = |kind: Kind| group.iter().copied().filter(move |&at| columns[at].kind == Some(kind));
    let find = |kind: Kind| all(kind).next();
    let mut places: Vec<usize> = all(Kind::Place).collect();
    // The finest first: a suburb before its state.
    places.sort_by_key(|&at| (std::cmp::Reverse(columns[at].profile.distinct), at));
    let missing: Vec<String> = group.iter().map(|&at| format!("missing({})", columns[at].own())).collect();
    let name = match group {
        [only] => columns[*only].called(),
        _ if columns[group[0]].home().as_deref() == Some("birth") => "birth place".to_owned(),
        _ if places.len() == group.len() => prefixed(&columns[group[0]].of, "place"),
        _ => prefixed(&columns[group[0]].of, "address"),
    };
    let why = if group.len() > 1 {
        "These columns follow from each other, and a household shares them all, so they are one comparison: the nearest \
         agreement counts."
    } else {
        ""
    };
    let mut built = Building::new(name, group.to_vec(), &missing.join(" and "), why);
    let skewed = |at: usize| columns[at].profile.is_skewed().then(|| columns[at].own());
    if let Some(at) = find(Kind::Uprn) {
        built.level("same property", &same(&columns[at].own()));
    }
    let code = find(Kind::Postcode).or(find(Kind::PostalCode)).map(|at| (at, columns[at].own()));
    let lines: Vec<usize> = all(Kind::AddressLine).collect();
    let number = find(Kind::HouseNumber).map(|at| columns[at].own());
    let street = lines.first().map(|&at| columns[at].own());
    let whole: Vec<String> = [&street, &number].into_iter().flatten().map(|own| same(own)).collect();
    let numbers = number.clone().or_else(|| {
        let numbered = lines.first().filter(|&&at| columns[at].profile.share(Look::HasDigit) >= 0.3);
        numbered.map(|&at| format!("address_numbers({})", columns[at].own()))
    });
    let part: Vec<String> =
        numbers.iter().cloned().chain(lines.iter().map(|&at| columns[at].own())).map(|own| same(&own)).collect();
    let whole = (!whole.is_empty()).then(|| whole.join(" and "));
    if let (Some((_, code)), Some(whole)) = (&code, &whole) {
        built.level("same postcode and address", &format!("{} and {whole}", same(code)));
    }
    if let Some(whole) = &whole {
        built.level("same address", whole);
    }
    if let (Some((_, code)), true) = (&code, part.len() > 1 || numbers.is_some()) {
        built.level("same postcode, part of the address", &format!("{} and ({})", same(code), part.join(" or ")));
    }
    if let Some((at, own)) = &code {
        built.counted("same postcode", &same(own), skewed(*at).as_deref());
    }
    if let (Some(street), Some(numbers)) = (&street, &numbers) {
        built.level("same number, street alike", &format!("{} and jaro_winkler({street}) >= 0.85", same(numbers)));
    }
    if let Some((_, own)) = &code {
        built.level("postcode with one slip", &format!("damerau_levenshtein({own}) <= 1"));
    }
    if let Some(own) = find(Kind::Postcode).map(|at| columns[at].own()) {
        built.level("same sector", &same(&format!("postcode_sector({own})")));
    }
    for &at in &lines {
        let (own, called) = (columns[at].own(), columns[at].called());
        if number.is_some() || at != lines[0] {
            built.counted(&format!("same {called}"), &same(&own), skewed(at).as_deref());
        }
    }
    for &at in &places {
        let (own, called) = (columns[at].own(), columns[at].called());
        built.counted(&format!("same {called}"), &same(&own), skewed(at).as_deref());
        if columns[at].profile.distinct > 100 {
            built.level(&format!("{called} alike"), &format!("jaro_winkler({own}) >= 0.9"));
        }
    }
    if let Some(own) = find(Kind::Postcode).map(|at| columns[at].own()) {
        built.level("same district", &same(&format!("postcode_district({own})")));
        built.level("same area", &same(&format!("postcode_area({own})")));
    }
    built.end()
}

fn prefixed(of: &str, what: &str) -> String {
    if of.is_empty() { what.to_owned() } else { format!("{of} {what}") }
}

fn same(expression: &str) -> String {
    format!("same({expression})")
}

/// The comparison of one column.
fn single(columns: &[ColumnDraft], at: usize, kind: Kind) -> ComparisonDraft {
    let column = &columns[at];
    let own = column.own();
    let missing = format!("missing({own})");
    let mut touched = vec![at];
    let counted = column.profile.is_skewed().then_some(own.as_str());
    let mut built = Building::new(column.called(), vec![at], &missing, "");
    match kind {
        Kind::GivenName | Kind::Surname => {
            built.counted("same", &same(&own), counted);
            if kind == Kind::GivenName && column.profile.share(Look::KnownName) >= 0.2 {
                built.level("form of the same name", &format!("nickname({own})"));
            }
            built.level("much alike", &format!("jaro_winkler({own}) >= 0.92"));
            if kind == Kind::Surname && column.profile.words > 1.02 {
                built.level("part of the name the same", &format!("shared(words({own})) >= 1"));
            }
            built.level("alike", &format!("jaro_winkler({own}) >= 0.8"));
            let partner = if kind == Kind::GivenName { Kind::Surname } else { Kind::GivenName };
            if let Some(other) = partner_of(columns, column, partner) {
                let (left, right) = (format!("{} = {}", column.left(), columns[other].right()), {
                    format!("{} = {}", columns[other].left(), column.right())
                });
                built.level(&format!("the other's {}", columns[other].called()), &format!("{left} or {right}"));
                touched.push(other);
            }
            if column.profile.share(Look::OneLetter) >= 0.003 {
                built.level("same initial", &same(&format!("left({own}, 1)")));
            }
        }
        Kind::MiddleName => {
            built.counted("same", &same(&own), counted);
            built.level("alike", &format!("jaro_winkler({own}) >= 0.9"));
            built.level("same initial", &same(&format!("left({own}, 1)")));
        }
        Kind::FullName => {
            built.counted("same", &same(&own), counted);
            built.level("much alike", &format!("jaro_winkler({own}) >= 0.92"));
            built.level("the same words", &words_shared(column, 1.0));
            built.level(
                "first and last word the same",
                &format!("same({}) and same({})", first_word(&own), last_word(&own)),
            );
            built.level("alike", &format!("bigrams({own}) >= 0.7"));
            built.level("last word the same", &same(&last_word(&own)));
            built.level("some words the same", &format!("shared(words({own})) >= 1"));
        }
        Kind::Date => dates(&mut built, column, &own),
        Kind::Year => {
            built.counted("same", &same(&own), counted);
            numbers_within(&mut built, column, &[("within a year", 1.0), ("within three years", 3.0)]);
        }
        Kind::Age => {
            built.level("same", &same(&own));
            numbers_within(&mut built, column, &[("within a year", 1.0), ("within three years", 3.0)]);
        }
        Kind::Sex | Kind::Few => {
            built.counted("same", &same(&own), counted.filter(|_| kind == Kind::Few && column.profile.distinct > 4));
            if kind == Kind::Sex && column.profile.distinct > 2 {
                built.level("same first letter", &same(&format!("left({own}, 1)")));
            }
        }
        Kind::NhsNumber | Kind::Uln | Kind::Upn | Kind::Nino | Kind::Identifier => {
            built.counted("same", &same(&own), counted.filter(|_| kind == Kind::Identifier));
            built.level("one slip", &format!("damerau_levenshtein({own}) <= 1"));
            if column.profile.characters >= 6.5 {
                built.level("two slips", &format!("damerau_levenshtein({own}) <= 2"));
            }
        }
        Kind::Email => {
            built.level("same", &same(&own));
            built.level("two slips at most", &format!("damerau_levenshtein({own}) <= 2"));
            built.level("same name before the @", &same(&before_at(&own)));
        }
        Kind::Phone => {
            built.counted("same", &same(&own), counted);
            built.level("one slip", &format!("damerau_levenshtein({own}) <= 1"));
        }
        Kind::HouseNumber => {
            built.counted("same", &same(&own), counted);
            built.level("one slip", &format!("damerau_levenshtein({own}) <= 1 and length({}) > 1", column.left()));
        }
        Kind::AddressLine => {
            built.counted("same", &same(&own), counted);
            let numbered = column.profile.share(Look::HasDigit) >= 0.3;
            if numbered {
                let numbers = format!("address_numbers({own})");
                built.level("same numbers, alike", &format!("same({numbers}) and jaro_winkler({own}) >= 0.85"));
                built.level("same numbers, a word shared", &format!("same({numbers}) and shared(words({own})) >= 2"));
            }
            built.level("alike", &format!("jaro_winkler({own}) >= 0.9"));
            if column.profile.words >= 1.5 {
                built.level("most words the same", &words_shared(column, 0.6));
            }
        }
        Kind::Place | Kind::Label | Kind::Web | Kind::Postcode | Kind::PostalCode | Kind::Uprn => {
            built.counted("same", &same(&own), counted);
            if column.profile.distinct > 30 {
                built.level("much alike", &format!("jaro_winkler({own}) >= 0.9"));
            }
            if column.profile.words >= 1.2 {
                built.level("half of the words the same", &words_shared(column, 0.5));
            }
        }
        Kind::Text => {
            built.counted("same", &same(&own), counted);
            built.level("nearly the same letters", &format!("bigrams({own}) >= 0.9"));
            if column.profile.share(Look::HasDigit) >= 0.3 {
                built.level("same word of letters and digits", &same(&code_word(&own)));
            }
            built.level("all words of the shorter", &words_shared(column, 1.0));
            built.level("most words the same", &words_shared(column, 0.75));
            built.level("much alike", &format!("bigrams({own}) >= 0.7"));
            built.level("half of the words the same", &words_shared(column, 0.5));
            built.level("some words the same", &words_shared(column, 0.3));
        }
        Kind::List => {
            built.counted("same", &same(&own), counted);
            built.level("all words of the shorter", &words_shared(column, 1.0));
            built.level("half of the words the same", &words_shared(column, 0.5));
            built.level("some words the same", &words_shared(column, 0.25));
            built.level("alike", &format!("bigrams({own}) >= 0.5"));
        }
        Kind::Number => {
            built.level("same", &format!("{} = {}", number(&column.left()), number(&column.right())));
            for (label, share) in [("within 1%", 0.01), ("within 10%", 0.1), ("within 30%", 0.3)] {
                let (one, other) = (number(&column.left()), number(&column.right()));
                built.level(label, &format!("abs({one} - {other}) <= {share} * greatest({one}, {other})"));
            }
        }
    }
    built.columns = touched;
    built.end()
}

fn dates(built: &mut Building, column: &ColumnDraft, own: &str) {
    built.level("same", &same(own));
    built.level("one slip", &format!("damerau_levenshtein({own}) <= 1"));
    if column.dates_are_read() {
        built.level("day and month swapped", &format!("day_month_swapped({own})"));
        built.level("two parts the same", &format!("date_parts_same({own}) >= 2"));
    }
    built.level("two slips", &format!("damerau_levenshtein({own}) <= 2"));
    if column.dates_are_read() {
        built.level("within a year", &format!("days_apart({own}) <= 365.25"));
        built.level("within ten years", &format!("days_apart({own}) <= 3652.5"));
    }
}

fn numbers_within(built: &mut Building, column: &ColumnDraft, steps: &[(&str, f64)]) {
    for (label, most) in steps {
        let (one, other) = (number(&column.left()), number(&column.right()));
        built.level(label, &format!("abs({one} - {other}) <= {most}"));
    }
}

fn number(side: &str) -> String {
    format!("number({side})")
}

/// The column of a kind that belongs to the same person as another column.
pub(super) fn partner_of(columns: &[ColumnDraft], column: &ColumnDraft, kind: Kind) -> Option<usize> {
    columns.iter().position(|each| each.kind == Some(kind) && each.of == column.of)
}

/// Of two texts, so great a share of the words of the shorter stands in the other.
fn words_shared(column: &ColumnDraft, share: f64) -> String {
    let counted = |side: String| format!("array_length(words({side}))");
    let least = format!("least({}, {})", counted(column.left()), counted(column.right()));
    let wanted = if share >= 1.0 { least } else { format!("{share} * {least}") };
    format!("shared(words({})) >= {wanted}", column.own())
}

pub(super) fn first_word(own: &str) -> String {
    format!("split_part({own}, ' ', 1)")
}

pub(super) fn last_word(own: &str) -> String {
    format!("split_part({own}, ' ', -1)")
}

pub(super) fn before_at(own: &str) -> String {
    format!("split_part({own}, '@', 1)")
}

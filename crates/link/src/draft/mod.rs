//! A first model from the records: what each column is, what is compared and how, which pairs are brought together and
//! what the model is taught by. Nobody says anything, and no truth is looked at; what was seen and why is written beside
//! each part, so that whoever knows the records better can mend it.

mod choose;
mod column;
mod keys;
mod kind;
mod levels;
mod likely;
mod names;
mod profile;
mod search;
mod shape;
mod write;

pub use column::ColumnDraft;
pub use kind::Kind;
pub use levels::ComparisonDraft;
pub use profile::Profile;

use crate::model::{Between, BlockingRule, Model, People, Training, VERSION};
use crate::{LinkError, Progress, Records};
use choose::{Chosen, Known, Likely, Teacher};
use search::{Candidate, Field};
use std::collections::BTreeMap;

/// Pairs for each record that are compared at most, where nobody says otherwise.
pub const PAIRS_PER_RECORD: u64 = 30;
/// Few records may have more for each: so many pairs take a second.
const FEW_PAIRS: u64 = 200_000;
/// A pattern of outcomes is one number of 64 bits; something is left for training.
const MOST_OUTCOME_BITS: f64 = 60.0;
/// The share of values that must pass their check for two of them to be of two people.
const CHECKED: f64 = 0.9;

/// What is asked of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// What the model is called.
    pub name: String,
    /// Between which records matches are sought.
    pub between: Between,
    /// How many pairs are compared at most, of all records; [`PAIRS_PER_RECORD`] for each if nothing is said.
    pub most_pairs: Option<u64>,
    /// How many records there are where those that are looked at are a sample taken at random.
    pub of_records: u64,
    /// How many threads there are. Their number changes nothing but the time.
    pub threads: usize,
}

/// A blocking rule with what it costs and what it finds.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleDraft {
    /// The rule.
    pub rule: BlockingRule,
    /// About how many pairs it brings together among all records.
    pub pairs: u64,
    /// The share of likely matches that it finds, 0 to 1.
    pub finds: f64,
    /// The share of them that no rule before it finds, 0 to 1.
    pub adds: f64,
}

/// A rule that training uses.
#[derive(Debug, Clone, PartialEq)]
pub struct TeacherDraft {
    /// The rule.
    pub rule: BlockingRule,
    /// The share of its pairs that seem to be matches, 0 to 1.
    pub matches_share: f64,
    /// The comparisons that it teaches.
    pub teaches: Vec<String>,
}

/// A drafted model with all that it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The model.
    pub model: Model,
    /// The columns, in the order of the files.
    pub columns: Vec<ColumnDraft>,
    /// The comparisons, in the model's order.
    pub comparisons: Vec<ComparisonDraft>,
    /// The blocking rules, in the model's order.
    pub rules: Vec<RuleDraft>,
    /// The learning rules, in the model's order.
    pub teachers: Vec<TeacherDraft>,
    /// How many records were looked at.
    pub looked_at: u64,
    /// How many there are.
    pub of_records: u64,
    /// How many pairs the rules may bring together.
    pub most_pairs: u64,
    /// About how many matches there are among the records looked at, by a first run.
    pub likely_matches: f64,
    /// The share of all matches that the blocking rules seem to find, 0 to 1; what no rule finds cannot be seen.
    pub recall: f64,
    /// The sources.
    pub sources: Vec<String>,
}

impl Draft {
    /// The model as a file, with what was seen and why beside each part. It reads back as [`Draft::model`].
    #[must_use]
    pub fn text(&self) -> String {
        write::text(self)
    }
}

/// Drafts a model. The same records give the same draft, in whatever order they came and on however many threads.
///
/// # Errors
/// [`LinkError::Draft`] when the records hold too little to be linked, with what is lacking; [`LinkError::Cancelled`].
pub fn draft(records: Records, wanted: &Wanted, progress: &dyn Progress) -> Result<Draft, LinkError> {
    let mut records = records;
    refuse_what_cannot_be_linked(&records, wanted)?;
    let mut columns: Vec<ColumnDraft> =
        (0..records.column_names().len()).map(|place| ColumnDraft::of(&records, place)).collect();
    leave_out_repeats(&mut columns, &records);
    let comparisons = comparisons_that_fit(&mut columns)?;
    let keys = keys::keys(&columns);
    let codes = keys::codes(&keys, &columns, &mut records)?;
    let field = Field {
        names: search::names(&keys, &columns),
        witnesses: search::witnesses(&columns),
        columns: &columns,
        keys: &keys,
        codes: &codes,
        records: &records,
        between: wanted.between,
        of_records: wanted.of_records.max(records.len() as u64),
        threads: wanted.threads.max(1),
    };
    let most_pairs = wanted.most_pairs.unwrap_or_else(|| (PAIRS_PER_RECORD * field.of_records).max(FEW_PAIRS));
    let candidates = field.candidates(most_pairs as f64)?;
    if candidates.is_empty() {
        return Err(LinkError::Draft(format!(
            "no rule brings any two records together for {most_pairs} pairs at most: either no two agree on anything, or \
             what they agree on is shared by too many. Allow more pairs, or check that the files hold the same columns"
        )));
    }
    let mut model = Model {
        version: VERSION,
        name: wanted.name.clone(),
        id: None,
        between: wanted.between,
        prior: None,
        columns: columns.iter().filter_map(ColumnDraft::definition).collect::<BTreeMap<_, _>>(),
        blocking: Vec::new(),
        comparisons: comparisons.iter().map(|each| each.comparison.clone()).collect(),
        in_common: Vec::new(),
        training: Training::default(),
        people: People { never_two: never_two(&columns), ..People::default() },
    };
    let teaching = Teaching { field: &field, comparisons: &comparisons };
    let first = teaching.first(&candidates, most_pairs as f64);
    let run = likely::run(&model, &first, &field, progress)?;
    let likely = Likely::of(&field, &run.pairs);
    let chosen = likely.blocking(&field, &candidates, most_pairs as f64);
    let chosen = if chosen.is_empty() { first.chosen() } else { chosen };
    let in_all = likely.in_all(&field, &candidates).max(run.in_all);
    let known = teaching.known(&candidates, &likely, &chosen);
    let certain = choose::certain(&known, &|rules| likely.found_by_any(rules));
    let certain = if certain.is_empty() { first.certain.clone() } else { certain };
    let learn = choose::learn(&known, &|keys| teaching.touches(keys), comparisons.len());
    let learn = if learn.is_empty() { first.learn.clone() } else { learn };
    // Where nothing could be learnt, training is told to try the blocking rules: it says itself what it lacks.
    let blocking_too = chosen.iter().take(2).map(|each| Teacher { keys: each.keys, matches_share: 0.0 });
    let learn = if learn.is_empty() { blocking_too.collect() } else { learn };
    let share_found = |rules: &[u64]| if in_all > 0.0 { likely.found_by_any(rules) / in_all } else { 0.0 };
    let found_for_certain = share_found(&certain.iter().map(|each| each.keys).collect::<Vec<_>>());
    let recall = share_found(&chosen.iter().map(|each| each.keys).collect::<Vec<_>>());
    model.blocking = chosen.iter().map(|each| field.rule(each.keys)).collect();
    model.training.certain = certain.iter().map(|each| field.rule(each.keys)).collect();
    // To two places: more is not known. Nothing found is no reason to take all for lost.
    model.training.recall =
        if found_for_certain > 0.0 { ((found_for_certain * 100.0).round() / 100.0).clamp(0.05, 0.95) } else { 0.5 };
    model.training.learn = learn.iter().map(|each| field.rule(each.keys)).collect();
    model.training.in_common = run.in_common;
    model.check()?;
    if likely.total >= 1.0 {
        model.training.in_common = likely::try_out(&model, likely.total, &field, progress)?;
    }
    let rules = chosen.iter().map(|each| RuleDraft {
        rule: field.rule(each.keys),
        pairs: each.pairs.round() as u64,
        finds: each.finds,
        adds: each.adds,
    });
    let rules = rules.collect();
    let teachers = learn.iter().map(|each| teaching.told(each)).collect();
    let (looked_at, of_records) = (records.len() as u64, field.of_records);
    let (likely_matches, sources) = (likely.total, records.source_names().to_vec());
    Ok(Draft {
        model,
        columns,
        comparisons,
        rules,
        teachers,
        looked_at,
        of_records,
        most_pairs,
        likely_matches,
        recall,
        sources,
    })
}

/// What a model is taught by, and what of it can be known.
struct Teaching<'a> {
    field: &'a Field<'a>,
    comparisons: &'a [ComparisonDraft],
}

impl Teaching<'_> {
    /// The comparisons that a rule cannot teach, as it looks at their columns; one bit each.
    fn touches(&self, keys: u64) -> u64 {
        let touched = self.field.columns_of(keys);
        let each = self.comparisons.iter().enumerate();
        let meets = |comparison: &ComparisonDraft| comparison.columns.iter().any(|&at| touched >> at.min(63) & 1 == 1);
        each.filter(|(_, comparison)| meets(comparison)).fold(0, |bits, (at, _)| bits | 1 << at)
    }

    fn told(&self, teacher: &Teacher) -> TeacherDraft {
        let touched = self.touches(teacher.keys);
        let open = self.comparisons.iter().enumerate().filter(|(at, _)| touched >> at & 1 == 0);
        TeacherDraft {
            rule: self.field.rule(teacher.keys),
            matches_share: teacher.matches_share,
            teaches: open.map(|(_, each)| each.comparison.name.clone()).collect(),
        }
    }

    /// What a first run uses, before anything was learnt.
    fn first(&self, candidates: &[Candidate], most_pairs: f64) -> likely::First {
        let own = |keys: u64| {
            let keys = search::keys_of(keys);
            keys.iter().any(|&key| {
                let key = &self.field.keys[key];
                key.whole && self.field.columns[key.column].kind.is_some_and(Kind::is_own)
            })
        };
        let known: Vec<Known> = candidates
            .iter()
            .filter(|each| each.keys != search::SWAPPED)
            .map(|each| {
                let share = if own(each.keys) { each.sure.max(0.5) } else { each.sure };
                Known { keys: each.keys, matches: each.pairs * share, share }
            })
            .collect();
        let known = self.of_persons(known);
        let best = known.iter().map(|each| each.share).fold(0.0, f64::max);
        // Nothing is known of what two rules have in common, so each is taken to find its own.
        let found =
            |rules: &[u64]| known.iter().filter(|each| rules.contains(&each.keys)).map(|each| each.matches).sum();
        let sure: Vec<Known> = known.iter().filter(|each| each.share >= 0.5_f64.min(best * 0.9)).copied().collect();
        likely::First {
            blocking: likely::seeds(self.field, candidates, most_pairs),
            certain: choose::certain(&sure, &found),
            learn: choose::learn(&known, &|keys| self.touches(keys), self.comparisons.len()),
        }
    }

    /// What is known of each rule after a first run: of the pairs that it brings, so many seem to be matches.
    fn known(&self, candidates: &[Candidate], likely: &Likely, chosen: &[Chosen]) -> Vec<Known> {
        let mut known = Vec::new();
        let worth = 0.02 * likely.total;
        for candidate in candidates.iter().filter(|each| each.keys != search::SWAPPED) {
            let matches = likely.found_by(candidate.keys);
            let used = chosen.iter().any(|each| each.keys == candidate.keys);
            if matches >= worth || used {
                let pairs = self.field.pairs_here(candidate.keys);
                if pairs > 0.0 {
                    known.push(Known { keys: candidate.keys, matches, share: (matches / pairs).min(1.0) });
                }
            }
        }
        self.of_persons(known)
    }

    /// The rules that tell persons apart, not households; all where there is no other.
    fn of_persons(&self, known: Vec<Known>) -> Vec<Known> {
        let of_persons: Vec<Known> =
            known.iter().filter(|each| !self.field.is_of_household(each.keys)).copied().collect();
        if of_persons.is_empty() { known } else { of_persons }
    }
}

fn refuse_what_cannot_be_linked(records: &Records, wanted: &Wanted) -> Result<(), LinkError> {
    let lacking = |what: &str| Err(LinkError::Draft(what.to_owned()));
    match records.len() {
        0 => return lacking("there are no records. Check that the right file was given"),
        1 => return lacking("there is one record, and it takes two to link"),
        _ => {}
    }
    if records.column_names().is_empty() {
        return lacking("the records have no column besides their names");
    }
    if wanted.between == Between::Sources && records.source_names().len() < 2 {
        return lacking("matches are wanted between sources, and there is only one. Give two files, or leave it out");
    }
    Ok(())
}

/// Leaves out columns that say what others say: to count one witness twice is to believe too much.
fn leave_out_repeats(columns: &mut [ColumnDraft], records: &Records) {
    for at in 0..columns.len() {
        let Some(kind) = columns[at].kind else { continue };
        let of = columns[at].of.clone();
        let part = |wanted: Kind| columns.iter().position(|each| each.kind == Some(wanted) && each.of == of);
        if kind == Kind::FullName
            && let Some((given, surname)) = part(Kind::GivenName).zip(part(Kind::Surname))
        {
            let reason = format!(
                "left out: it repeats {} and {}, and one witness must not be heard twice",
                columns[given].name, columns[surname].name
            );
            columns[at].leave_out(&reason);
            continue;
        }
        let same = |other: &usize| columns[*other].kind.is_some() && agree(records, *other, at) >= 0.95;
        if let Some(other) = (0..at).find(same) {
            let reason = format!("left out: it holds what {} holds", columns[other].name);
            columns[at].leave_out(&reason);
        }
    }
}

/// The share of records that hold both columns in which both hold the same.
fn agree(records: &Records, one: usize, other: usize) -> f64 {
    let (mut both, mut same) = (0_u64, 0_u64);
    for (one, other) in records.codes(one).iter().zip(records.codes(other)) {
        if *one != crate::records::MISSING && *other != crate::records::MISSING {
            both += 1;
            same += u64::from(one == other);
        }
    }
    if both == 0 { 0.0 } else { same as f64 / both as f64 }
}

/// Comparisons, as many as can be counted together: where there are too many columns, those that tell least are left out.
fn comparisons_that_fit(columns: &mut [ColumnDraft]) -> Result<Vec<ComparisonDraft>, LinkError> {
    loop {
        let comparisons = levels::comparisons(columns);
        if comparisons.is_empty() {
            let seen: Vec<String> =
                columns.iter().map(|column| format!("{} ({})", column.name, column.reason)).collect();
            return Err(LinkError::Draft(format!(
                "no column can be compared: {}. Write a model by hand if one of them can all the same",
                seen.join("; ")
            )));
        }
        let bits: f64 = comparisons.iter().map(|each| (each.comparison.levels.len() as f64 + 1.0).log2()).sum();
        if bits <= MOST_OUTCOME_BITS && comparisons.len() <= 60 {
            return Ok(comparisons);
        }
        let told =
            |column: &ColumnDraft| (column.profile.distinct as f64).log2() * (1.0 - column.profile.missing_share());
        let compared = (0..columns.len()).filter(|&at| columns[at].kind.is_some());
        let least = compared.min_by(|&one, &other| told(&columns[one]).total_cmp(&told(&columns[other])));
        if let Some(at) = least {
            columns[at].leave_out("left out: there are more columns than can be compared, and it tells least");
        }
    }
}

/// What a person has one of, where check digits keep slips of the pen away.
fn never_two(columns: &[ColumnDraft]) -> Vec<String> {
    let checked = |column: &ColumnDraft| {
        let (look, function) = match column.kind? {
            Kind::NhsNumber => (shape::Look::NhsNumber, "nhs_number"),
            Kind::Upn => (shape::Look::Upn, "upn"),
            Kind::Uln => (shape::Look::Uln, "uln"),
            _ => return None,
        };
        (column.profile.share(look) >= CHECKED).then(|| format!("{function}({})", column.own()))
    };
    columns.iter().filter_map(checked).collect()
}

//! `wholeplace link evaluate`: how right pairs and people are.

use super::{inputs::Inputs, told, train::read_labels, watch::Watch};
use crate::{arguments::Words, failure::Failure};
use clap::Args;
use lake::people::{self, TableWriter};
use link::{
    Records,
    evaluate::{ClusterScore, Score, SubgroupScore, ThresholdCurve, score_by_subgroup, score_clusters},
    model::weight_of_probability,
    records::MISSING,
    score::{PairSink, ScoredPair},
    train::Label,
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Evaluate.
#[derive(Debug, Clone, Args)]
pub struct Evaluate {
    #[command(flatten)]
    pub inputs: Inputs,
    /// The column of the records that says which person each is of; it is never shown to the engine
    #[arg(long, value_name = "COLUMN", required_unless_present = "labels")]
    pub truth: Option<String>,
    /// Judged pairs instead of a truth column (record_id_l, record_id_r, match_probability)
    #[arg(long, value_name = "LABELS", conflicts_with = "truth")]
    pub labels: Option<PathBuf>,
    /// The weighed pairs; pairs that are not in the file count as not taken
    #[arg(long, value_name = "PAIRS", required_unless_present = "clusters")]
    pub pairs: Option<PathBuf>,
    /// The people
    #[arg(long, value_name = "CLUSTERS")]
    pub clusters: Option<PathBuf>,
    /// Tell errors by what this column holds, such as sex; may be given several times
    ///
    /// Only a column of the files: ethnicity and the like where it is lawful to use them so.
    #[arg(long, value_name = "COLUMN", requires = "clusters", requires = "truth")]
    pub by: Vec<String>,
    /// Count only pairs of records of different sources, as a model does that says `between = "sources"`
    #[arg(long, requires = "truth")]
    pub between_sources: bool,
    /// The probability from which a pair counts as taken
    #[arg(long, value_name = "PROBABILITY", default_value_t = 0.95)]
    pub threshold: f64,
    /// Write precision and recall at every threshold to this file: .csv or .parquet
    #[arg(long, value_name = "FILE", requires = "pairs")]
    pub curve: Option<PathBuf>,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// A share with its interval of 95%.
#[derive(Debug, Serialize)]
struct Share {
    value: f64,
    lower: f64,
    upper: f64,
}

#[derive(Debug, Serialize)]
struct ScoreTold {
    true_positives: u64,
    false_positives: u64,
    false_negatives: u64,
    precision: Share,
    recall: Share,
    f1: Share,
}

impl ScoreTold {
    fn of(score: &Score) -> Self {
        let share = |value: f64, (lower, upper): (f64, f64)| Share { value, lower, upper };
        Self {
            true_positives: score.true_positives,
            false_positives: score.false_positives,
            false_negatives: score.false_negatives,
            precision: share(score.precision(), score.precision_interval()),
            recall: share(score.recall(), score.recall_interval()),
            f1: share(score.f1(), score.f1_interval()),
        }
    }

    fn line(&self) -> String {
        let share =
            |name: &str, share: &Share| format!("{name} {:.4} ({:.4} to {:.4})", share.value, share.lower, share.upper);
        format!("{}, {}, {}", share("precision", &self.precision), share("recall", &self.recall), share("F1", &self.f1))
    }
}

#[derive(Debug, Serialize)]
struct BCubedTold {
    precision: f64,
    recall: f64,
    f1: f64,
}

#[derive(Debug, Serialize)]
struct PeopleScore {
    pairwise: ScoreTold,
    b_cubed: BCubedTold,
    people: u64,
    people_exact: u64,
    groups: u64,
    largest: u64,
}

impl PeopleScore {
    fn of(score: &ClusterScore) -> Self {
        let (precision, recall, f1) = (score.b_cubed.precision, score.b_cubed.recall, score.b_cubed.f1());
        Self {
            pairwise: ScoreTold::of(&score.pairs),
            b_cubed: BCubedTold { precision, recall, f1 },
            people: score.people,
            people_exact: score.people_exact,
            groups: score.groups,
            largest: score.largest,
        }
    }
}

#[derive(Debug, Serialize)]
struct GroupScore {
    records: u64,
    pairwise: ScoreTold,
    b_cubed: BCubedTold,
    records_with_false_match: f64,
    records_with_missed_match: f64,
}

impl GroupScore {
    fn of(score: &SubgroupScore) -> Self {
        let (precision, recall, f1) = (score.b_cubed.precision, score.b_cubed.recall, score.b_cubed.f1());
        Self {
            records: score.records,
            pairwise: ScoreTold::of(&score.pairs),
            b_cubed: BCubedTold { precision, recall, f1 },
            records_with_false_match: score.records_with_false_match,
            records_with_missed_match: score.records_with_missed_match,
        }
    }
}

#[derive(Debug, Serialize)]
struct AtThreshold {
    probability: f64,
    weight: f64,
    #[serde(flatten)]
    score: ScoreTold,
}

#[derive(Debug, Default, Serialize)]
struct Reply {
    judged_records: u64,
    /// Records whose truth is not known: they are left out.
    records_without_truth: u64,
    judged_pairs: u64,
    pairs: Vec<AtThreshold>,
    highest_f1: Option<AtThreshold>,
    people: Option<PeopleScore>,
    /// Judged pairs that are in one person.
    people_by_labels: Option<ScoreTold>,
    by: BTreeMap<String, BTreeMap<String, GroupScore>>,
}

/// Thresholds that are told beside the one asked for.
const USUAL: [f64; 6] = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999];

fn thresholds(asked: f64) -> Vec<f64> {
    let mut thresholds = USUAL.to_vec();
    if !thresholds.contains(&asked) {
        thresholds.push(asked);
    }
    thresholds.sort_by(f64::total_cmp);
    thresholds
}

pub fn run(arguments: &Evaluate, watch: &Watch) -> Result<ExitCode, Failure> {
    if !(0.0..=1.0).contains(&arguments.threshold) {
        return Err(Failure::usage(
            format!("{} is no probability", arguments.threshold),
            "Give a number between 0 and 1, such as --threshold 0.95",
        ));
    }
    let columns: Vec<String> = arguments.truth.iter().chain(&arguments.by).cloned().collect();
    let reading = arguments.inputs.read(&columns, None, watch)?;
    let records = &reading.records;
    let reply = match (&arguments.truth, &arguments.labels) {
        (Some(truth), _) => by_truth(arguments, records, truth)?,
        (None, Some(labels)) => by_labels(arguments, records, labels)?,
        (None, None) => Reply::default(),
    };
    told::tell(arguments.format, &reply, |out| write!(out, "{}", text(&reply)))?;
    Ok(ExitCode::SUCCESS)
}

fn by_truth(arguments: &Evaluate, records: &Records, truth: &str) -> Result<Reply, Failure> {
    let codes = records.codes(records.column_index(truth)?);
    let known: Vec<u32> =
        (0_u32..).zip(codes).filter(|(_, code)| **code != MISSING).map(|(record, _)| record).collect();
    let mut reply = Reply {
        judged_records: known.len() as u64,
        records_without_truth: (codes.len() - known.len()) as u64,
        ..Reply::default()
    };
    if known.is_empty() {
        return Err(Failure::usage(
            format!("the column `{truth}` has no value in any record"),
            "Name the column that says which person a record is of.",
        ));
    }
    let person_of: Vec<u32> = known.iter().map(|&record| codes[record as usize]).collect();
    if let Some(pairs) = &arguments.pairs {
        let belong = belong(records, &known, codes, arguments.between_sources);
        let mut curve = ThresholdCurve::new(codes, belong);
        people::read_links(pairs, records, f64::NEG_INFINITY, &mut |link| {
            let counts = !arguments.between_sources || records.source(link.left) != records.source(link.right);
            if counts && codes[link.left as usize] != MISSING && codes[link.right as usize] != MISSING {
                let (left, right, weight) = (link.left, link.right, f64::from(link.weight));
                curve.take(&[ScoredPair { left, right, rule: 0, weight, pattern: 0 }])?;
            }
            Ok(())
        })?;
        let told = |point: &link::evaluate::CurvePoint, probability: f64| AtThreshold {
            probability,
            weight: point.weight,
            score: ScoreTold::of(&point.score),
        };
        reply.pairs = thresholds(arguments.threshold).into_iter().map(|each| told(&curve.at(each), each)).collect();
        reply.highest_f1 = curve.highest_f1().map(|point| told(&point, point.probability));
        if let Some(file) = &arguments.curve {
            write_curve(file, &curve)?;
        }
    }
    if let Some(clusters) = &arguments.clusters {
        let all = people::read_clusters(clusters, records)?;
        let group_of: Vec<u32> = known.iter().map(|&record| all[record as usize]).collect();
        reply.people = Some(PeopleScore::of(&score_clusters(&group_of, &person_of)));
        for by in &arguments.by {
            let column = records.column_index(by)?;
            let scores = score_by_subgroup(&group_of, &person_of, |at| records.value(known[at as usize], column));
            let scores = scores.iter().map(|(name, score)| (name.clone(), GroupScore::of(score)));
            reply.by.insert(by.clone(), scores.collect());
        }
    }
    Ok(reply)
}

/// How many pairs of these records are of one person: all, or those of different sources.
fn belong(records: &Records, known: &[u32], person_of: &[u32], between_sources: bool) -> u64 {
    let mut all: HashMap<u32, u64> = HashMap::new();
    let mut within: HashMap<(u32, u16), u64> = HashMap::new();
    for &record in known {
        let person = person_of[record as usize];
        *all.entry(person).or_default() += 1;
        if between_sources {
            *within.entry((person, records.source(record))).or_default() += 1;
        }
    }
    let pairs = |count: &u64| count * (count - 1) / 2;
    all.values().map(pairs).sum::<u64>() - within.values().map(pairs).sum::<u64>()
}

fn write_curve(file: &Path, curve: &ThresholdCurve<'_>) -> Result<(), Failure> {
    let columns = [
        "match_weight",
        "match_probability",
        "true_positives",
        "false_positives",
        "false_negatives",
        "precision",
        "recall",
        "f1",
    ];
    let mut table = TableWriter::texts(file, &columns)?;
    for point in curve.points() {
        let score = &point.score;
        let row = [
            point.weight.to_string(),
            point.probability.to_string(),
            score.true_positives.to_string(),
            score.false_positives.to_string(),
            score.false_negatives.to_string(),
            score.precision().to_string(),
            score.recall().to_string(),
            score.f1().to_string(),
        ];
        table.text_row(&row.each_ref().map(|text| Some(text.as_str())))?;
    }
    Ok(table.finish()?)
}

fn by_labels(arguments: &Evaluate, records: &Records, labels: &Path) -> Result<Reply, Failure> {
    let labels: Vec<Label> = read_labels(labels, records)?;
    let key = |left: u32, right: u32| (left.min(right), left.max(right));
    let mut reply = Reply { judged_pairs: labels.len() as u64, ..Reply::default() };
    let count = |taken: &dyn Fn(&Label) -> bool| {
        let mut score = Score::default();
        for label in &labels {
            match (label.match_probability >= 0.5, taken(label)) {
                (true, true) => score.true_positives += 1,
                (true, false) => score.false_negatives += 1,
                (false, true) => score.false_positives += 1,
                (false, false) => {}
            }
        }
        score
    };
    if let Some(pairs) = &arguments.pairs {
        let mut weight_of: HashMap<(u32, u32), Option<f32>> =
            labels.iter().map(|label| (key(label.left, label.right), None)).collect();
        people::read_links(pairs, records, f64::NEG_INFINITY, &mut |link| {
            if let Some(weight) = weight_of.get_mut(&key(link.left, link.right)) {
                *weight = Some(link.weight);
            }
            Ok(())
        })?;
        for probability in thresholds(arguments.threshold) {
            let weight = weight_of_probability(probability);
            let score = count(&|label| {
                weight_of
                    .get(&key(label.left, label.right))
                    .copied()
                    .flatten()
                    .is_some_and(|each| f64::from(each) >= weight)
            });
            reply.pairs.push(AtThreshold { probability, weight, score: ScoreTold::of(&score) });
        }
    }
    if let Some(clusters) = &arguments.clusters {
        let group_of = people::read_clusters(clusters, records)?;
        let score = count(&|label| group_of[label.left as usize] == group_of[label.right as usize]);
        reply.people_by_labels = Some(ScoreTold::of(&score));
    }
    Ok(reply)
}

fn text(reply: &Reply) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    // Writing to a text never fails.
    if reply.judged_pairs > 0 {
        let _ = writeln!(out, "{} judged pairs", told::whole(reply.judged_pairs));
    } else {
        let _ = writeln!(
            out,
            "{} records whose person is known ({} without)",
            told::whole(reply.judged_records),
            told::whole(reply.records_without_truth)
        );
    }
    if !reply.pairs.is_empty() {
        let _ = writeln!(out, "\nPairs, by threshold (95% intervals in brackets)");
        for point in &reply.pairs {
            let _ = writeln!(out, "  {:.4}  {}", point.probability, point.score.line());
        }
        if let Some(point) = &reply.highest_f1 {
            let _ = writeln!(out, "  highest F1 at {:.4}: {:.4}", point.probability, point.score.f1.value);
        }
    }
    if let Some(score) = &reply.people_by_labels {
        let _ = writeln!(out, "\nJudged pairs in one person\n  {}", score.line());
    }
    if let Some(people) = &reply.people {
        let _ = writeln!(out, "\nPeople");
        let _ = writeln!(out, "  pairwise  {}", people.pairwise.line());
        let _ = writeln!(
            out,
            "  B-cubed   precision {:.4}, recall {:.4}, F1 {:.4}",
            people.b_cubed.precision, people.b_cubed.recall, people.b_cubed.f1
        );
        let _ = writeln!(
            out,
            "  {} of {} people are exactly right; the largest group has {} records",
            told::whole(people.people_exact),
            told::whole(people.people),
            people.largest
        );
    }
    for (column, groups) in &reply.by {
        let _ = writeln!(out, "\nBy {column}");
        for (name, score) in groups {
            let _ = writeln!(
                out,
                "  {name}: {} records; with a false match {:.2}%, with a missed match {:.2}%; {}; B-cubed F1 {:.4}",
                told::whole(score.records),
                score.records_with_false_match * 100.0,
                score.records_with_missed_match * 100.0,
                score.pairwise.line(),
                score.b_cubed.f1
            );
        }
    }
    out
}

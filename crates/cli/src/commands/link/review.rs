//! `wholeplace link review`: a sample of pairs for two people to look at, and what they say.

use super::{
    inputs::{Inputs, ModelFile},
    told,
    watch::Watch,
};
use crate::{arguments::Words, failure::Failure};
use clap::{Args, Subcommand};
use lake::people::{PeopleError, TableWriter, column_names, each_row};
use link::{
    Records,
    model::weight_of_probability,
    review::{Band, Judgement, ReviewPair, ReviewRun, Settled, Verdict, agreement, estimate, settle},
    score::ScoredPair,
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Review.
#[derive(Debug, Subcommand)]
pub enum Review {
    #[command(flatten)]
    OnFiles(OnFiles),
    #[command(flatten)]
    OnTheHub(super::hub_review::HubReview),
}

/// A review in files, which needs no hub.
#[derive(Debug, Subcommand)]
pub enum OnFiles {
    /// Write a sample of pairs, a sheet for each reviewer
    ///
    /// Some pairs come from every band of weights, mixed, and no sheet says how a pair weighs. Each reviewer fills the
    /// column `verdict` with match, apart or unsure. The file key.csv stays with whoever runs the review. To judge on the
    /// hub's pages instead, import the file review.json there.
    Sample(Box<Sample>),
    /// Read what reviewers said: how far they agree, what it says of the linkage, and labels for training
    Read(Read),
}

/// Sample.
#[derive(Debug, Clone, Args)]
pub struct Sample {
    #[command(flatten)]
    pub model: ModelFile,
    #[command(flatten)]
    pub inputs: Inputs,
    /// The folder for the sheets; made if it is not there
    #[arg(long, short, value_name = "FOLDER")]
    pub output: PathBuf,
    /// Who will look, by names without spaces
    #[arg(long, value_name = "NAME", value_delimiter = ',', default_value = "first,second")]
    pub reviewers: Vec<String>,
    /// How many pairs are taken from each band of weights
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub per_band: usize,
    /// What the review is called on the hub
    #[arg(long, value_name = "TITLE", default_value = "A sample of linked records")]
    pub title: String,
    /// Another seed takes other pairs
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

/// Read.
#[derive(Debug, Clone, Args)]
pub struct Read {
    /// The folder that `link review sample` wrote, with the sheets filled in
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Write settled pairs as labels, for `link train --labels` and `link evaluate --labels`
    #[arg(long, value_name = "LABELS")]
    pub labels: Option<PathBuf>,
    /// The probability from which a pair is a link
    #[arg(long, value_name = "PROBABILITY", default_value_t = 0.95)]
    pub threshold: f64,
    /// How it is told
    #[arg(long, value_enum, default_value = "text")]
    pub format: Words,
}

const KEY: &str = "key.csv";
/// The same sample for the hub's pages.
const FOR_THE_HUB: &str = "review.json";
/// At most this many people are shown to reviewers on the hub as they were formed.
const PEOPLE_SHOWN: usize = 200;
const KEY_COLUMNS: [&str; 8] =
    ["pair", "record_id_l", "source_l", "record_id_r", "source_r", "match_weight", "band", "stands_for"];

pub fn run(review: &OnFiles, watch: &Watch) -> Result<ExitCode, Failure> {
    match review {
        OnFiles::Sample(arguments) => sample(arguments, watch),
        OnFiles::Read(arguments) => read(arguments),
    }
}

/// A value that a spreadsheet takes for text: none begins as a formula does.
fn harmless(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{value}") } else { value.to_owned() }
}

#[derive(Serialize)]
struct Sampled<'a> {
    pairs: usize,
    folder: &'a Path,
    sheets: Vec<String>,
}

fn sample(arguments: &Sample, watch: &Watch) -> Result<ExitCode, Failure> {
    let plain =
        |name: &String| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    if let Some(name) = arguments.reviewers.iter().find(|name| !plain(name) || name.as_str() == "key") {
        return Err(Failure::usage(
            format!("“{name}” cannot be the name of a reviewer"),
            "Use letters and digits alone, such as --reviewers ann,ben",
        ));
    }
    let (model, _) = arguments.model.read()?;
    let threshold = weight_of_probability(model.people.threshold);
    let bands = vec![
        Band { from: threshold - 12.0, to: threshold - 5.0 },
        Band { from: threshold - 5.0, to: threshold },
        Band { from: threshold, to: threshold + 5.0 },
        Band { from: threshold + 5.0, to: f64::INFINITY },
    ];
    let least = bands[0].from;
    let columns = model.columns_needed()?;
    let prepared = arguments.inputs.prepare(model, watch)?;
    let mut run = ReviewRun::new(prepared.linkage.model(), bands, arguments.per_band, arguments.seed);
    let summary = watch.phase("score", || prepared.linkage.score(least, &mut run, watch))?;
    let pairs = run.sampler().pairs();
    if pairs.is_empty() {
        return Err(Failure::usage(
            "no pair weighs enough to be looked at",
            "Check that the model is trained and its blocking rules fit the records.",
        ));
    }
    std::fs::create_dir_all(&arguments.output)
        .map_err(|cause| Failure::file(format!("{} could not be made", arguments.output.display()), cause))?;
    let key = arguments.output.join(KEY);
    if key.exists() {
        return Err(Failure::usage(
            format!("{} holds a review already", arguments.output.display()),
            "Name another folder: filled sheets are not written over.",
        ));
    }
    let records = prepared.linkage.records();
    for reviewer in &arguments.reviewers {
        write_sheet(&arguments.output.join(format!("{reviewer}.csv")), records, &columns, &pairs)?;
    }
    write_key(&key, records, &pairs)?;
    let for_the_hub = arguments.output.join(FOR_THE_HUB);
    let file = run.file(&prepared.linkage, &summary, &arguments.title, PEOPLE_SHOWN)?;
    std::fs::write(&for_the_hub, file.to_bytes()?)
        .map_err(|cause| Failure::file(format!("{} could not be written", for_the_hub.display()), cause))?;
    let sheets: Vec<String> = arguments.reviewers.iter().map(|name| format!("{name}.csv")).collect();
    let reply = Sampled { pairs: pairs.len(), folder: &arguments.output, sheets };
    told::tell(arguments.format, &reply, |out| {
        writeln!(
            out,
            "{} pairs are in {}: {} for the reviewers, {KEY} for you.\nWhen the column `verdict` is filled: wholeplace link review read {}\nTo judge on the hub's pages instead: wholeplace link review import {} --purpose PURPOSE",
            reply.pairs,
            arguments.output.display(),
            reply.sheets.join(" and "),
            arguments.output.display(),
            for_the_hub.display()
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn write_sheet(path: &Path, records: &Records, columns: &[String], pairs: &[ReviewPair]) -> Result<(), Failure> {
    let mut names = vec!["pair".to_owned()];
    for column in columns {
        names.extend([format!("{column} (first)"), format!("{column} (second)")]);
    }
    names.extend(["verdict".to_owned(), "note".to_owned()]);
    let mut table = TableWriter::texts(path, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    for (number, each) in (1..).zip(pairs) {
        let mut row: Vec<Option<String>> = vec![Some(format!("{number}"))];
        for column in columns {
            let column = records.column_index(column)?;
            for record in [each.pair.left, each.pair.right] {
                row.push(records.value(record, column).map(harmless));
            }
        }
        row.extend([None, None]);
        table.text_row(&row.iter().map(Option::as_deref).collect::<Vec<_>>())?;
    }
    Ok(table.finish()?)
}

fn write_key(path: &Path, records: &Records, pairs: &[ReviewPair]) -> Result<(), Failure> {
    let mut table = TableWriter::texts(path, &KEY_COLUMNS)?;
    let source = |record: u32| records.source_names()[usize::from(records.source(record))].clone();
    for (number, each) in (1_usize..).zip(pairs) {
        let (left, right) = (each.pair.left, each.pair.right);
        let row = [
            number.to_string(),
            records.id(left).to_string(),
            source(left),
            records.id(right).to_string(),
            source(right),
            each.pair.weight.to_string(),
            each.band.to_string(),
            each.stands_for.to_string(),
        ];
        table.text_row(&row.each_ref().map(|text| Some(text.as_str())))?;
    }
    Ok(table.finish()?)
}

/// A pair of the key: its records' names, as they were written.
struct Keyed {
    names: [String; 4],
    pair: ReviewPair,
}

fn read_key(path: &Path) -> Result<BTreeMap<u32, Keyed>, Failure> {
    let mut keyed = BTreeMap::new();
    each_row(path, &KEY_COLUMNS.map(str::to_owned), &mut |row| {
        let broken = || {
            PeopleError::refused(
                format!("{} was changed: a row of it cannot be read", path.display()),
                "Put back the file that `link review sample` wrote.",
            )
        };
        let number: u32 = row[0].and_then(|text| text.parse().ok()).ok_or_else(broken)?;
        let decimal = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok()).ok_or_else(broken);
        let name = |at: usize| row[at].unwrap_or_default().to_owned();
        // The records are not needed here: a pair is told by its number.
        let (left, right) = (number * 2, number * 2 + 1);
        let pair = ScoredPair { left, right, rule: 0, weight: decimal(row[5])?, pattern: 0 };
        let band = row[6].and_then(|text| text.parse().ok()).ok_or_else(broken)?;
        let pair = ReviewPair { pair, band, stands_for: decimal(row[7])? };
        keyed.insert(number, Keyed { names: [name(1), name(2), name(3), name(4)], pair });
        Ok(())
    })?;
    Ok(keyed)
}

fn verdict(text: &str) -> Option<Verdict> {
    match text.trim().to_lowercase().as_str() {
        "match" | "m" | "yes" | "y" | "1" => Some(Verdict::Match),
        "apart" | "a" | "no" | "n" | "0" => Some(Verdict::Apart),
        "unsure" | "u" | "?" => Some(Verdict::Unsure),
        _ => None,
    }
}

fn read_sheet(
    path: &Path,
    reviewer: &str,
    keyed: &BTreeMap<u32, Keyed>,
    judgements: &mut Vec<Judgement>,
) -> Result<(), Failure> {
    let mut row_number = 1;
    each_row(path, &["pair", "verdict"].map(str::to_owned), &mut |row| {
        row_number += 1;
        let Some(said) = row[1].filter(|text| !text.trim().is_empty()) else { return Ok(()) };
        let refused = |what: String, mend: &str| {
            PeopleError::refused(format!("{}, row {row_number}: {what}", path.display()), mend)
        };
        let number: Option<u32> =
            row[0].and_then(|text| text.trim().parse().ok()).filter(|number| keyed.contains_key(number));
        let number = number.ok_or_else(|| {
            refused("there is no such pair in the key".to_owned(), "Leave the column `pair` as it was.")
        })?;
        let verdict =
            verdict(said).ok_or_else(|| refused(format!("“{said}” is no verdict"), "Write match, apart or unsure."))?;
        judgements.push(Judgement { left: number * 2, right: number * 2 + 1, reviewer: reviewer.to_owned(), verdict });
        Ok(())
    })?;
    Ok(())
}

#[derive(Debug, Serialize)]
struct AgreementTold {
    first: String,
    second: String,
    pairs: usize,
    share: f64,
    kappa: f64,
}

#[derive(Debug, Serialize)]
struct EstimateTold {
    threshold: f64,
    settled: usize,
    precision: f64,
    precision_standard_error: f64,
    recall: f64,
    recall_standard_error: f64,
    f1: f64,
    f1_standard_error: f64,
}

#[derive(Debug, Serialize)]
struct Reply {
    pairs: usize,
    matches: usize,
    apart: usize,
    unsure: usize,
    needs_second: Vec<u32>,
    disputed: Vec<u32>,
    agreement: Vec<AgreementTold>,
    estimate: Option<EstimateTold>,
    labels: Option<usize>,
}

fn read(arguments: &Read) -> Result<ExitCode, Failure> {
    let keyed = read_key(&arguments.folder.join(KEY))?;
    let entries = std::fs::read_dir(&arguments.folder)
        .map_err(|cause| Failure::file(format!("{} could not be read", arguments.folder.display()), cause))?;
    let mut sheets: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .collect();
    sheets.sort();
    let mut judgements = Vec::new();
    let mut reviewers: Vec<String> = Vec::new();
    for path in sheets {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // Other tables may lie there, such as labels that an earlier reading wrote.
        if name == "key" || !column_names(&path)?.iter().any(|column| column == "verdict") {
            continue;
        }
        read_sheet(&path, &name, &keyed, &mut judgements)?;
        reviewers.push(name);
    }
    if judgements.is_empty() {
        return Err(Failure::usage(
            format!("no verdict is written in the sheets of {}", arguments.folder.display()),
            "Fill the column `verdict` with match, apart or unsure, and save the sheets as CSV.",
        ));
    }
    let settled = settle(&judgements);
    let of = |wanted: Settled| {
        settled.iter().filter(|(_, each)| **each == wanted).map(|(pair, _)| pair.0 / 2).collect::<Vec<u32>>()
    };
    let mut agreements = Vec::new();
    for (at, first) in reviewers.iter().enumerate() {
        for second in &reviewers[at + 1..] {
            if let Some(found) = agreement(&judgements, first, second) {
                agreements.push(AgreementTold {
                    first: first.clone(),
                    second: second.clone(),
                    pairs: found.pairs,
                    share: found.share,
                    kappa: found.kappa,
                });
            }
        }
    }
    let sample: Vec<ReviewPair> = keyed.values().map(|each| each.pair).collect();
    let estimate =
        estimate(&sample, &judgements, weight_of_probability(arguments.threshold)).map(|found| EstimateTold {
            threshold: arguments.threshold,
            settled: found.settled,
            precision: found.precision,
            precision_standard_error: found.precision_error,
            recall: found.recall,
            recall_standard_error: found.recall_error,
            f1: found.f1,
            f1_standard_error: found.f1_error,
        });
    let labels = match &arguments.labels {
        Some(file) => Some(write_labels(file, &keyed, &judgements)?),
        None => None,
    };
    let reply = Reply {
        pairs: settled.len(),
        matches: of(Settled::Yes(Verdict::Match)).len(),
        apart: of(Settled::Yes(Verdict::Apart)).len(),
        unsure: of(Settled::Yes(Verdict::Unsure)).len(),
        needs_second: of(Settled::NeedsSecond),
        disputed: of(Settled::Disputed),
        agreement: agreements,
        estimate,
        labels,
    };
    told::tell(arguments.format, &reply, |out| write!(out, "{}", text(&reply)))?;
    Ok(ExitCode::SUCCESS)
}

fn write_labels(file: &Path, keyed: &BTreeMap<u32, Keyed>, judgements: &[Judgement]) -> Result<usize, Failure> {
    let mut table =
        TableWriter::texts(file, &["record_id_l", "source_l", "record_id_r", "source_r", "match_probability"])?;
    let labels = link::review::labels(judgements);
    for label in &labels {
        if let Some(each) = keyed.get(&(label.left / 2)) {
            let [left, source_left, right, source_right] = &each.names;
            let judged = format!("{}", label.match_probability);
            table.text_row(&[Some(left), Some(source_left), Some(right), Some(source_right), Some(&judged)])?;
        }
    }
    table.finish()?;
    Ok(labels.len())
}

fn text(reply: &Reply) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let numbers = |pairs: &[u32]| pairs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    // Writing to a text never fails.
    let _ = writeln!(
        out,
        "{} pairs were judged: {} settled as one person, {} as two, {} as not to be told",
        reply.pairs, reply.matches, reply.apart, reply.unsure
    );
    if !reply.needs_second.is_empty() {
        let _ = writeln!(out, "Only one reviewer has looked at: {}", numbers(&reply.needs_second));
    }
    if !reply.disputed.is_empty() {
        let _ = writeln!(out, "Reviewers differ, and a third must look, on: {}", numbers(&reply.disputed));
    }
    for each in &reply.agreement {
        let _ = writeln!(
            out,
            "{} and {} say the same of {:.1}% of {} pairs (Cohen’s kappa {:.2})",
            each.first,
            each.second,
            each.share * 100.0,
            each.pairs,
            each.kappa
        );
    }
    if let Some(found) = &reply.estimate {
        let _ = writeln!(
            out,
            "At {}: precision about {:.3} (standard error {:.3}), recall about {:.3} ({:.3}), F1 about {:.3} ({:.3}) among the pairs that blocking brings, from {} settled pairs",
            found.threshold,
            found.precision,
            found.precision_standard_error,
            found.recall,
            found.recall_standard_error,
            found.f1,
            found.f1_standard_error,
            found.settled
        );
    }
    if let Some(labels) = reply.labels {
        let _ = writeln!(out, "{labels} labels were written");
    }
    out
}

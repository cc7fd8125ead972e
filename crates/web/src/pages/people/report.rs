//! What a linkage did, in one page that stands alone in its file: what went in, what was compared, what the model
//! believes, what each threshold would cost, the people, and some pairs explained.

use super::{
    explanation::{PairPart, PairTold},
    person::{PersonPart, PersonTold},
    sheet::{self, share, weight, whole},
};
use crate::{
    charts::bars::{Bar, Both, Curve, Histogram, Row, curves, histogram, two_sided},
    components::{Column, Table, TableCell},
};
use askama::Template;

/// Everything that the report tells.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkReport {
    /// The model's name.
    pub model: String,
    /// When it was made, in words.
    pub made: String,
    /// The program and its version.
    pub program: String,
    /// The files.
    pub inputs: Vec<InputTold>,
    /// The columns that the model uses.
    pub columns: Vec<ColumnTold>,
    /// What is wrong with the records: what, why it matters, how to mend it.
    pub findings: Vec<(String, String, String)>,
    /// How many records there are.
    pub records: u64,
    /// How many pairs of records there could be.
    pub possible_pairs: f64,
    /// How many were compared.
    pub candidates: u64,
    /// How many are links.
    pub links: u64,
    /// How many people came of it.
    pub people: u64,
    /// The blocking rules.
    pub rules: Vec<RuleTold>,
    /// Blocks that were too large to be compared whole.
    pub skewed: Vec<SkewTold>,
    /// How the model was trained, in sentences; empty when it came trained.
    pub training: Vec<String>,
    /// What the model believes.
    pub levels: Vec<LevelTold>,
    /// Pairs by weight: from each whole weight up to the next.
    pub weights: Vec<(i32, u64)>,
    /// Pairs below this weight were not counted.
    pub least: f64,
    /// The weight from which a pair is a link.
    pub threshold: f64,
    /// The weight from which a pair is for a person to look at.
    pub clerical: f64,
    /// Records by the weight that they would have with a copy of themselves.
    pub own_weights: Vec<(i32, u64)>,
    /// What each threshold would cost by the model's own lights, from the highest down.
    pub thresholds: Vec<ThresholdTold>,
    /// How many people have how many records.
    pub sizes: Vec<(u64, u64)>,
    /// Links that join nothing: why, and how many.
    pub cuts: Vec<(String, u64)>,
    /// People who hang together by a single link somewhere; `None` when it was not looked at.
    pub bridged: Option<u64>,
    /// The people who hang together least.
    pub weakest: Vec<PersonTold>,
    /// Pairs explained.
    pub examples: Vec<PairTold>,
    /// How long each phase took: name, seconds by the clock, seconds of processor time.
    pub phases: Vec<(String, f64, Option<f64>)>,
    /// The most memory that was held, in words.
    pub peak_memory: Option<String>,
}

/// A file that went in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTold {
    /// The source that it is of.
    pub source: String,
    /// Its name.
    pub file: String,
    /// How many records it has.
    pub records: u64,
    /// Its size, in words.
    pub size: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A column that the model uses.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnTold {
    /// Its name.
    pub name: String,
    /// The share of records that hold something in it.
    pub filled: f64,
    /// How many distinct values it has.
    pub distinct: u64,
}

/// A blocking rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTold {
    /// The rule.
    pub rule: String,
    /// How many blocks of two records or more it makes.
    pub blocks: u64,
    /// How many records the largest has.
    pub largest: u64,
    /// How many pairs it brings together.
    pub pairs: u64,
    /// How many of them no earlier rule brings.
    pub first: u64,
}

/// A block that was too large to be compared whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkewTold {
    /// The rule.
    pub rule: String,
    /// What its records share.
    pub shares: String,
    /// How many records it has.
    pub records: u64,
    /// How many pairs were not compared.
    pub left_out: u64,
}

/// An outcome and what the model believes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelTold {
    /// What is compared.
    pub comparison: String,
    /// The outcome.
    pub outcome: String,
    /// Its chance among records of one person.
    pub m: f64,
    /// Its chance among records of two.
    pub u: f64,
    /// Its weight.
    pub weight: f64,
}

/// What a threshold would cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThresholdTold {
    /// The least weight that is taken.
    pub weight: f64,
    /// The same as a probability.
    pub probability: f64,
    /// Pairs that are taken.
    pub taken: u64,
    /// How many of them are expected to be of two people.
    pub false_matches: f64,
    /// How many of those not taken are expected to be of one person.
    pub missed: f64,
}

#[derive(Debug, Template)]
#[template(path = "pages/people/report.html")]
struct ReportPage<'a> {
    styles: String,
    report: &'a LinkReport,
    summary: Vec<(&'static str, String)>,
    inputs: Table,
    columns: Table,
    rules: Table,
    skewed: Option<Table>,
    model_chart: Option<Both>,
    model_table: Table,
    weights_chart: Option<Both>,
    weights_table: Table,
    own_chart: Option<Both>,
    own_table: Table,
    unlinkable: u64,
    threshold_chart: Option<Both>,
    threshold_table: Table,
    sizes_chart: Option<Both>,
    sizes_table: Table,
    cuts: Option<Table>,
    weakest: Vec<PersonPart>,
    examples: Vec<PairPart>,
    phases: Table,
}

/// The report as one file that loads nothing and needs no script.
///
/// # Errors
/// When it cannot be written, which it always can.
pub fn html(report: &LinkReport) -> Result<String, askama::Error> {
    ReportPage::of(report).render()
}

fn table<const N: usize>(caption: &str, columns: [Column; N], rows: Vec<[String; N]>) -> Table {
    let cells = |row: [String; N]| row.into_iter().map(TableCell::new).collect();
    Table {
        caption: caption.to_owned(),
        caption_hidden: false,
        columns: columns.into(),
        rows: rows.into_iter().map(cells).collect(),
    }
}

impl<'a> ReportPage<'a> {
    fn of(report: &'a LinkReport) -> Self {
        let words = |text: &str| Column::words(text);
        let numbers = |text: &str| Column::numbers(text);
        let (unlinkable, own_chart, own_table) = own(report);
        Self {
            styles: sheet::styles(),
            report,
            summary: summary(report),
            inputs: table(
                "Files that went in",
                [words("Source"), words("File"), numbers("Records"), numbers("Size"), words("SHA-256")],
                report
                    .inputs
                    .iter()
                    .map(|each| {
                        [
                            each.source.clone(),
                            each.file.clone(),
                            whole(each.records),
                            each.size.clone(),
                            each.sha256.clone(),
                        ]
                    })
                    .collect(),
            ),
            columns: table(
                "Columns that the model uses",
                [words("Column"), numbers("Filled"), numbers("Distinct values")],
                report
                    .columns
                    .iter()
                    .map(|each| [each.name.clone(), share(each.filled), whole(each.distinct)])
                    .collect(),
            ),
            rules: table(
                "Blocking rules, in the order of the model",
                [
                    words("Rule"),
                    numbers("Blocks"),
                    numbers("Records in the largest"),
                    numbers("Pairs"),
                    numbers("Of them new"),
                ],
                report
                    .rules
                    .iter()
                    .map(|each| {
                        [
                            each.rule.clone(),
                            whole(each.blocks),
                            whole(each.largest),
                            whole(each.pairs),
                            whole(each.first),
                        ]
                    })
                    .collect(),
            ),
            skewed: (!report.skewed.is_empty()).then(|| {
                table(
                    "Blocks that were not compared whole",
                    [words("Rule"), words("What its records share"), numbers("Records"), numbers("Pairs left out")],
                    report
                        .skewed
                        .iter()
                        .map(|each| [each.rule.clone(), each.shares.clone(), whole(each.records), whole(each.left_out)])
                        .collect(),
                )
            }),
            model_chart: model_chart(report),
            model_table: table(
                "Chances and weights of each outcome",
                [
                    words("Compared"),
                    words("Outcome"),
                    numbers("m: one person"),
                    numbers("u: two people"),
                    numbers("Weight"),
                ],
                report
                    .levels
                    .iter()
                    .map(|each| {
                        [
                            each.comparison.clone(),
                            each.outcome.clone(),
                            chance(each.m),
                            chance(each.u),
                            weight(each.weight),
                        ]
                    })
                    .collect(),
            ),
            weights_chart: weights_chart(report),
            weights_table: table(
                "Pairs by weight",
                [words("Weight"), numbers("Pairs")],
                report.weights.iter().map(|(from, count)| [span(*from), whole(*count)]).collect(),
            ),
            own_chart,
            own_table,
            unlinkable,
            threshold_chart: threshold_chart(report),
            threshold_table: table(
                "What each threshold would cost",
                [
                    words("Probability"),
                    numbers("Weight"),
                    numbers("Pairs taken"),
                    numbers("Expected wrong"),
                    numbers("Expected missed"),
                ],
                chosen(report)
                    .map(|each| {
                        [
                            share(each.probability),
                            weight(each.weight),
                            whole(each.taken),
                            about(each.false_matches),
                            about(each.missed),
                        ]
                    })
                    .collect(),
            ),
            sizes_chart: sizes_chart(report),
            sizes_table: table(
                "How many records people have",
                [words("Records"), numbers("People")],
                report.sizes.iter().map(|(records, people)| [whole(*records), whole(*people)]).collect(),
            ),
            cuts: (!report.cuts.is_empty()).then(|| {
                table(
                    "Links that join nothing",
                    [words("Why"), numbers("Links")],
                    report.cuts.iter().map(|(why, count)| [why.clone(), whole(*count)]).collect(),
                )
            }),
            weakest: (1..)
                .zip(&report.weakest)
                .map(|(number, person)| PersonPart::of(person, &format!("person-{number}")))
                .collect(),
            examples: report.examples.iter().enumerate().map(|(number, pair)| PairPart::of(pair, number)).collect(),
            phases: table(
                "How long it took",
                [words("Phase"), numbers("Seconds"), numbers("Processor seconds")],
                report
                    .phases
                    .iter()
                    .map(|(name, seconds, processor)| {
                        let processor = processor.map_or_else(|| "not known".to_owned(), |each| format!("{each:.2}"));
                        [name.clone(), format!("{seconds:.2}"), processor]
                    })
                    .collect(),
            ),
        }
    }
}

impl ReportPage<'_> {
    fn lead(&self) -> String {
        let report = self.report;
        format!(
            "{} records became {} people. {} pairs were compared, and {} of them are links.",
            whole(report.records),
            whole(report.people),
            whole(report.candidates),
            whole(report.links)
        )
    }

    fn weights_words(&self) -> String {
        let report = self.report;
        let between = |from: f64, to: f64| -> u64 {
            let inside = |step: &&(i32, u64)| f64::from(step.0) >= from.floor() && f64::from(step.0) < to.floor();
            report.weights.iter().filter(inside).map(|step| step.1).sum()
        };
        format!(
            "About {} pairs lie between {} and the threshold of {}: they are for people to look at. Pairs below {} were not counted.",
            whole(between(report.clerical, report.threshold)),
            weight(report.clerical),
            weight(report.threshold),
            weight(report.least)
        )
    }

    fn unlinkable_words(&self) -> String {
        if self.unlinkable == 0 {
            return "Every record holds enough to be linked: each would reach the threshold beside a copy of itself."
                .to_owned();
        }
        format!(
            "{} records ({}) could not reach the threshold even beside a copy of themselves. They are in no link, whoever they are of.",
            whole(self.unlinkable),
            share(self.unlinkable as f64 / self.report.records.max(1) as f64)
        )
    }

    fn people_words(&self) -> String {
        let report = self.report;
        let alone = report.sizes.iter().find(|size| size.0 == 1).map_or(0, |size| size.1);
        let bridged = match report.bridged {
            None => String::new(),
            Some(0) => " Nobody hangs together by a single link.".to_owned(),
            Some(count) => format!(
                " {} people of three records or more hang together by a single link somewhere; look at those first.",
                whole(count)
            ),
        };
        format!("There are {} people; {} of them have a single record.{bridged}", whole(report.people), whole(alone))
    }
}

fn summary(report: &LinkReport) -> Vec<(&'static str, String)> {
    let largest = report.sizes.iter().map(|size| size.0).max().unwrap_or(0);
    let compared = report.candidates as f64 / report.possible_pairs.max(1.0);
    vec![
        ("Records", whole(report.records)),
        ("Sources", whole(report.inputs.len() as u64)),
        ("Pairs compared", format!("{}, {} of all that there could be", whole(report.candidates), share(compared))),
        ("Links", format!("{}, of a weight of {} and more", whole(report.links), weight(report.threshold))),
        ("People", whole(report.people)),
        ("Records of the largest", whole(largest)),
    ]
}

/// A chance: four decimals, or a power of ten where it is less than a thousandth.
fn chance(chance: f64) -> String {
    if chance >= 0.001 || chance <= 0.0 {
        return format!("{chance:.4}");
    }
    let written = format!("{chance:.1e}");
    let (number, exponent) = written.split_once("e-").unwrap_or((&written, "0"));
    let raised =
        |digit: char| digit.to_digit(10).and_then(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit as usize)).unwrap_or(digit);
    format!("{number} × 10⁻{}", exponent.chars().map(raised).collect::<String>())
}

/// A count that is expected, not counted.
fn about(count: f64) -> String {
    if count < 10.0 {
        format!("{count:.1}")
    } else {
        format!("{count:.0}").parse().map_or_else(|_| count.to_string(), whole)
    }
}

fn span(from: i32) -> String {
    let bound = |number: i32| if number < 0 { format!("−{}", -number) } else { number.to_string() };
    format!("{} to {}", bound(from), bound(from + 1))
}

fn model_chart(report: &LinkReport) -> Option<Both> {
    let rows: Vec<Row> = report
        .levels
        .iter()
        .map(|level| Row {
            heading: level.comparison.clone(),
            label: level.outcome.clone(),
            from: 0.0,
            to: level.weight,
            value: weight(level.weight),
            sum: false,
        })
        .collect();
    let strongest = |sign: f64| {
        let level = report.levels.iter().max_by(|one, other| (sign * one.weight).total_cmp(&(sign * other.weight)));
        level.map_or_else(String::new, |level| format!("{}: {}", level.comparison, level.outcome))
    };
    let description = format!(
        "Each outcome with what it adds to a pair’s weight. It speaks most for one person: {}. Most against it: {}.",
        strongest(1.0),
        strongest(-1.0)
    );
    two_sided("model", "How much each outcome weighs", &description, &rows)
}

fn bars(counts: &[(i32, u64)], strong: impl Fn(i32) -> bool) -> Vec<Bar> {
    let bar = |&(from, count): &(i32, u64)| Bar {
        from: f64::from(from),
        to: f64::from(from) + 1.0,
        count: count as f64,
        strong: strong(from),
    };
    counts.iter().map(bar).collect()
}

fn weights_chart(report: &LinkReport) -> Option<Both> {
    let description = format!(
        "{} pairs were compared; {} weigh at least {} and are links.",
        whole(report.candidates),
        whole(report.links),
        weight(report.threshold)
    );
    histogram(&Histogram {
        id: "weights",
        title: "Pairs by weight",
        description: &description,
        across: "weight of the pair",
        up: "pairs",
        bars: &bars(&report.weights, |from| f64::from(from) >= report.threshold.floor()),
        marks: &[(report.clerical, "to look at"), (report.threshold, "links")],
    })
}

fn own(report: &LinkReport) -> (u64, Option<Both>, Table) {
    let below: u64 = report
        .own_weights
        .iter()
        .filter(|(from, _)| f64::from(*from) + 1.0 <= report.threshold)
        .map(|(_, count)| count)
        .sum();
    let description = format!(
        "{} records hold so little that they could not reach the threshold even beside a copy of themselves.",
        whole(below)
    );
    let chart = histogram(&Histogram {
        id: "own",
        title: "Records by the weight that they have with a copy of themselves",
        description: &description,
        across: "weight with a copy of itself",
        up: "records",
        bars: &bars(&report.own_weights, |from| f64::from(from) + 1.0 > report.threshold),
        marks: &[(report.threshold, "threshold")],
    });
    let rows = report.own_weights.iter().map(|(from, count)| [span(*from), whole(*count)]).collect();
    let columns = [Column::words("Weight with a copy of itself"), Column::numbers("Records")];
    (below, chart, table("Records by what they hold", columns, rows))
}

/// Thresholds worth a row: those that people choose among.
fn chosen(report: &LinkReport) -> impl Iterator<Item = &ThresholdTold> {
    const WORTH: [f64; 9] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999];
    WORTH.into_iter().filter_map(|probability| {
        let least = (probability / (1.0_f64 - probability)).log2();
        let near = |each: &&ThresholdTold| (each.weight - least).abs();
        report.thresholds.iter().min_by(|one, other| near(one).total_cmp(&near(other))).filter(|each| near(each) < 0.5)
    })
}

fn threshold_chart(report: &LinkReport) -> Option<Both> {
    let inside = || report.thresholds.iter().filter(|each| (-5.0..=25.0).contains(&each.weight)).rev();
    let wrong: Vec<(f64, f64)> = inside().map(|each| (each.weight, each.false_matches)).collect();
    let missed: Vec<(f64, f64)> = inside().map(|each| (each.weight, each.missed)).collect();
    let at = inside().min_by(|one, other| {
        let near = |each: &ThresholdTold| (each.weight - report.threshold).abs();
        near(one).total_cmp(&near(other))
    });
    let description = at.map_or_else(String::new, |at| {
        format!(
            "At the threshold of {} about {} links are expected to be wrong and about {} pairs of one person to be missed.",
            weight(report.threshold),
            about(at.false_matches),
            about(at.missed)
        )
    });
    curves(
        "thresholds",
        ("What each threshold would cost", &description),
        ("least weight of a link", "pairs"),
        &[
            Curve { name: "links expected to be of two people", dashed: false, points: &wrong },
            Curve { name: "pairs of one person expected to be missed", dashed: true, points: &missed },
        ],
        &[(report.threshold, "threshold")],
    )
}

fn sizes_chart(report: &LinkReport) -> Option<Both> {
    const SHOWN: u64 = 12;
    let more: u64 = report.sizes.iter().filter(|size| size.0 > SHOWN).map(|size| size.1).sum();
    let rows: Vec<Row> = report
        .sizes
        .iter()
        .filter(|size| size.0 <= SHOWN)
        .copied()
        .chain((more > 0).then_some((0, more)))
        .map(|(records, people)| Row {
            heading: String::new(),
            label: match records {
                0 => format!("more than {SHOWN} records"),
                1 => "1 record".to_owned(),
                many => format!("{many} records"),
            },
            from: 0.0,
            to: people as f64,
            value: whole(people),
            sum: false,
        })
        .collect();
    let alone = report.sizes.iter().find(|size| size.0 == 1).map_or(0, |size| size.1);
    let description = format!("Of {} people, {} have a single record.", whole(report.people), whole(alone));
    two_sided("sizes", "How many records people have", &description, &rows)
}

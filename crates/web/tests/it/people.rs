//! The report of a linkage and the explanation of a pair: they stand alone, say what there is, and hold no markup that
//! came in a record.

use std::collections::BTreeSet;
use wholeplace_web::charts::people::{ClusterLine, LineKind};
use wholeplace_web::pages::people::{
    explanation::{self, PairTold, StepTold},
    person::{self, OtherTold, PersonTold, RecordTold},
    report::{self, InputTold, LevelTold, LinkReport, RuleTold, SkewTold, ThresholdTold},
};

const NASTY: &str = "<img src=x onerror=alert(1)>&\"'";

fn pair() -> PairTold {
    PairTold {
        heading: "A pair just above the threshold".to_owned(),
        left: format!("gp {NASTY}"),
        right: "school 2".to_owned(),
        words: "The two records are of one person with a probability of 96.00%.".to_owned(),
        prior: -8.0,
        steps: vec![
            StepTold {
                comparison: "surname".to_owned(),
                outcome: "same".to_owned(),
                values: vec![("surname".to_owned(), Some(NASTY.to_owned()), None)],
                weight: 14.5,
                words: "surname: same. This makes one person 23,000 times more likely.".to_owned(),
            },
            StepTold {
                comparison: "sex".to_owned(),
                outcome: "different".to_owned(),
                values: vec![("sex".to_owned(), Some("F".to_owned()), Some("M".to_owned()))],
                weight: -2.0,
                words: "sex: different. This makes one person 4.0 times less likely.".to_owned(),
            },
        ],
        weight: 4.5,
        probability: 0.957,
        rule: None,
    }
}

fn line(left: usize, right: usize, weight: f64, kind: LineKind) -> ClusterLine {
    ClusterLine { left, right, weight, kind }
}

fn someone() -> PersonTold {
    let record = |label: &str, source, value: Option<&str>| RecordTold {
        label: label.to_owned(),
        source,
        values: vec![value.map(str::to_owned), Some("Ann".to_owned())],
    };
    PersonTold {
        heading: format!("The person of gp {NASTY}"),
        of: format!("gp {NASTY}"),
        sources: vec!["gp".to_owned(), "school".to_owned()],
        columns: vec!["surname".to_owned(), "first_name".to_owned()],
        records: vec![
            record(&format!("gp {NASTY}"), 0, Some(NASTY)),
            record("school 2", 1, Some("Smith")),
            record("school 3", 1, None),
        ],
        lines: vec![
            line(0, 1, 12.0, LineKind::Bridge),
            line(0, 2, -3.0, LineKind::Against),
            line(1, 2, 4.5, LineKind::Bridge),
        ],
        mean_weight: Some(4.5),
        component: Some(5),
        cut: vec![OtherTold {
            record: 2,
            other: "gp 9".to_owned(),
            weight: 5.0,
            probability: 0.97,
            why: format!("decided {NASTY}"),
        }],
        nearest: vec![OtherTold {
            record: 0,
            other: "gp 8".to_owned(),
            weight: -1.0,
            probability: 0.333,
            why: String::new(),
        }],
    }
}

fn full() -> LinkReport {
    LinkReport {
        model: NASTY.to_owned(),
        made: "28 November 2026, 04:00 UTC".to_owned(),
        program: "wholeplace".to_owned(),
        inputs: vec![InputTold {
            source: "gp".to_owned(),
            file: NASTY.to_owned(),
            records: 1_000,
            size: "55.0 KiB".to_owned(),
            sha256: "0".repeat(64),
        }],
        records: 1_000,
        possible_pairs: 499_500.0,
        candidates: 4_010,
        links: 1_454,
        people: 323,
        rules: vec![RuleTold { rule: NASTY.to_owned(), blocks: 90, largest: 700, pairs: 4_010, first: 4_010 }],
        skewed: vec![SkewTold {
            rule: "same dob".to_owned(),
            shares: NASTY.to_owned(),
            records: 700,
            left_out: 200_000,
        }],
        levels: vec![LevelTold {
            comparison: NASTY.to_owned(),
            outcome: "same".to_owned(),
            m: 0.9,
            u: 0.000_004,
            weight: 17.8,
        }],
        weights: vec![(-3, 40), (5, 1_454)],
        least: -10.0,
        threshold: 4.2,
        clerical: 0.0,
        own_weights: vec![(-2, 7), (30, 993)],
        thresholds: vec![ThresholdTold {
            weight: 4.25,
            probability: 0.95,
            taken: 1_454,
            false_matches: 3.2,
            missed: 21.0,
        }],
        sizes: vec![(1, 122), (2, 60), (40, 1)],
        cuts: vec![(NASTY.to_owned(), 14)],
        bridged: Some(3),
        weakest: vec![someone(), someone()],
        examples: vec![pair(), pair()],
        phases: vec![("score".to_owned(), 0.4, None)],
        ..LinkReport::default()
    }
}

/// The values of an attribute in a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn stands_alone(page: &str) {
    assert!(!page.contains("<img") && !page.contains("<script"), "nothing that came in a record is markup");
    for absent in ["<link", "@import", "http://127", "NaN", "url(\"fonts"] {
        assert!(!page.contains(absent), "{absent}");
    }
    let ids = attributes(page, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "each id is given once");
    for labels in attributes(page, "aria-labelledby") {
        assert!(labels.split(' ').all(|label| unique.contains(label)), "{labels} names what is there");
    }
}

#[test]
fn a_report_stands_alone_and_says_what_there_is() {
    let page = report::html(&full()).unwrap();
    stands_alone(&page);
    for present in [
        "1,000 records became 323 people",
        "7 records (0.70%) could not reach the threshold",
        "4.0 × 10⁻⁶",
        "3 people of three records or more hang together by a single link",
        "Blocks that were too large",
        "This file holds personal data.",
        "more than 12 records",
        "not known",
        "People who hang together least",
        "3 records of 2 sources",
    ] {
        assert!(page.contains(present), "{present}");
    }
    assert_eq!(page.matches("<svg class=\"chart chart-wide\"").count(), 7, "five charts and two waterfalls");
    assert_eq!(page.matches("chart-wide\" role=\"img\"").count(), page.matches("chart-narrow\" role=\"img\"").count());
}

#[test]
fn a_report_of_nothing_is_written_too() {
    let page = report::html(&LinkReport::default()).unwrap();
    stands_alone(&page);
    assert!(!page.contains("Some pairs, explained") && !page.contains("holds personal data"));
    assert!(!page.contains("People who hang together least"));
}

#[test]
fn a_person_stands_alone_as_a_page_and_as_a_graph() {
    let page = person::html(&someone()).unwrap();
    stands_alone(&page);
    for present in [
        "2 of 3 pairs are links.",
        "Without any one of the links 1–2 and 2–3 the person would fall apart.",
        "Of 1 pair what is known speaks against one person.",
        "The weakest link, between records 2 and 3, weighs +4.5.",
        "1 link to records of other people was cut.",
        "By links alone 5 records hang together; they were parted into people.",
        "A circle is a record of gp; a square is a record of school",
        "Links that were cut",
        "Compared, and not near enough to be links",
    ] {
        assert!(page.contains(present), "{present}");
    }
    let graph = someone().svg();
    assert!(graph.starts_with("<svg") && graph.contains("<style>") && !graph.contains("<img"));
    let alone = PersonTold {
        records: vec![someone().records[0].clone()],
        lines: Vec::new(),
        cut: Vec::new(),
        mean_weight: None,
        component: Some(1),
        ..someone()
    };
    assert!(alone.words().starts_with("The record stands alone"));
    stands_alone(&person::html(&alone).unwrap());
    assert!(alone.svg().contains("standing alone"));
}

#[test]
fn of_very_many_pairs_the_weakest_and_those_that_hold_alone_are_told() {
    let many: Vec<RecordTold> =
        (0..60).map(|at| RecordTold { label: at.to_string(), source: 0, values: vec![None, None] }).collect();
    let mut lines = Vec::new();
    for left in 0..60 {
        for right in left + 1..60 {
            let kind = if (left, right) == (0, 59) { LineKind::Bridge } else { LineKind::Link };
            lines.push(line(left, right, (left + right) as f64, kind));
        }
    }
    let large = PersonTold { records: many, lines, ..someone() };
    let told = large.lines_told();
    assert!(told.len() < large.lines.len());
    assert_eq!((told[0].kind, told[1].weight), (LineKind::Bridge, 1.0));
    let page = person::html(&large).unwrap();
    stands_alone(&page);
    assert!(page.contains("are not drawn") && page.contains("the weakest of 1,770 pairs"));
}

#[test]
fn an_explanation_stands_alone_as_a_page_and_as_a_chart() {
    let page = explanation::html(&pair()).unwrap();
    stands_alone(&page);
    assert!(page.contains("23,000 times more likely") && page.contains("missing"));
    let chart = pair().svg();
    assert!(chart.starts_with("<svg") && chart.contains("<desc") && !chart.contains("<img"));
}

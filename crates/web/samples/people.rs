//! Reviews of linkages, with made-up people.

use axum::http::StatusCode;
use wholeplace_web::{
    Frame, Section,
    charts::people::{
        ClusterLine, ClusterNode, Histogram, HistogramMark, IntervalRow, LineKind, OutcomeBar, ThresholdPoint,
        Waterfall, WaterfallStep, cluster_graph, histogram, interval_rows, outcome_bars, threshold_costs, waterfall,
    },
    components::{
        Column, ErrorSummary, FieldError, FileField, Link, SummaryList, SummaryRow, Table, TableCell, Tag, TagKind,
        TextArea, TextField, TextKind,
    },
    pages::people::{
        ClusterPage, DisagreementsPage, PairPage, ReviewImportPage, ReviewModelPage, ReviewPage, ReviewResultsPage,
        ReviewStoppedPage, ReviewerView, ReviewsPage, WhoReviewsPage,
        difference::compare,
        disagreements::DisagreementRow,
        model::{ComparisonView, Spread},
        pair::{OtherWord, PairRow, Question, Said, WeightView},
        reviews::ReviewRow,
    },
};

const TITLE: &str = "Made-up residents of three services";

fn frame(title: &str, here: &str) -> Frame {
    Frame::new(Section::Data, title, "People look at a sample of linked records.")
        .under([("Data", "/data"), ("Reviews of linkage", "/people/reviews"), (TITLE, "/people/reviews/1")], here)
}

fn reviewer(recorded: Option<&str>) -> ReviewerView {
    ReviewerView {
        name: "Ada Lovelace".into(),
        purpose: "How often the linkage is right".into(),
        recorded: recorded.map(Into::into),
        change_href: "/people/reviewer?next=%2Fpeople%2Freviews%2F1".into(),
    }
}

fn review() -> Link {
    Link::new(TITLE, "/people/reviews/1")
}

fn field(id: &str, label: &str, hint: &str, error: Option<&str>) -> TextField {
    TextField {
        id: id.into(),
        name: id.into(),
        label: label.into(),
        hint: Some(hint.into()),
        value: String::new(),
        error: error.map(Into::into),
        kind: TextKind::Text,
        button: None,
    }
}

fn table(caption: &str, columns: &[&str], rows: &[&[&str]]) -> Table {
    Table {
        caption: caption.into(),
        caption_hidden: true,
        columns: columns
            .iter()
            .enumerate()
            .map(|(at, title)| if at == 0 { Column::words(*title) } else { Column::numbers(*title) })
            .collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| TableCell::new(*cell)).collect()).collect(),
    }
}

pub fn who() -> WhoReviewsPage {
    let missing = "Say what you look at the records for";
    WhoReviewsPage {
        frame: frame("Error: Who reviews, and what for?", "Who reviews"),
        status: StatusCode::UNPROCESSABLE_ENTITY,
        errors: Some(ErrorSummary { errors: vec![FieldError { text: missing.into(), field_id: "purpose".into() }] }),
        action: "/people/reviewer?next=%2Fpeople%2Freviews%2F1".into(),
        name: TextField {
            value: "Ada Lovelace".into(),
            ..field("name", "Your name", "As your colleagues know you.", None)
        },
        purpose: field("purpose", "Your purpose", "What you look at the records for.", Some(missing)),
        stop_action: Some("/people/reviewer/stop".into()),
    }
}

pub fn list() -> ReviewsPage {
    let row = |title: &str, progress: &str, state| ReviewRow {
        review: Link::new(title, "/people/reviews/1"),
        made: "28 November 2026".into(),
        progress: progress.into(),
        reviewers: "Ada Lovelace 12, Bea Webb 9".into(),
        state,
    };
    ReviewsPage {
        frame: frame("Reviews of linkage", "Reviews of linkage"),
        reviewer: Some(reviewer(None)),
        who_href: "/people/reviewer".into(),
        reviews: vec![
            row(TITLE, "9 of 30 pairs settled", Tag::new("2 to decide", TagKind::Act)),
            row("Housing and benefits, spring", "30 of 30 pairs settled", Tag::new("Settled", TagKind::Done)),
        ],
        import_href: "/people/reviews/new".into(),
    }
}

pub fn empty() -> ReviewsPage {
    ReviewsPage { reviews: Vec::new(), reviewer: None, ..list() }
}

pub fn import() -> ReviewImportPage {
    let wrong = "This is not a review file that can be used";
    ReviewImportPage {
        frame: frame("Error: Make a review from a file", "Make a review"),
        status: StatusCode::UNPROCESSABLE_ENTITY,
        errors: Some(ErrorSummary { errors: vec![FieldError { text: wrong.into(), field_id: "file".into() }] }),
        faults: vec![
            "pairs[3].left: 4 values for 5 columns: one for each, null where there is none".into(),
            "pairs[7]: there is no band 99 (counted from 0)".into(),
        ],
        action: "/people/reviews/new".into(),
        file: FileField {
            id: "file".into(),
            name: "file".into(),
            label: "The review file".into(),
            hint: Some("One JSON file of up to 64 megabytes.".into()),
            accept: ".json".into(),
            error: Some(wrong.into()),
        },
        purpose: field("purpose", "What the review is for", "It stands beside the review.", None),
    }
}

pub fn stopped() -> ReviewStoppedPage {
    ReviewStoppedPage {
        frame: frame("This cannot be done now", "Not possible"),
        status: StatusCode::CONFLICT,
        heading: "This cannot be done now".into(),
        what: vec!["Your judgement of pair 3 was taken back before.".into()],
        mend: "Load the page again to see how the pair stands.".into(),
        links: vec![Link::new("Go on with the next pair", "/people/reviews/1/next")],
    }
}

pub fn task() -> ReviewPage {
    ReviewPage {
        frame: frame(TITLE, "Review 1"),
        reviewer: Some(reviewer(None)),
        who_href: "/people/reviewer".into(),
        title: TITLE.into(),
        lead: "9 of its 30 pairs are settled. On 2, people differ, and a third must decide.".into(),
        said: Some("Recorded: pair 3 is same person.".into()),
        settled: 9,
        pairs: 30,
        next: Some(Link::new("Judge the next pair", "/people/reviews/1/next")),
        nothing_waits: None,
        disagreements: Some(Link::new("2 disagreements for you to decide", "/people/reviews/1/disagreements")),
        reviewers: Some(table(
            "Who has judged how many pairs",
            &["Name, as stated", "Pairs judged", "Of"],
            &[&["Ada Lovelace", "12", "30"], &["Bea Webb", "9", "30"]],
        )),
        bands: table(
            "Bands of match weights",
            &["Match weight", "Pairs of the linkage", "In this sample"],
            &[&["−30.0 up to −5.0", "2,261", "6"], &["−5.0 up to 0.0", "176", "6"], &["10.0 up to 60.0", "1,228", "6"]],
        ),
        facts: SummaryList {
            rows: vec![
                SummaryRow::new("Made for", "How often the linkage is right"),
                SummaryRow::new("Made by", "Local administrator, This hub"),
            ],
        },
        links: vec![
            Link::new("What the review says so far", "/people/reviews/1/results"),
            Link::new("The model behind it", "/people/models/1"),
        ],
        clusters: vec![Link::new("Cluster 1", "/people/clusters/1-1")],
    }
}

fn rows() -> Vec<PairRow> {
    [
        ("First name", Some("Leon"), Some("Leon")),
        ("Surname", Some("Arnmstrong"), Some("Armstrong")),
        ("Date of birth", Some("1970-04-11"), Some("1970-11-04")),
        ("City", Some("Salford"), Some("SALFORD")),
        ("Email", Some("l.armstrong@reyes-campbell.net"), None),
        ("Telephone", None, None),
    ]
    .map(|(label, left, right)| PairRow { label: label.into(), comparison: compare(left, right) })
    .into()
}

pub fn pair() -> PairPage {
    PairPage {
        frame: frame("Pair 3 of 30", "Pair 3"),
        status: StatusCode::OK,
        errors: None,
        reviewer: reviewer(Some("That you saw these two records has been recorded.")),
        review: review(),
        heading: "Pair 3 of 30".into(),
        progress: "You have judged 2 pairs.".into(),
        said: Some(Said {
            text: "Recorded: pair 2 is different people.".into(),
            link: Some(Link::new("See why the computer weighed it as it did", "/people/reviews/1/pairs/2")),
            undo_action: Some("/people/reviews/1/judgements/2/undo".into()),
        }),
        left: "benefits, record 972".into(),
        right: "schools, record 974".into(),
        rows: rows(),
        others: Vec::new(),
        question: Some(Question {
            action: "/people/reviews/1/pairs/3".into(),
            verdicts: vec![
                ("same_person".into(), "Same person".into(), 's'),
                ("different_people".into(), "Different people".into(), 'd'),
                ("cannot_tell".into(), "Cannot tell".into(), 'c'),
            ],
            note: TextArea {
                id: "note".into(),
                name: "note".into(),
                label: "A note, if you like".into(),
                hint: Some("What decided it.".into()),
                value: String::new(),
                error: None,
            },
            skip_href: "/people/reviews/1/next?after=3".into(),
        }),
        weight: None,
    }
}

pub fn pair_to_decide() -> PairPage {
    let other = |verdict: &str, note: &str| OtherWord { verdict: verdict.into(), note: note.into() };
    PairPage {
        said: None,
        others: vec![other("Same person", "Day and month are swapped."), other("Cannot tell", "")],
        ..pair()
    }
}

pub fn pair_judged() -> PairPage {
    let step = |label: &str, change| WaterfallStep { label: label.into(), change };
    PairPage {
        said: None,
        question: None,
        weight: Some(WeightView {
            verdict: "same person".into(),
            note: "The email names them.".into(),
            undo_action: "/people/reviews/1/judgements/3/undo".into(),
            sentence: "Its match weight is +9.2: 588 to 1 for one person, a probability of 99.8%.".into(),
            signs: "The strongest sign for one person is first name: same. The strongest against is city: different."
                .into(),
            chart: waterfall(&Waterfall {
                id: "waterfall".into(),
                title: "Why pair 3 weighs +9.2".into(),
                description: "It weighs much.".into(),
                prior: -8.6,
                steps: vec![
                    step("first name: same", 6.6),
                    step("surname: much alike", 6.5),
                    step("date of birth: two parts the same", 8.3),
                    step("city: different", -3.6),
                    step("email: missing", 0.0),
                ],
                threshold: Some(4.2),
            }),
            table: table(
                "Step by step",
                &["Compared", "Outcome", "Adds", "Sum"],
                &[
                    &["Before anything is compared", "Few pairs are of one person", "−8.6", "−8.6"],
                    &["first name", "Same. This makes one person 97 times more likely.", "+6.6", "−2.0"],
                ],
            ),
            facts: vec!["What brought the two together: same surname.".into()],
            clusters: vec![Link::new("The person that the linkage made of them (cluster 1)", "/people/clusters/1-1")],
            next: Link::new("Next pair", "/people/reviews/1/pairs/4#records"),
        }),
        ..pair()
    }
}

pub fn disagreements() -> DisagreementsPage {
    let row = |pair: &str, said: &[&str], decide: bool| DisagreementRow {
        pair: pair.into(),
        said: said.iter().map(|line| (*line).to_owned()).collect(),
        decide_href: decide.then(|| "/people/reviews/1/pairs/3#records".to_owned()),
    };
    DisagreementsPage {
        frame: frame("Disagreements", "Disagreements"),
        reviewer: reviewer(Some("That you saw what was said has been recorded.")),
        lead: "On 2 pairs those who judged differ.".into(),
        rows: vec![
            row("Pair 3", &["Same person: “Day and month are swapped.”", "Cannot tell"], true),
            row("Pair 8", &[], false),
        ],
        review: review(),
    }
}

pub fn results() -> ReviewResultsPage {
    let row = |label: &str, share| IntervalRow { label: label.into(), share };
    let bands = [
        row("weight −30.0 up to −5.0", Some((0.0, 0.0, 0.39))),
        row("weight −5.0 up to 0.0", Some((0.33, 0.1, 0.7))),
        row("weight 10.0 up to 60.0", None),
    ];
    ReviewResultsPage {
        frame: frame("What the review says", "Results"),
        reviewer: Some(reviewer(None)),
        who_href: "/people/reviewer".into(),
        lead: "9 of its 30 pairs are settled.".into(),
        own_threshold: vec!["Of the pairs that the linkage takes for one person, so many are: 97%.".into()],
        agreement: vec![
            "Ada Lovelace and Bea Webb say the same of 27 of 30 pairs: 90% (95% interval 74% to 97%).".into(),
        ],
        agreement_table: Some(table(
            "Agreement of every two reviewers",
            &["Reviewers", "Pairs both judged", "Kappa"],
            &[&["Ada Lovelace and Bea Webb", "30", "0.84"]],
        )),
        bands_chart: interval_rows("bands-chart", "How many pairs are of one person", "By weight.", &bands),
        bands: table("By band", &["Weight", "Pairs", "Same person"], &[&["−30.0 up to −5.0", "2,261", "0"]]),
        precision_chart: interval_rows("precision-chart", "Precision", "By threshold.", &bands),
        recall_chart: interval_rows("recall-chart", "Recall", "By threshold.", &bands),
        thresholds: Some(table("By threshold", &["From", "Precision", "Recall"], &[&["+4.2", "97%", "98%"]])),
        labels: "21 pairs are settled as of one person or of two.".into(),
        labels_href: Some("/people/reviews/1/labels.csv".into()),
        review: review(),
    }
}

pub fn model() -> ReviewModelPage {
    let spread = |id: &str| {
        let chart = Histogram {
            id: id.into(),
            title: "How weights spread".into(),
            description: "Most pairs are light.".into(),
            counts: (-14..34).map(|from: i32| (from, u64::from(from.unsigned_abs()).pow(2) + 1)).collect(),
            marks: vec![HistogramMark { weight: 4.2, label: "threshold +4.2".into() }],
        };
        Spread {
            sentence: "Of 4,010 compared pairs, 1,453 weigh +4.0 or more.".into(),
            wide: histogram(&chart, true),
            narrow: histogram(&chart, false),
            table: table("How weights spread", &["Match weight", "Pairs"], &[&["−1.0 up to 0.0", "12"]]),
        }
    };
    let points: Vec<ThresholdPoint> = (-20..40)
        .map(|weight| ThresholdPoint {
            weight: f64::from(weight),
            false_matches: (-0.3 * f64::from(weight)).exp() * 20.0,
            missed_matches: f64::from(weight + 20),
        })
        .collect();
    let costs =
        |wide| threshold_costs("costs-chart", "What a threshold costs", "Dearer further off.", &points, 4.2, wide);
    let outcomes = [
        OutcomeBar { label: "same".into(), m: Some(0.74), u: Some(0.004) },
        OutcomeBar { label: "different".into(), m: Some(0.08), u: None },
    ];
    ReviewModelPage {
        frame: frame("The model “people”", "The model"),
        name: "people".into(),
        lead: "1,000 records make 499,500 pairs that could be compared. 4,010 were.".into(),
        comparisons: vec![ComparisonView {
            name: "first name".into(),
            sentence: "“same” tells most: it adds +7.0.".into(),
            chart: outcome_bars("outcomes-1", "Outcomes of first name", "The same tells most.", &outcomes),
            table: table("Outcomes", &["Outcome", "One person (m)"], &[&["same", "0.7400"]]),
        }],
        weights: spread("weights-chart"),
        own_weights: spread("own-chart"),
        blocking: table("Blocking rules", &["Rule", "Pairs it brought first"], &[&["same surname", "1,204"]]),
        blocking_sentence: "5 rules brought 4,010 pairs together.".into(),
        thresholds: Spread {
            sentence: "Near this threshold 1,453 pairs are taken.".into(),
            wide: costs(true),
            narrow: costs(false),
            table: table("Thresholds", &["From weight", "Pairs taken"], &[&["+4.2", "1,453"]]),
        },
        review: review(),
    }
}

pub fn cluster() -> ClusterPage {
    let nodes: Vec<ClusterNode> = (0..5).map(|at| ClusterNode { number: at + 1, source: at % 4 }).collect();
    let line = |left, right, weight, kind| ClusterLine { left, right, weight, kind };
    let lines = [
        line(0, 1, 27.0, LineKind::Link),
        line(1, 2, 12.0, LineKind::Link),
        line(0, 2, 6.0, LineKind::Link),
        line(2, 3, 5.1, LineKind::Bridge),
        line(0, 3, 1.0, LineKind::For),
        line(1, 4, -3.0, LineKind::Against),
        line(3, 4, 9.0, LineKind::Bridge),
    ];
    let title = "Cluster 1: 5 records of 4 sources";
    ClusterPage {
        frame: frame(title, "Cluster 1"),
        reviewer: reviewer(Some("That you saw these records has been recorded.")),
        heading: title.into(),
        lead: "5 of 10 pairs are links.".into(),
        graph: cluster_graph("graph", title, "Two links hold it together alone.", &nodes, &lines),
        shapes: vec![("circle".into(), "benefits".into()), ("square".into(), "housing".into())],
        records: table("What the records say", &["Record", "Surname"], &[&["1 (benefits: 972)", "Armstrong"]]),
        lines: table("Every pair", &["Records", "Match weight"], &[&["1 and 2", "+27.0"]]),
        many_lines: false,
        review: review(),
        neighbours: vec![Link::new("Next cluster", "/people/clusters/1-2")],
    }
}

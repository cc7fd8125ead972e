//! What a stranger finds in a file.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop where it stands")]

use proptest::prelude::*;
use std::sync::Arc;
use terms::{AreaCode, Dimensions, Figure, IndicatorId, Period, Source, Status, SubmissionId};
use wholeplace_exports::{Beside, COLUMNS, FileDescription, TableWriter, metadata, objects};

fn figure(value: Option<f64>, mark: Option<&str>, status: Status) -> Figure {
    Figure {
        indicator: Arc::new(IndicatorId::parse("persistent-absence").unwrap()),
        area: AreaCode::parse("E06000065").unwrap(),
        period: Period::parse("2023-09-01/P1Y").unwrap(),
        dimensions: Arc::new(Dimensions::from([("sex".to_owned(), "all, both".to_owned())])),
        value,
        numerator: None,
        denominator: None,
        lower: None,
        upper: None,
        status,
        mark: mark.map(Arc::from),
        submission: Arc::new("absence/3".parse::<SubmissionId>().unwrap()),
        source: Source { sheet: 0, row: 17, column: 8 },
    }
}

fn beside(name: &str, statement: Option<&str>) -> impl Fn(&Figure) -> Beside {
    let beside = Beside {
        area_name: name.to_owned(),
        statement: statement.map(str::to_owned),
        must_not_be_used_for: Arc::from("Ranking places"),
    };
    move |_| beside.clone()
}

#[test]
fn a_file_says_what_each_figure_is_worth_and_where_it_stood() {
    let mut writer = TableWriter::new(beside(
        "North Yorkshire",
        Some("North Yorkshire Council, 3 March 2026: We changed how we count."),
    ));
    let batch = protect::open_data(vec![
        figure(Some(17.6), None, Status::Present),
        figure(None, Some("c"), Status::Suppressed),
    ]);
    let text = String::from_utf8(writer.write(&batch).unwrap()).unwrap();
    insta::assert_snapshot!(text.replace("\r\n", "\n"), @r#"
    dataset,indicator,area_code,area_name,period,period_label,period_start,period_end,dimensions,value,lower_95,upper_95,numerator,denominator,status,mark,submission,source_row,source_column,statement,must_not_be_used_for
    absence,persistent-absence,E06000065,North Yorkshire,2023-09-01/P1Y,2023-24 school year,2023-09-01,2024-08-31,"sex=all, both",17.6,,,,,present,,3,17,8,"North Yorkshire Council, 3 March 2026: We changed how we count.",Ranking places
    absence,persistent-absence,E06000065,North Yorkshire,2023-09-01/P1Y,2023-24 school year,2023-09-01,2024-08-31,"sex=all, both",,,,,,suppressed,c,3,17,8,"North Yorkshire Council, 3 March 2026: We changed how we count.",Ranking places
    "#);
    assert_eq!(writer.rows(), 2);
}

#[test]
fn what_a_place_says_goes_out_with_its_figure() {
    let batch = protect::open_data(vec![figure(Some(17.6), None, Status::Present)]);
    let said = serde_json::to_value(objects(&batch, beside("", Some("We changed how we count."))).next()).unwrap();
    assert_eq!(said["statement"], "We changed how we count.");
    assert_eq!(said["must_not_be_used_for"], "Ranking places");
    let silent = serde_json::to_value(objects(&batch, beside("", None)).next()).unwrap();
    assert!(silent["statement"].is_null());
    let mut writer = TableWriter::new(beside("", Some("=HYPERLINK(\"x\")")));
    let text = String::from_utf8(writer.write(&batch).unwrap()).unwrap();
    assert!(text.contains("'=HYPERLINK"), "a spreadsheet takes no words for a formula: {text}");
}

#[test]
fn an_empty_answer_still_has_its_header() {
    let mut writer = TableWriter::new(beside("", None));
    let text = String::from_utf8(writer.write(&protect::open_data(Vec::new())).unwrap()).unwrap();
    assert!(text.starts_with("dataset,indicator,area_code"));
}

#[test]
fn the_metadata_names_every_column_and_every_warning() {
    let file = FileDescription {
        url: "observations.csv".into(),
        must_not_be_used_for: vec!["Comparing councils without their circumstances".into()],
        ..FileDescription::default()
    };
    let document = metadata(&file);
    let columns = document["tableSchema"]["columns"].as_array().unwrap();
    assert_eq!(columns.len(), COLUMNS.len());
    assert!(document["rdfs:comment"].to_string().contains("Comparing councils without their circumstances"));
    assert!(COLUMNS.iter().all(|column| !column.name.contains("rank")), "no file carries a position of a place");
}

proptest! {
    #[test]
    fn every_finite_value_reads_back_the_same(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
        let mut writer = TableWriter::new(beside("A \"quoted\", name\nof two lines", None));
        let bytes = writer.write(&protect::open_data(vec![figure(Some(value), None, Status::Present)])).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let record = reader.records().next().unwrap().unwrap();
        prop_assert_eq!(record[9].parse::<f64>().unwrap().to_bits(), value.to_bits());
        prop_assert_eq!(&record[3], "A \"quoted\", name\nof two lines");
    }
}

#[test]
fn labels_name_records_as_their_source_does() {
    let label = |left, right, match_probability| wholeplace_exports::LabelRow { left, right, match_probability };
    let table = wholeplace_exports::label_table([
        label(("housing", "17"), ("benefits", "=1+1, \"x\""), 1.0),
        label(("", "3"), ("", "4"), 0.0),
    ])
    .unwrap();
    assert_eq!(
        String::from_utf8(table).unwrap(),
        "record_id_l,source_l,record_id_r,source_r,match_probability\r\n17,housing,\"=1+1, \"\"x\"\"\",benefits,1\r\n3,,4,,0\r\n"
    );
}

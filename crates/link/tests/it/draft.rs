//! A drafted model: it reads back, nothing that should not matter matters, it links, and what cannot be linked is refused.

use crate::data;
use link::cluster::{Decisions, Links};
use link::draft::{Draft, Kind, Wanted, draft};
use link::evaluate::score_clusters;
use link::model::{Between, Model, weight_of_probability};
use link::score::Linkage;
use link::{LinkError, Records, Silent};
use proptest::prelude::*;

fn wanted(records: &Records, threads: usize) -> Wanted {
    Wanted {
        name: "drafted".to_owned(),
        between: Between::All,
        most_pairs: None,
        of_records: records.len() as u64,
        threads,
    }
}

fn drafted(records: &Records) -> Draft {
    draft(records.clone(), &wanted(records, 2), &Silent).expect("a model can be drafted")
}

/// Records of these columns; the first value of a row is its name.
fn table(columns: &[&str], rows: &[Vec<String>]) -> Records {
    let mut builder = Records::builder(columns.iter().copied());
    for row in rows {
        let values: Vec<Option<&str>> = row[1..].iter().map(|value| Some(value.as_str())).collect();
        builder.row(&row[0], &values).expect("the row fits");
    }
    builder.finish().expect("the records fit")
}

fn kind(draft: &Draft, column: &str) -> Option<Kind> {
    draft.columns.iter().find(|each| each.name == column).expect("the column is there").kind
}

/// Links by a drafted model and compares with the truth: the F1 of pairs of records put together.
fn people_f1(draft: &Draft, records: Records, person_of: &[u32]) -> f64 {
    let mut linkage = Linkage::prepare(draft.model.clone(), records, 2, &Silent).expect("they fit");
    linkage.train(&Silent).expect("there is something to learn from");
    let mut links = Links::default();
    let least = weight_of_probability(linkage.model().people.threshold);
    linkage.score(least, &mut links, &Silent).expect("it is trained");
    let clusters = linkage.cluster(&links.links, &Decisions::default(), &Silent).expect("links make people");
    score_clusters(&clusters.of_record, person_of).pairs.f1()
}

fn fake_1000() -> (Records, Vec<u32>) {
    let columns = ["first_name", "surname", "dob", "city", "email", "cluster"].map(str::to_owned);
    data::records("fake_1000.csv", "unique_id", &columns, "cluster")
}

#[test]
fn the_draft_for_fake_1000() {
    let (records, person_of) = fake_1000();
    let draft = drafted(&records);
    assert_eq!(kind(&draft, "cluster"), None, "the truth is not looked at");
    assert_eq!(Model::from_toml(&draft.text()).expect("it reads back"), draft.model);
    insta::assert_snapshot!("draft_of_fake_1000", draft.text());
    let f1 = people_f1(&draft, records, &person_of);
    assert!(f1 > 0.96, "the model written by hand gives 0.9458, and this {f1}");
}

#[test]
fn a_draft_for_records_with_addresses_links_them() {
    let columns = [
        "given_name",
        "surname",
        "street_number",
        "address_1",
        "suburb",
        "postcode",
        "state",
        "date_of_birth",
        "soc_sec_id",
    ];
    let (records, person_of) = data::records("febrl3.csv.gz", "rec_id", &columns.map(str::to_owned), "rec_id");
    let draft = drafted(&records);
    for (column, expected) in [
        ("given_name", Kind::GivenName),
        ("surname", Kind::Surname),
        ("street_number", Kind::HouseNumber),
        ("address_1", Kind::AddressLine),
        ("suburb", Kind::Place),
        ("postcode", Kind::PostalCode),
        ("date_of_birth", Kind::Date),
        ("soc_sec_id", Kind::Identifier),
    ] {
        assert_eq!(kind(&draft, column), Some(expected), "{column}");
    }
    let home =
        draft.model.comparisons.iter().find(|each| each.name == "address").expect("an address is one comparison");
    assert!(home.levels.len() > 5, "{home:?}");
    let f1 = people_f1(&draft, records, &person_of);
    assert!(f1 > 0.99, "{f1}");
}

#[test]
fn the_order_of_records_and_the_number_of_threads_change_nothing() {
    let (records, _) = fake_1000();
    let mut backwards = Records::builder(records.column_names().to_vec());
    for record in (0..records.len() as u32).rev() {
        let row: Vec<Option<&str>> = (0..records.column_names().len()).map(|at| records.value(record, at)).collect();
        backwards.row(&records.id(record).to_string(), &row).expect("the row fits");
    }
    let backwards = backwards.finish().expect("the records fit");
    let one = draft(records.clone(), &wanted(&records, 1), &Silent).expect("it is drafted");
    let other = draft(backwards, &wanted(&records, 3), &Silent).expect("it is drafted");
    assert_eq!(one.text(), other.text());
}

#[test]
fn rules_keep_to_the_pairs_that_are_allowed_and_no_column_is_in_all_of_them() {
    let (records, _) = fake_1000();
    for most in [2_000, 20_000] {
        let wanted = Wanted { most_pairs: Some(most), ..wanted(&records, 2) };
        let draft = draft(records.clone(), &wanted, &Silent).expect("it is drafted");
        let linkage = Linkage::prepare(draft.model.clone(), records.clone(), 1, &Silent).expect("they fit");
        // Of the rule of swapped names a report counts each pair from both sides.
        let rules = || draft.rules.iter().zip(linkage.block_reports()).filter(|(each, _)| each.rule.when.is_none());
        let counted: u64 = rules().map(|(_, report)| report.pairs).sum();
        let told: u64 = rules().map(|(each, _)| each.pairs).sum();
        assert_eq!(told, counted, "all records were looked at, so the costs are exact");
        assert!(counted <= most, "{counted} of {most}");
        let columns = |text: &str| -> Vec<String> {
            let read = link::expression::Expression::parse(text).expect("it reads");
            read.columns().into_iter().map(str::to_owned).collect()
        };
        for column in ["first_name", "surname", "dob", "email", "city"] {
            let without = draft.rules.iter().filter(|each| {
                !each
                    .rule
                    .same
                    .iter()
                    .chain(&each.rule.when)
                    .any(|text| columns(text).iter().any(|name| name == column))
            });
            assert!(without.count() > 0, "every rule needs {column}: {:?}", draft.rules);
        }
        assert!((0.0..=1.0).contains(&draft.recall), "{}", draft.recall);
    }
}

#[test]
fn values_decide_where_names_mislead() {
    let rows: Vec<Vec<String>> = (0..400)
        .map(|at| {
            let person = at / 2;
            let born = format!("19{:02}-0{}-1{}", 10 + person % 80, 1 + person % 9, person % 9);
            let letter = |shift: usize| char::from(b'A' + u8::try_from((person * 7 + shift) % 26).expect("a letter"));
            vec![
                at.to_string(),
                born,
                format!("{}S{} {}{}{}", letter(1), 1 + person % 9, person % 9, letter(3), letter(5)),
                format!("p{person}@example.org"),
                "same".to_owned(),
                String::new(),
            ]
        })
        .collect();
    let records = table(&["surname", "city", "contact", "constant", "nothing"], &rows);
    let draft = drafted(&records);
    assert_eq!(kind(&draft, "surname"), Some(Kind::Date));
    assert_eq!(kind(&draft, "city"), Some(Kind::Postcode));
    assert_eq!(kind(&draft, "contact"), Some(Kind::Email));
    assert_eq!(kind(&draft, "constant"), None);
    assert_eq!(kind(&draft, "nothing"), None);
    let text = draft.text();
    assert!(text.contains("though its name says surname"), "{text}");
    assert!(text.contains("constant: left out: all records that hold a value hold the same one"), "{text}");
    assert!(text.contains("nothing: left out: it has no value in any record"), "{text}");
}

#[test]
fn placeholders_are_taken_for_missing_and_two_valid_numbers_for_two_people() {
    const NHS: [&str; 4] = ["9434765919", "4010232137", "4010000015", "9999999999"];
    let rows: Vec<Vec<String>> = (0..300)
        .map(|at| {
            let person = at / 3;
            let born = if at % 7 == 0 { "1900-01-01".to_owned() } else { format!("19{:02}-06-15", 20 + person % 70) };
            vec![at.to_string(), format!("Name{}", person % 50), born, NHS[person % 4].to_owned()]
        })
        .collect();
    let records = table(&["surname", "dob", "nhs_number"], &rows);
    let draft = drafted(&records);
    assert!(draft.model.columns["dob"].contains("'1900-01-01'"), "{:?}", draft.model.columns);
    assert!(draft.model.columns["nhs_number"].contains("'9999999999'"), "{:?}", draft.model.columns);
    assert_eq!(draft.model.people.never_two, ["nhs_number(nhs_number)"]);
}

#[test]
fn records_that_cannot_be_linked_are_refused_in_words() {
    let refused = |columns: &[&str], rows: &[Vec<String>]| {
        let records = table(columns, rows);
        match draft(records.clone(), &wanted(&records, 1), &Silent) {
            Err(LinkError::Draft(what)) => what,
            other => panic!("it should be refused: {other:?}"),
        }
    };
    let row = |at: usize, value: &str| vec![at.to_string(), value.to_owned()];
    assert!(refused(&["name"], &[]).contains("there are no records"));
    assert!(refused(&["name"], &[row(1, "Ann")]).contains("takes two"));
    let empty = refused(&["name"], &[row(1, ""), row(2, "")]);
    assert!(empty.contains("no column can be compared") && empty.contains("no value in any record"), "{empty}");
    let truth = refused(&["person_id"], &[row(1, "1"), row(2, "1"), row(3, "2")]);
    assert!(truth.contains("must not see the answer"), "{truth}");
    let apart = refused(&["surname"], &[row(1, "Ann"), row(2, "Bob"), row(3, "Clara")]);
    assert!(apart.contains("no rule brings any two records together"), "{apart}");
    let records = table(&["name"], &[row(1, "Ann"), row(2, "Ann Lee")]);
    let between = Wanted { between: Between::Sources, ..wanted(&records, 1) };
    let error = draft(records, &between, &Silent).expect_err("there is one source");
    assert!(error.to_string().contains("there is only one"), "{error}");
}

#[test]
fn one_column_and_odd_names_of_columns_make_a_model_that_reads_back() {
    let rows: Vec<Vec<String>> =
        (0..60).map(|at| vec![at.to_string(), format!("Firm {} of {}", at / 2, ["Leeds", "Hull"][at % 2])]).collect();
    for name in ["name", "naïve \"name\"", "select", "order", "a b", "date", "l", "when", "\u{1f600}"] {
        let records = table(&[name], &rows);
        let draft = drafted(&records);
        assert_eq!(Model::from_toml(&draft.text()).expect("it reads back"), draft.model, "{name}");
        Linkage::prepare(draft.model, records, 1, &Silent).expect("the model is one for these records");
    }
    let sided = table(
        &["name_l", "surname"],
        &(0..20).map(|at| vec![at.to_string(), format!("N{}", at / 2), format!("S{}", at / 2)]).collect::<Vec<_>>(),
    );
    assert!(drafted(&sided).columns[0].reason.contains("rename"), "such a name would mean the left record");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_columns_hold_the_model_reads_back_and_fits_or_is_refused_in_words(
        rows in proptest::collection::vec(
            (
                "(|[A-Za-z' \"\\\\#=\n\u{e9}]{1,12})",
                prop_oneof![Just(String::new()), "19[0-9]{2}-0[1-9]-[12][0-9]", "[0-3][0-9]/1[0-2]/19[0-9]{2}"],
                "(|UNKNOWN|[A-C][0-9] [0-9][A-C]{2})",
                "(|[0-9]{1,4}|\\$[0-9]{1,3}\\.[0-9]{2})",
            ),
            2..40,
        ),
    ) {
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .enumerate()
            .map(|(at, (name, born, code, price))| vec![at.to_string(), name, born, code, price])
            .collect();
        let records = table(&["surname", "born \"on\"", "post code", "price"], &rows);
        match draft(records.clone(), &wanted(&records, 1), &Silent) {
            Ok(draft) => {
                let back = Model::from_toml(&draft.text());
                prop_assert_eq!(back.as_ref(), Ok(&draft.model), "{}", draft.text());
                prop_assert!(Linkage::prepare(draft.model, records, 1, &Silent).is_ok());
            }
            Err(error) => prop_assert!(matches!(error, LinkError::Draft(_)), "{}", error),
        }
    }
}

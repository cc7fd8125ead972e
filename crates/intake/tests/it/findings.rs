//! Findings as people read them.

use crate::support::{CONTRACT, TIDY, check_bytes, shown};
use intake::rules;
use proptest::prelude::*;

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = crate::reference::repository("docs/reference/rules.md");
    let page = rules::reference_page();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), page, "run the test again with UPDATE_REFERENCE=1");
}

#[test]
fn rules_have_lasting_names() {
    let mut ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.id).collect();
    assert!(ids.iter().all(|id| terms::IndicatorId::parse(id).is_ok()));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rules::ALL.len());
}

const HEAD: &str = "code,name,period,indicator,value,top,bottom\n";

fn tidy(lines: &str) -> String {
    shown(&check_bytes(format!("{HEAD}{lines}").as_bytes(), "a.csv", TIDY, Some(CONTRACT)).0)
}

#[test]
fn areas_out_of_order() {
    insta::assert_snapshot!(tidy(
        "E07000163,Craven,2023-24,Absence,12.0,,\n\
         E06000065,North Yorkshire,2021-22,Absence,12.0,,\n\
         E08000038,Barnsley,2023-24,Absence,12.5,,\n\
         E08000016,Barnsley,2023-24,Absence,12.5,,\n\
         E06000061 / E06000062,Northamptonshire,2023-24,Absence,12.0,,\n\
         E0600006,Nowhere,2023-24,Absence,12.0,,\n\
         E06999999,Nowhere,2023-24,Absence,12.0,,\n\
         ,Nowhere,2023-24,Absence,12.0,,\n\
         E07000223,Adur,2023-24,Absence,9.0,,\n"
    ), @r#"
    error code-ended: E07000163 (Craven) ended on 1 April 2023; a figure for 2023-24 stands under it [A2 “E07000163”]
    error two-bodies-one-cell: 2 bodies stand in one cell: “E06000061 / E06000062” [A6 “E06000061 / E06000062”]
    error code-malformed: cells that should hold an area code hold something else [A7 “E0600006”]
    error code-unknown: no area has the code E06999999 [A8 “E06999999”]
    error area-blank: rows with values have no area [A9 “”]
    warning code-recoded: E06000065 (North Yorkshire) had the code E10000023 in 2021-22 [A3 “E06000065”]
    warning code-recoded: E08000038 (Barnsley) had the code E08000016 in 2023-24 [A4 “E08000038”]
    warning two-codes-one-place: figures of Barnsley stand under both E08000016 and E08000038: 1 [5, 4]
    warning tiers-mixed: districts stand in the column, where only counties and single-tier councils are expected [A10 “E07000223”]
    "#);
}

#[test]
fn values_that_cannot_be() {
    insta::assert_snapshot!(tidy(
        "E06000001,Hartlepool,2023-24,Absence,about ten,,\n\
         E06000002,Middlesbrough,2023-24,Absence,112,,\n\
         E06000003,Redcar and Cleveland,2023-24,Absence,01/02/2023,,\n\
         E06000004,Stockton-on-Tees,2023-24,Absence,12.0,30,20\n\
         E06000005,Darlington,2023-24,Absence,12.0,11,20\n\
         E06000006,Halton,2023-24,Pupils,11.5,,\n\
         E06000007,Warrington,soon,Pupils,11,,\n\
         E06000008,Blackburn with Darwen,2023-24,Teachers,11,,\n\
         E06000009,Blackpool,2023-24,Pupils,11,,,9\n\
         E06000010,Kingston upon Hull,2023-24,Pupils,[c],,\n\
         E06000011,East Riding,2023-24,Pupils,1,,\n"
    ), @r#"
    error not-a-number: absence: values are neither numbers nor known marks [E2 “about ten”]
    error out-of-range: absence: values should be between 0 and 100 [E3 “112”]
    error date-not-number: absence: dates stand where numbers should [E4 “01/02/2023”]
    error numerator-above-denominator: absence: parts are larger than their wholes [F5 “30”]
    error period-unreadable: periods are not written as financial-year (2016-17) or calendar-year (2018) [C8 “soon”]
    error indicator-unnamed: the recipe does not name the indicator “Teachers” [D9 “Teachers”]
    error ragged-row: rows do not have the 7 cells of the header (the first has 8) [10 “E06000009”]
    warning ratio-off: absence: values are not numerator ÷ denominator × 100 [E5 “12.0”, E6 “12.0”]
    warning not-whole: pupils: counts are not whole numbers [E7 “11.5”]
    "#);
}

#[test]
fn keys_that_come_twice() {
    insta::assert_snapshot!(tidy(
        "E06000001,Hartlepool,2023-24,Absence,12.0,,\n\
         E06000001,Hartlepool,2023-24,Absence,12.0,,\n\
         E06000001,Hartlepool,2023-24,Absence,13.0,,\n\
         E12000007,London,2023-24,Absence,13.0,,\n\
         E12000007,Metropolitan Police and Mayor,2023-24,Absence,14.0,,\n"
    ), @r#"
    error duplicate-key: absence: rows contradict an earlier row. The cells come in pairs: the first, and the one that says it again [E2, E4 “13.0”]
    error one-code-two-bodies: E12000007 stands for both “London” and “Metropolitan Police and Mayor” [A6 “E12000007”]
    warning duplicate-row: absence: rows say the same as an earlier row. The cells come in pairs: the first, and the one that says it again [E2, E3 “12.0”]
    "#);
}

#[test]
fn headers_that_moved() {
    let recipe = TIDY.replace("\"top\"", "\"numerator of it\"");
    let file = HEAD.replace("top", "Numerator  of it [note 3]").replace("value", "valeu");
    insta::assert_snapshot!(shown(&check_bytes(file.as_bytes(), "a.csv", &recipe, None).0), @r#"error column-missing: no column is headed “value”; the nearest is “valeu” [1]"#);
}

#[test]
fn nothing_at_all() {
    insta::assert_snapshot!(tidy(""), @r#"error no-rows: the table has no rows that could be read [1]"#);
    insta::assert_snapshot!(shown(&check_bytes(b"", "a.csv", TIDY, None).0), @r#"error header-missing: row 1 of the header is not there []"#);
}

#[test]
fn totals_against_parts_and_missing_areas() {
    let recipe = r#"
        [[table]]
        area = { column = "code" }
        period = { fixed = "2023-04-01/P1Y" }
        values = [{ column = "n", indicator = "pupils" }]
        [table.dimensions.sex]
        column = "sex"
        total = "All"
    "#;
    let contract = CONTRACT.replace("expected_tolerance = 200", "").replace(
        "expected = \"upper-tier-and-unitary\"",
        "expected = \"list\"\nexpected_areas = [\"E06000001\", \"E06000002\", \"E06000065\"]",
    );
    let file =
        "code,sex,n\nE06000001,All,10\nE06000001,F,6\nE06000001,M,5\nE06000002,All,4\nE06000002,F,c\nE06000002,M,3\n";
    let recipe = format!("[marks]\nsets = [\"bare\"]\n{recipe}");
    insta::assert_snapshot!(shown(&check_bytes(file.as_bytes(), "a.csv", &recipe, Some(&contract)).0), @r#"
    warning areas-missing: pupils, 2023-24: 1 of 3 expected areas are missing [“E06000065 North Yorkshire”]
    warning total-off: pupils: parts do not add to the total (the first: parts 11, total 10) [C2 “10”]
    "#);
}

#[test]
fn both_tiers_in_one_column() {
    let (report, _) = check_bytes(
        format!("{HEAD}E10000032,West Sussex,2023-24,Absence,12.0,,\nE07000223,Adur,2023-24,Absence,9.0,,\n")
            .as_bytes(),
        "a.csv",
        TIDY,
        Some(CONTRACT),
    );
    let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["tiers-mixed"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    /// The order of rows changes no count.
    #[test]
    fn the_order_of_rows_does_not_matter(
        order in Just((1_u32..60).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let line = |number: &u32| {
            let value = ["7.5", "c", "", "x", "112", "nonsense"][*number as usize % 6];
            format!("E060000{:02},,20{:02}-{:02},Absence,{value},,\n", number % 20, 10 + number % 3, 11 + number % 3)
        };
        let file = |order: &[u32]| format!("{HEAD}{}", order.iter().map(line).collect::<String>());
        let sorted: Vec<u32> = (1..60).collect();
        let (one, kept) = check_bytes(file(&order).as_bytes(), "a.csv", TIDY, Some(CONTRACT));
        let (two, others) = check_bytes(file(&sorted).as_bytes(), "a.csv", TIDY, Some(CONTRACT));
        prop_assert_eq!((one.rows, one.observations, one.by_status), (two.rows, two.observations, two.by_status));
        prop_assert_eq!(kept.rows.len(), others.rows.len());
        let cells = |findings: &[terms::Finding]| {
            let mut cells: Vec<(String, usize)> = findings.iter().map(|finding| (finding.rule.clone(), finding.cells.len())).collect();
            cells.sort();
            cells
        };
        // A duplicate is told from the row that comes later, so only other rules must agree cell by cell.
        let plain = |list: Vec<(String, usize)>| list.into_iter().filter(|(rule, _)| !rule.starts_with("duplicate")).collect::<Vec<_>>();
        prop_assert_eq!(plain(cells(&one.findings)), plain(cells(&two.findings)));
    }
}

//! The six files exactly as published, by their recipes and contracts.

use crate::{reference::repository, support::AREAS};
use intake::{Contract, Limits, Nowhere, Recipe, Report, check};
use std::{fs, fs::File};
use terms::{Severity, Status};

fn published(file: &str, dataset: &str) -> Report {
    let read = |name: &str| fs::read_to_string(repository(&format!("recipes/{dataset}/{name}.toml"))).unwrap();
    let recipe = Recipe::parse(&read("recipe")).unwrap_or_else(|problems| panic!("{problems}"));
    let contract = Contract::parse(&read("contract")).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(contract.publishable(), [], "{dataset} may be published");
    let mut file_bytes = File::open(repository(&format!("data/raw/{file}"))).unwrap();
    let limits = Limits::default();
    let report = check(&mut file_bytes, file, &recipe, Some(&contract), &*AREAS, &limits, &mut Nowhere).unwrap();
    let errors: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("{}: {} {:?}", finding.rule, finding.what, finding.cells.first()))
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{dataset}");
    report
}

fn counts(report: &Report) -> (u64, u64, usize, usize) {
    (report.rows, report.observations, report.areas.len(), report.indicators.len())
}

#[test]
fn revenue_outturn_rsx() {
    let report = published("RSX_LA_Data_2024-25_data_by_LA.ods", "revenue-outturn-rsx-2024");
    assert_eq!((report.areas.len(), report.indicators.len()), (410, 7));
    // Nine authorities made no return: 7 measures × 14 services each.
    assert_eq!(report.by_status[&Status::NotAvailable], 9 * 98);
    assert_eq!(report.observations, 410 * 98);
}

#[test]
fn revenue_outturn_summary() {
    let report = published("RS_2017-18_data_by_LA_PRENOV.xlsx", "revenue-outturn-summary-2017");
    assert_eq!(report.observations, report.areas.len() as u64 * 16);
    assert!(report.by_status[&Status::Provisional] > 6000);
}

#[test]
fn revenue_budget() {
    let report = published("RA_2023-24_data_Part_1.csv", "revenue-budget-2023");
    assert_eq!(report.encoding, Some("windows-1252"));
    // Thirteen services and two totals for each authority; thirteen authorities did not return in time.
    assert_eq!(report.observations, report.areas.len() as u64 * 15);
    assert_eq!(report.by_status[&Status::NotAvailable], 13 * 15);
}

#[test]
fn private_rents() {
    let report = published("privaterentalmarketstatistics221214.xlsx", "private-rents-2022");
    assert_eq!(report.tables.len(), 7);
    assert_eq!(report.periods.len(), 1);
    assert!(report.by_status[&Status::Suppressed] > 100);
}

#[test]
fn homelessness() {
    let report = published("Detailed_LA_202212.ods", "homelessness-workbook-2022");
    assert_eq!(report.areas.len(), 319);
    assert_eq!(report.indicators.len(), 9);
}

#[test]
fn key_stage_4() {
    let report = published("ks4_la.csv", "key-stage-4-social-care-groups");
    assert_eq!(counts(&report), (3444, 4 * 3444, 170, 4));
}

//! A pair and a person explained, in every form.

use super::{
    link::{MODEL, RECORDS, json, link, path, table, trained},
    stderr, stdout,
};
use std::{collections::BTreeSet, path::Path};

#[test]
fn a_pair_is_explained_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let explain = |format: &str| link(at, &["explain", "0", "1", "--model", &model, RECORDS, "--format", format]);
    let told = json(&explain("json"));
    let steps = told["steps"].as_array().unwrap();
    let sum: f64 =
        steps.iter().map(|step| step["weight"].as_f64().unwrap() + step["frequency"].as_f64().unwrap()).sum();
    let weight = told["match_weight"].as_f64().unwrap();
    assert!((told["prior_weight"].as_f64().unwrap() + sum - weight).abs() < 1e-9, "the waterfall adds up");
    let text = stdout(&explain("text"));
    assert!(text.contains("surname: alike") && text.contains("Alan | Allen"), "{text}");
    let (page, chart) = (stdout(&explain("html")), stdout(&explain("svg")));
    assert!(page.contains("<desc") && !page.contains("<script"), "{page}");
    assert!(chart.starts_with("<svg") && chart.ends_with("</svg>"), "{chart}");
    let nobody = link(at, &["explain", "0", "99999", "--model", &model, RECORDS]);
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("no record `99999`"), "{}", stderr(&nobody));
}

#[test]
fn a_person_is_explained_in_every_form_as_the_run_makes_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let clusters = path(at, "clusters.csv");
    let run = link(at, &["run", "--model", &model, RECORDS, "--clusters", &clusters]);
    assert!(run.status.success(), "{}", stderr(&run));
    let rows = table(Path::new(&clusters));
    let person =
        |record: &str, format: &str| link(at, &["person", record, "--model", &model, RECORDS, "--format", format]);
    // The records of the person that record 1 has in the run, and those of one that stands alone.
    let of_run = |record: &str| -> BTreeSet<String> {
        let own = rows.iter().find(|row| row["record_id"] == record).unwrap();
        let same = rows.iter().filter(|row| row["cluster_id"] == own["cluster_id"]);
        same.map(|row| format!("record {}", row["record_id"])).collect()
    };
    let alone = rows.iter().map(|row| row["record_id"].clone()).find(|record| of_run(record).len() == 1).unwrap();
    let largest = rows.iter().map(|row| row["record_id"].clone()).max_by_key(|record| of_run(record).len()).unwrap();
    for record in [alone.as_str(), "1", &largest] {
        let told = json(&person(record, "json"));
        let records = told["records"].as_array().unwrap();
        let found: BTreeSet<String> = records.iter().map(|each| each["record"].as_str().unwrap().to_owned()).collect();
        assert_eq!(found, of_run(record), "{told}");
        let count = records.len();
        assert_eq!(told["pairs"].as_array().unwrap().len(), count * (count - 1) / 2);
        assert_eq!(told["quality"].is_null(), count == 1);
        for pair in told["pairs"].as_array().unwrap() {
            assert!(pair["is_link"] == true || pair["is_bridge"] == false, "a bridge is a link: {pair}");
        }
        for other in told["nearest"].as_array().unwrap() {
            assert!(!found.contains(other["other"].as_str().unwrap()), "{other}");
        }
    }
    let text = stdout(&person(&largest, "text"));
    for present in ["are links", "The weakest link", "Pairs", "surname: "] {
        assert!(text.contains(present), "{present}: {text}");
    }
    assert!(stdout(&person(&alone, "text")).contains("stands alone"));
    let page = stdout(&person(&largest, "html"));
    for present in ["holds personal data", "chart-cluster", "<desc", "What the records hold"] {
        assert!(page.contains(present), "{present}");
    }
    assert!(!page.contains("<script") && !page.contains("<link"), "it loads nothing");
    let chart = stdout(&person(&largest, "svg"));
    assert!(chart.starts_with("<svg") && chart.trim_end().ends_with("</svg>") && chart.contains(".tie"), "{chart}");
    let to_file = path(at, "person.json");
    let written = link(at, &["person", "1", "--model", &model, RECORDS, "--format", "json", "-o", &to_file]);
    assert!(written.status.success() && stdout(&written).is_empty(), "{}", stderr(&written));
    assert_eq!(std::fs::read_to_string(&to_file).unwrap(), stdout(&person("1", "json")));
    let nobody = person("99999", "text");
    assert_eq!(nobody.status.code(), Some(2));
    assert!(stderr(&nobody).contains("no record `99999`"), "{}", stderr(&nobody));
}

#[test]
fn what_people_decided_is_told_of_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let model = trained(at);
    let told = |more: &[&str]| {
        let base = ["person", "1", "--model", &model, RECORDS, "--format", "json"];
        json(&link(at, &[&base[..], more].concat()))
    };
    let records = |told: &serde_json::Value| told["records"].as_array().unwrap().len();
    let before = told(&[]);
    assert!(records(&before) > 1, "{before}");
    let other = before["records"][1]["record"].as_str().unwrap().trim_start_matches("record ").to_owned();
    let first = before["records"][0]["record"].as_str().unwrap().trim_start_matches("record ").to_owned();
    let decisions = path(at, "decisions.csv");
    std::fs::write(&decisions, format!("record_id_l,record_id_r,match_probability\n{first},{other},0\n")).unwrap();
    let after = told(&["--decisions", &decisions]);
    assert!(records(&after) < records(&before), "{after}");
    assert!(
        after["cut"].as_array().unwrap().iter().any(|cut| cut["why"].as_str().unwrap().contains("decided")),
        "{after}"
    );
}

#[test]
fn a_report_shows_the_people_who_hang_together_least_unless_it_is_to_say_nothing_of_records() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (with, without) = (path(at, "with.html"), path(at, "without.html"));
    let run = |report: &str, more: &[&str]| {
        let output = link(at, &[&["run", "--model", MODEL, RECORDS, "--report", report], more].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        std::fs::read_to_string(report).unwrap()
    };
    let page = run(&with, &[]);
    assert!(page.contains("People who hang together least") && page.contains("How many records people have"));
    let graphs = page.matches("class=\"chart chart-fit chart-cluster\"").count();
    assert!((1..=4).contains(&graphs), "{graphs}");
    assert!(page.contains("id=\"person-1-title\"") && page.contains("The person of record "), "who they are is told");
    let page = run(&without, &["--without-examples"]);
    assert!(
        !page.contains("People who hang together least") && !page.contains("class=\"chart chart-fit chart-cluster\"")
    );
    assert!(!page.contains("holds personal data") && page.contains("How many records people have"));
}

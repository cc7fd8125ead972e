//! What places say, and audits, as a stranger uses them: the real binary on a real hub with figures of its own.

use super::{stderr, stdout, wholeplace};
use serde_json::Value;
use std::path::PathBuf;

/// A contract with an outcome beside the output that the other tests have.
fn contract() -> String {
    let outcome = super::CONTRACT
        .split_once("[[indicator]]")
        .map(|(_, indicator)| indicator.replace("test-count", "test-outcome").replace("\"output\"", "\"outcome\""))
        .unwrap();
    format!("{}\n[[indicator]]{outcome}", super::CONTRACT)
}

fn recipe() -> String {
    format!("{}\n[[table.values]]\ncolumn = \"outcome\"\nindicator = \"test-outcome\"\n", super::RECIPE)
}

/// A hub of a folder, with figures in use.
struct Hub {
    folder: tempfile::TempDir,
}

impl Hub {
    fn with_figures() -> Self {
        let hub = Self { folder: tempfile::tempdir().unwrap() };
        hub.write("contract.toml", &contract());
        let recipe = hub.write("recipe.toml", &recipe());
        let file = hub.write("figures.csv", "code,period,count,outcome\nE08000024,2022-01-01/P1Y,12,42\n");
        let imported = hub.run(&["import", "--recipe", &recipe, &file]);
        assert!(imported.status.success(), "{}", stderr(&imported));
        hub
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> std::process::Output {
        wholeplace(&self.data(), arguments)
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--format", "json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Runs what must be refused, and gives what it says.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
        assert!(stderr(&output).contains("hint:"), "{}", stderr(&output));
        stderr(&output)
    }

    fn revise(&self) {
        let file = self.write("revised.csv", "code,period,count,outcome\nE08000024,2022-01-01/P1Y,12,45\n");
        let revised = self.run(&["import", "--dataset", "test-counts", &file, "--accept-warnings", "Revised"]);
        assert!(stdout(&revised).contains("1 revised"), "{}{}", stdout(&revised), stderr(&revised));
        // An edition that brings the same again does not make the revision younger.
        let again = self.run(&["import", "--dataset", "test-counts", &file, "--accept-warnings", "Again"]);
        assert!(again.status.success(), "{}", stderr(&again));
    }
}

const SPEAKER: &str = "Jane Smith, Director";
const FIGURE: [&str; 6] = ["--in", "Sunderland", "--indicator", "test-outcome", "--period", "2022-01-01/P1Y"];

#[test]
fn a_statement_goes_out_with_its_figure_and_stays_on_the_value_that_it_answered() {
    let hub = Hub::with_figures();
    let say = |words: &'static str| -> Vec<&'static str> {
        [&["reply", "say"][..], &FIGURE[..], &["--speaker", SPEAKER, "--words", words]].concat()
    };
    let made = hub.json(&say("We counted anew.\n\n=1+1"));
    assert_eq!((&made[0]["number"], &made[0]["answered"]), (&1.into(), &"42 things".into()), "{made}");
    assert_eq!(made[0]["body"], "Sunderland City Council");
    assert!(hub.refused(&say(" ")).contains("says nothing"));
    let nowhere =
        ["reply", "say", "--in", "E12000001", "--indicator", "test-outcome", "--speaker", SPEAKER, "--words", "x"];
    assert!(hub.refused(&nowhere).contains("No one council answers"));
    let missing = ["reply", "say", "--in", "Sunderland", "--indicator", "test-outcome", "--period", "2021-01-01/P1Y"];
    let missing = [&missing[..], &["--speaker", SPEAKER, "--words", "x"]].concat();
    assert!(hub.refused(&missing).contains("no published figure"));

    let csv = stdout(&hub.run(&["export", "--format", "csv"]));
    let mut lines = csv.lines();
    assert!(lines.next().unwrap().ends_with("statement,must_not_be_used_for"));
    let said: Vec<&str> = lines.filter(|line| line.contains("We counted anew. =1+1")).collect();
    assert_eq!(said.len(), 1, "{csv}");
    assert!(said[0].contains("test-outcome") && said[0].ends_with(",Anything else"), "{csv}");

    hub.revise();
    let csv = stdout(&hub.run(&["export", "--format", "csv"]));
    assert!(csv.contains("said of 42 things; this is another edition of the figure"), "{csv}");
    let figures: Value = serde_json::from_str(&stdout(&hub.run(&["export", "--format", "json"]))).unwrap();
    let of = |indicator: &str| figures.as_array().unwrap().iter().find(|one| one["indicator"] == indicator).unwrap();
    assert!(of("test-outcome")["statement"].as_str().unwrap().starts_with("Sunderland City Council, "));
    assert!(of("test-count")["statement"].is_null());
    let parquet = hub.folder.path().join("figures.parquet");
    let written = hub.run(&["export", "--format", "parquet", "--output", &parquet.display().to_string()]);
    assert!(written.status.success(), "{}", stderr(&written));
    let beside = std::fs::read_to_string(parquet.with_file_name("figures.parquet-metadata.json")).unwrap();
    assert!(beside.contains("\"statement\"") && beside.contains("Must not be used for: Anything else"), "{beside}");

    let amended = hub.json(&["reply", "amend", "1", "--speaker", SPEAKER, "--words", "In other words."]);
    assert_eq!((&amended[0]["version"], &amended[0]["answered"]), (&2.into(), &"45 things".into()));
    hub.json(&["reply", "withdraw", "1", "--reason", "It was wrong."]);
    assert!(!stdout(&hub.run(&["export", "--format", "csv"])).contains("In other words"));
    let versions = hub.json(&["reply", "show", "1"]);
    let words: Vec<&str> = versions.as_array().unwrap().iter().map(|one| one["words"].as_str().unwrap()).collect();
    assert_eq!(words, ["We counted anew.\n\n=1+1", "In other words.", "In other words."], "nothing is lost");
    assert_eq!(versions[2]["withdrawn"], "It was wrong.");
    assert_eq!(hub.json(&["reply", "list"]), Value::Array(Vec::new()));
    assert!(hub.refused(&["reply", "amend", "1", "--speaker", SPEAKER, "--words", "x"]).contains("was withdrawn"));
}

const PLAN: &str = r#"
title = "Things that are so"
question = "Are there fewer things?"
place = "Sunderland"
outcomes = ["test-outcome"]
from = "2020-01-01"
to = "2024-12-31"
"#;

fn goal(precedence: u8, kind: &str) -> String {
    format!(
        "[[goal]]\nprecedence = {precedence}\nkind = \"{kind}\"\nstatement = \"Goal {precedence} is met\"\n\
         owner = \"Committee\"\nreview_on = \"2099-03-31\"\n"
    )
}

const FINDING: &str = r#"
title = "There are fewer things, and it costs more"
rests_on = [1]
context = [2]
[[goals]]
goal = 1
bearing = "serves"
because = "The figure fell"
[[goals]]
goal = 2
bearing = "works_against"
because = "It costs more"
"#;

const TRADE_OFF: &str = "[trade_off]\nwhat = \"Money for things\"\ndecided_by = \"Cabinet\"\n";

fn freeze<'a>(indicator: &'a str, role: &'a str) -> [&'a str; 10] {
    ["audit", "evidence", "1", "--indicator", indicator, "--period", "2022-01-01/P1Y", "--as", role, "--why=It matters"]
}

#[test]
fn an_audit_goes_from_its_goals_to_its_publication_and_a_revision_stands_beside() {
    let hub = Hub::with_figures();
    let plan = hub.write("plan.toml", PLAN);
    assert!(hub.refused(&["audit", "plan", &plan]).contains("declares no goal"));
    let plan = hub.write("plan.toml", &format!("{PLAN}{}{}", goal(1, "effectiveness"), goal(1, "economy")));
    assert!(hub.refused(&["audit", "plan", &plan]).contains("precedences are [1, 1]"));
    let output = PLAN.replace("test-outcome", "test-count");
    let plan = hub.write("plan.toml", &format!("{output}{}", goal(1, "effectiveness")));
    assert!(hub.refused(&["audit", "plan", &plan]).contains("is not an outcome"));
    let plan = hub.write("plan.toml", &format!("{PLAN}{}{}", goal(1, "effectiveness"), goal(2, "economy")));
    let planned = hub.json(&["audit", "plan", &plan]);
    assert_eq!((&planned["number"], &planned["stage"]), (&1.into(), &"planned".into()));

    assert!(hub.refused(&freeze("test-count", "outcome")).contains("it cannot be cited as an outcome"));
    let frozen = hub.json(&freeze("test-outcome", "outcome"));
    hub.json(&freeze("test-count", "context"));
    let figure = &frozen["evidence"][0]["frozen"]["content"]["figure"];
    assert_eq!((&figure["written"], &figure["value"]), (&"42 things".into(), &"42".into()), "{frozen}");
    assert_eq!(figure["received_sha256"].as_str().unwrap().len(), 64);

    let finding = hub.write("finding.toml", FINDING);
    assert!(hub.refused(&["audit", "finding", "1", &finding]).contains("who decides"));
    let without = FINDING.split("[[goals]]").next().unwrap().to_owned() + "goals = []\n";
    let without = hub.write("without.toml", &without);
    assert!(hub.refused(&["audit", "finding", "1", &without]).contains("cites no goal"));
    let on_output = FINDING.replace("rests_on = [1]", "rests_on = [1, 2]").replace("context = [2]", "");
    let on_output = hub.write("output.toml", &format!("{on_output}{TRADE_OFF}"));
    assert!(hub.refused(&["audit", "finding", "1", &on_output]).contains("cannot rest on it"));
    let finding = hub.write("finding.toml", &format!("{FINDING}{TRADE_OFF}"));
    let written = hub.json(&["audit", "finding", "1", &finding]);
    assert_eq!(written["findings"][0]["has_precedence"], 1);

    assert!(hub.refused(&["audit", "publish", "1"]).contains("gathering evidence"));
    hub.json(&["audit", "send", "1", "--reply-by", "2099-01-31"]);
    assert!(hub.refused(&["audit", "publish", "1"]).contains("has not answered every finding"));
    hub.json(&["reply", "finding", "1", "1", "--speaker", SPEAKER, "--words", "We agree."]);
    assert_eq!(hub.json(&["audit", "show", "1"])["stage"], "replied");
    let published = hub.json(&["audit", "publish", "1"]);
    assert_eq!(published["stage"], "published");
    assert_eq!(published["evidence"][0]["now"]["is"], "same");

    // A copy of the whole hub has the audit and what was said, as they are.
    let whole = hub.folder.path().join("whole").display().to_string();
    assert!(hub.run(&["export", "--hub", &whole]).status.success());
    let other = hub.folder.path().join("other");
    let read = wholeplace(&other, &["import", "--hub", &whole]);
    assert!(read.status.success(), "{}", stderr(&read));
    let copied = wholeplace(&other, &["audit", "show", "1", "--format", "json"]);
    let mut copied: Value = serde_json::from_slice(&copied.stdout).unwrap();
    copied["version"] = published["version"].clone();
    assert_eq!(copied, published);

    hub.revise();
    let shown = hub.json(&["audit", "show", "1"]);
    let now = &shown["evidence"][0]["now"];
    assert_eq!((&now["is"], &now["written"], &now["value"]), (&"revised".into(), &"45 things".into(), &45.0.into()));
    assert_eq!(now["since"].as_str().unwrap().len(), 10);
    assert_eq!(shown["evidence"][0]["frozen"], published["evidence"][0]["frozen"], "what was frozen is as it was");
    assert_eq!(shown["evidence"][1]["now"]["is"], "same");
    let text = stdout(&hub.run(&["audit", "show", "1"]));
    assert!(text.contains("42 things when frozen; is 45 things since "), "{text}");
    assert!(text.contains("Here goals pull apart: Money for things"), "{text}");
    assert!(text.contains("Sunderland City Council replied on "), "{text}");
}

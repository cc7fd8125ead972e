//! Early warning on a hub without any figures: what people record opens a conversation, which the council answers.

use super::{stderr, stdout, wholeplace};

#[test]
fn evidence_opens_a_conversation_that_the_council_answers_and_nobody_tells_too_early() {
    let folder = tempfile::tempdir().unwrap();
    let hub = folder.path().join("hub");
    let kinds = wholeplace(&hub, &["signals", "record", "--kinds"]);
    assert_eq!(stdout(&kinds).lines().count(), 18, "{}", stdout(&kinds));
    let record = |kind: &str, day: &str, source: &str| {
        let words =
            ["--known-from", day, "--source", source, "--note", "The auditor reports.", "--by", "official-body"];
        wholeplace(&hub, &[&["signals", "record", "--in", "Pendle", "--kind", kind], &words[..]].concat())
    };
    let recorded = record("auditor-public-report", "2026-01-15", "Report of 15 January 2026");
    assert!(recorded.status.success(), "{}", stderr(&recorded));
    assert_eq!(stdout(&recorded).trim(), "Recorded as evidence 1.");
    for (kind, day, source, fault) in [
        ("auditor-public-report", "2999-01-01", "A report", "future"),
        ("auditor-public-report", "2026-01-15", " ", "without a source"),
        ("gossip", "2026-01-15", "A report", "--kinds"),
    ] {
        let refused = record(kind, day, source);
        assert!(!refused.status.success());
        assert!(stderr(&refused).contains(fault), "{fault}: {}", stderr(&refused));
    }

    let shown = wholeplace(&hub, &["signals", "show", "--in", "Pendle"]);
    assert!(shown.status.success(), "{}", stderr(&shown));
    let text = stdout(&shown);
    assert!(text.contains("Governance, audit and culture (governance): talk about it"), "{text}");
    assert!(text.contains("The auditor reports. (Report of 15 January 2026)"), "{text}");
    assert!(text.contains("Debt and what it costs (debt): quiet"), "{text}");

    let step = |what: &str, option: &str, words: &str| {
        wholeplace(&hub, &["signals", what, "--in", "Pendle", "--line", "governance", option, words])
    };
    let early = step("tell", "--reason", "No answer came");
    assert!(stderr(&early).contains("No conversation"), "{}", stderr(&early));
    assert!(stderr(&step("answer", "--words", " ")).contains("needs words"));
    let answered = step("answer", "--words", "We know, and this is what we do.");
    assert!(answered.status.success(), "{}", stderr(&answered));
    let early = step("tell", "--reason", "It grows worse");
    assert!(stderr(&early).contains("the council has until"), "{}", stderr(&early));
    assert!(step("close", "--reason", "It is mended.").status.success());
    assert!(!step("close", "--reason", "Once more.").status.success());

    let shown = wholeplace(&hub, &["signals", "show", "--in", "E07000122", "--format", "json"]);
    let place: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(place["views"].as_array().unwrap().len(), 2, "each look is written down");
    let lines = place["lines"].as_array().unwrap();
    let governance = lines.iter().find(|line| line["line"] == "governance").unwrap();
    let case = &governance["cases"][0];
    assert_eq!(case["open"], false);
    assert_eq!(case["answer"], "We know, and this is what we do.");
    let steps = case["steps"].as_array().unwrap();
    let did: Vec<&str> = steps.iter().map(|step| step["did"].as_str().unwrap()).collect();
    assert_eq!(did, ["opened the conversation, on a grave concern", "answered", "closed it"]);

    // What could be known before the report: nothing, and the later conversation is not shown as open then.
    let before = wholeplace(&hub, &["signals", "show", "--in", "Pendle", "--as-at", "2025-06-01", "--format", "json"]);
    let place: serde_json::Value = serde_json::from_slice(&before.stdout).unwrap();
    assert!(place["lines"].as_array().unwrap().iter().all(|line| line["level"] == "quiet"), "{place}");
    assert_eq!(place["evidence"].as_array().unwrap().len(), 0);

    let withdrawn = wholeplace(&hub, &["signals", "withdraw", "1", "--reason", "It was another council."]);
    assert!(withdrawn.status.success(), "{}", stderr(&withdrawn));
    let text = stdout(&wholeplace(&hub, &["signals", "show", "--in", "Pendle"]));
    assert!(text.contains("(governance): quiet") && text.contains("withdrawn: It was another council."), "{text}");

    let nothing = wholeplace(&hub, &["signals", "backtest"]);
    assert!(stderr(&nothing).contains("Import the demonstration data first"), "{}", stderr(&nothing));
    let region = wholeplace(&hub, &["signals", "show", "--in", "E12000002"]);
    assert!(stderr(&region).contains("no council"), "{}", stderr(&region));
}

//! Outcomes in the round, methods and signals, on the demonstration data of a real hub.

use super::{project, stderr, stdout, wholeplace};

#[test]
fn the_demonstration_is_judged_in_the_round_and_held_against_history() {
    let folder = tempfile::tempdir().unwrap();
    let hub = folder.path().join("hub");
    let imported = wholeplace(&hub, &["import", "--demonstration"]);
    assert!(imported.status.success(), "{}", stderr(&imported));

    let skill = wholeplace(&hub, &["methods", "skill"]);
    let table = stdout(&skill);
    // The figures of the method page, from the hub's own lake.
    for (outcome, r_squared) in
        [("Possession claims", 0.77), ("Excess weight in year 6", 0.71), ("Re-referrals", -0.02)]
    {
        let line = table.lines().find(|line| line.contains(outcome)).unwrap_or_else(|| panic!("{outcome}: {table}"));
        let cell = line.split('|').nth(3).unwrap().trim().replace('−', "-");
        let found: f64 = cell.split(' ').next().unwrap().parse().unwrap();
        assert!((found - r_squared).abs() <= 0.02, "{line}");
    }
    assert!(table.lines().filter(|line| line.contains("**no**")).count() >= 12, "{table}");
    for refused in ["Life satisfaction", "Re-referrals", "Care leavers in a suitable home", "Anxiety"] {
        assert!(table.lines().any(|line| line.contains(refused) && line.contains("**no**")), "{refused}: {table}");
    }

    let round = wholeplace(&hub, &["round", "--in", "Burnley", "--format", "json"]);
    let place: serde_json::Value = serde_json::from_slice(&round.stdout).unwrap();
    let outcomes = place["outcomes"].as_array().unwrap();
    let of = |id: &str| outcomes.iter().find(|outcome| outcome["indicator"] == id).unwrap();
    // A district does not answer for what its county does: a value of its own, and never a number.
    assert_eq!(of("year-6-excess-weight")["says"]["says"], "not_this_bodys_job");
    assert_eq!(of("year-6-excess-weight")["subject_name"], "Lancashire");
    assert_eq!(of("possession-claims")["says"]["says"], "outcome");
    for outcome in outcomes {
        assert!(outcome["must_not_be_used_for"].as_str().is_some_and(|words| !words.is_empty()), "{outcome}");
        for word in ["rank", "position", "score", "percentile", "decile", "quartile"] {
            assert!(outcome.get(word).is_none(), "{outcome}");
        }
    }

    let told = wholeplace(&hub, &["outcome", "possession-claims", "--in", "Burnley", "--format", "json"]);
    let outcome: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert!(outcome["control_chart"]["points"].as_array().unwrap().len() >= 12, "{outcome}");
    assert_eq!(outcome["in_the_round"]["says"]["says"], "outcome");
    assert!(outcome["funnel"]["councils"].as_u64().unwrap() > 280, "{outcome}");
    assert_eq!(outcome["like"].as_array().unwrap().len(), 8);
    let none = wholeplace(&hub, &["outcome", "possession-claims", "--in", "E12000001"]);
    assert!(!none.status.success() && stderr(&none).contains("no figure"), "{}", stderr(&none));

    let told = wholeplace(&hub, &["frameworks", "levelling-up-missions", "--in", "Sunderland", "--format", "json"]);
    let framework: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let spending = &framework["place"]["spending"];
    let share = spending["share_unmeasured"].as_f64().unwrap();
    assert!((0.01..0.5).contains(&share), "{spending}");
    let devolution = framework["goals"].as_array().unwrap().iter().find(|goal| goal["id"] == "mission-12").unwrap();
    assert_eq!(devolution["gap"], "not_measured");
    let all = stdout(&wholeplace(&hub, &["frameworks"]));
    for words in ["local-outcomes-framework", "Services without any outcome measure", "Fire and rescue"] {
        assert!(all.contains(words), "{words}: {all}");
    }

    let backtest = wholeplace(&hub, &["signals", "backtest", "--format", "text"]);
    let report = stdout(&backtest);
    assert!(report.contains("7 of 9"), "{report}");
    assert!(report.contains("24 of 31"), "{report}");

    // What could be known of Thurrock in December 2020, two years before its notice; and how old that is today.
    let debt = |arguments: &[&str]| {
        let shown =
            wholeplace(&hub, &[&["signals", "show", "--in", "Thurrock", "--format", "json"], arguments].concat());
        let place: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        let lines = place["lines"].as_array().unwrap();
        lines.iter().find(|line| line["line"] == "debt").unwrap().clone()
    };
    let then = debt(&["--as-at", "2020-12-01"]);
    assert_ne!(then["level"], "quiet", "{then}");
    assert!(then["changes"][0]["what"].as_str().unwrap().starts_with("Debt beside spending power"), "{then}");
    assert!(then["record"][0].as_str().unwrap().contains("7 of 9 caught; 24 of 31 flags"), "{then}");
    assert_eq!(debt(&[])["level"], "quiet", "figures of 2020 say nothing about today");

    let practice = wholeplace(&hub, &["practice", "--like", "Burnley", "--outcome", "possession-claims"]);
    let text = stdout(&practice);
    assert!(text.contains("periods running") && text.contains("Before you copy"), "{text}{}", stderr(&practice));
    let county = wholeplace(&hub, &["practice", "--like", "Burnley", "--outcome", "lait-persistent-absence"]);
    assert!(stdout(&county).contains("does not answer for this outcome"), "{}", stdout(&county));
}

#[test]
fn methods_are_verified_and_a_wrong_vector_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = project().join("specs/measure");
    let verified = wholeplace(folder.path(), &["methods", "verify", &vectors.display().to_string()]);
    assert!(verified.status.success(), "{}{}", stdout(&verified), stderr(&verified));
    let text = std::fs::read_to_string(vectors.join("intervals.csv")).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let wrong: String = rest
        .lines()
        .take(3)
        .map(|line| {
            let (before, last) = line.rsplit_once(',').unwrap();
            format!("{before},{}\n", last.parse::<f64>().map_or(1.0, |number| number + 1.0))
        })
        .collect();
    std::fs::write(folder.path().join("intervals.csv"), format!("{head}\n{wrong}")).unwrap();
    let failed = wholeplace(folder.path(), &["methods", "verify", &folder.path().display().to_string()]);
    assert_eq!(failed.status.code(), Some(1), "{}", stdout(&failed));
}

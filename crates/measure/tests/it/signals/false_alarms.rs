//! What was measured of false alarms stands in the data as it stands on the method page.

use super::demonstration::text;
use measure::signals::false_alarms::FalseAlarms;

#[test]
fn the_table_is_that_of_the_method_page() {
    let alarms = FalseAlarms::parse(&text("data/signal-false-alarms.toml")).unwrap();
    let page = text("docs/reference/methods/early-warning.md");
    assert_eq!((alarms.detectors.len(), alarms.combinations.len()), (9, 9));
    for row in &alarms.detectors {
        let line = format!(
            "| {} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |",
            row.series, row.points, row.beyond_limit, row.run, row.getting_worse, row.near_limit, row.level, row.any
        );
        assert!(page.contains(&line), "{line}");
        assert!(
            row.any <= row.beyond_limit + row.run + row.getting_worse + row.near_limit + row.level + 0.03,
            "{line}"
        );
    }
    for row in &alarms.combinations {
        let line = format!(
            "| {} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            row.series,
            row.series_a_council,
            row.quarters_with_watch,
            row.quarters_with_talk,
            row.councils_ever_with_talk,
            row.steps_seen_within_a_year
        );
        assert!(page.contains(&line), "{line}");
    }
    let range = format!("mild {:.1}%, marked {:.1}%", alarms.expected_range.mild, alarms.expected_range.marked);
    assert!(page.contains(&range), "{range}");
}

//! The worked example of the method page: children in year 6 with excess weight, 2024-25.

use super::DEMONSTRATION;
use measure::round::{Explanation, Method, Side, assembly::When, expect};
use terms::AreaCode;

/// The numbers of a row of a table, after its first cell.
fn numbers(line: &str) -> Vec<f64> {
    let words = line.split(['|', ' ', '–']).filter(|word| !word.is_empty()).skip(1);
    words.map(|word| word.parse().expect("a number")).collect()
}

#[test]
fn the_worked_example_holds() {
    let sample = DEMONSTRATION.sample("year-6-excess-weight", When::Judged);
    assert_eq!(sample.len(), 151);
    let expectations = expect(&sample, Method::default()).unwrap();
    let Explanation::Linear { penalty, coefficients, .. } = &expectations.explanation else {
        panic!("ridge explains itself by coefficients")
    };
    assert!((penalty - 0.03).abs() < 1e-12);
    assert!((coefficients[0] - 0.144).abs() < 0.0006, "{}", coefficients[0]);
    assert!((expectations.spread.tau - 0.0875).abs() < 0.00006, "{}", expectations.spread.tau);
    assert!((expectations.freedom - 142.2).abs() < 0.06, "{}", expectations.freedom);
    let page = super::demonstration::text("docs/reference/methods/in-the-round.md");
    let worked = |line: &&str| line.starts_with("| E0") || line.starts_with("| E1");
    let lines: Vec<&str> = page.lines().filter(worked).collect();
    assert_eq!(lines.len(), 3, "the page has three worked rows");
    for line in lines {
        let code = &line[2..11];
        let [value, expected, lower, upper, better_by] = numbers(line)[..] else { panic!("{line}") };
        let area = expectations.of(AreaCode::parse(code).unwrap()).unwrap();
        assert!((area.value - value).abs() < 1e-9);
        assert!((area.expected - expected).abs() < 0.0001, "{code} {}", area.expected);
        assert!((area.range_80.lower - lower).abs() < 0.0001, "{code} {}", area.range_80.lower);
        assert!((area.range_80.upper - upper).abs() < 0.0001, "{code} {}", area.range_80.upper);
        assert!((-area.z - better_by).abs() < 0.006, "{code} {}", area.z);
        assert_eq!(area.side, Side::Within);
        assert!(area.range_95.lower < area.range_80.lower && area.range_80.upper < area.range_95.upper);
        assert!((area.estimate - area.value).abs() <= (area.expected - area.value).abs());
    }
}

#[test]
fn every_outcome_has_the_areas_that_were_counted() {
    for (indicator, areas) in [
        ("possession-claims", 294),
        ("preventable-cardiovascular-deaths", 292),
        ("healthy-life-expectancy-women", 151),
        ("homelessness-duty-owed-late-2022", 274),
        ("youth-justice-first-time-entrants", 148),
        ("life-satisfaction", 283),
        ("ehc-plans-within-20-weeks", 150),
        ("adult-social-care-quality-of-life", 146),
    ] {
        assert_eq!(DEMONSTRATION.sample(indicator, When::Judged).len(), areas, "{indicator}");
    }
}

#[test]
fn whoever_is_left_out_is_named_with_a_reason() {
    let rule = DEMONSTRATION.rule("homelessness-duty-owed-late-2022");
    let assembly = DEMONSTRATION.assembly();
    let (circumstances, apart) = assembly.circumstances(&rule.circumstances, rule.tier).unwrap();
    let mut codes: Vec<String> = apart.iter().map(|left_out| left_out.area.to_string()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["E06000053", "E09000001"]);
    let (sample, left_out) = assembly.sample(rule, &circumstances, When::Judged).unwrap();
    assert_eq!(sample.len() + left_out.len(), 294);
    assert!(left_out.iter().all(|area| area.reason.to_string() == "no figure was published"));
}

use super::*;

const REFERENCE: &str = include_str!("../../../../docs/reference/contract.md");

fn example() -> &'static str {
    REFERENCE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap()
}

#[test]
fn the_example_of_the_reference_may_be_published() {
    let contract = Contract::parse(example()).unwrap();
    assert_eq!(contract.publishable(), []);
    assert_eq!(contract.dataset.expected, Expected::LowerTierAndUnitary);
}

#[test]
fn what_is_missing_is_named() {
    let bare = example()
        .lines()
        .filter(|line| !["owner", "polarity", "helps", "must_not", "quality"].iter().any(|key| line.starts_with(key)))
        .collect::<Vec<_>>()
        .join("\n");
    let contract = Contract::parse(&bare).unwrap();
    let missing = contract.publishable();
    assert_eq!(
        missing[0].keys,
        ["polarity", "purpose.helps", "purpose.must_not_be_used_for", "quality_statement", "dataset.owner"]
    );
}

#[test]
fn every_problem_is_told_with_its_line() {
    let text = "[dataset]\nid = \"A b\"\ntitle = \"x\"\nlicense = \"OGL\"\nfrequency = \"yearly\"\n[[indicator]]\nid = \"a\"\ntitle = \"A\"\nunit = \"percents\"\naggregation = \"average\"\nminimum = 3\nmaximum = 2\njump = 0.5\n";
    insta::assert_snapshot!(Contract::parse(text).unwrap_err().to_string(), @r#"
    line 1: dataset.licence: this key is missing. Add it, such as: licence = "OGL-UK-3.0"
    line 2: dataset.id: “A b” is not an identifier: use lower-case letters, digits and single hyphens, 1 to 100 characters. Such as: a-b
    line 4: dataset.license: there is no such key. Did you mean `licence`? The keys here are: id, source, frequency, title, description, publisher, owner, steward, licence, attribution, expected_areas, expected, expected_tolerance, mixed_tiers, replaces, lag_days, purpose, quality_statement, kind
    line 5: dataset.frequency: “yearly” is not known here. Use one of: daily, monthly, quarterly, annual, decennial, irregular, once
    line 9: indicator.1.unit: “percents” is not a unit. Write one of "percent", "pounds", "thousand_pounds", "million_pounds", "years", "minutes", "number", or a table: { count = "children" }, { rate_per = 1000, of = "people" }, { name = "tonnes" }
    line 10: indicator.1.aggregation: this is not a way to put values together. Write "sum", or one of { ratio = 100 }, { weighted_mean_by = "population" }, { not_additive = "a median cannot be added" }
    line 12: indicator.1.maximum: the largest value is below the smallest. Change minimum or maximum
    line 13: indicator.1.jump: a jump is a ratio above 1. 2 means: a doubling or a halving must be looked at
    "#);
}

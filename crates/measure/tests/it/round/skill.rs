//! The measured skill: each figure near the reference, the rule's decisions, and what the better model adds.

use super::DEMONSTRATION;
use measure::round::{
    Method, Model, SpreadRule,
    agreement::{agreement, compare},
    assembly::When,
    expect,
    skill::{Case, Decision, MethodSkill, Obstacle, Settings, Skill, assess, evidence_table, shuffled},
};

/// Each outcome with its R² by ridge in the reference measurement, and whether the rule adjusts it.
const REFERENCE: [(&str, f64, bool); 18] = [
    ("possession-claims", 0.77, true),
    ("preventable-cardiovascular-deaths", 0.73, true),
    ("year-6-excess-weight", 0.71, true),
    ("healthy-life-expectancy-women", 0.71, true),
    ("children-looked-after", 0.69, true),
    ("insolvencies", 0.62, true),
    ("good-level-of-development", 0.56, true),
    ("attainment-8", 0.55, true),
    ("lait-key-stage-2-expected-standard", 0.53, false),
    ("lait-persistent-absence", 0.48, true),
    ("homelessness-duty-owed-late-2022", 0.46, true),
    ("youth-justice-first-time-entrants", 0.44, true),
    ("employment-rate", 0.31, true),
    ("life-satisfaction", 0.18, false),
    ("neet-or-not-known-16-17", 0.16, false),
    ("ehc-plans-within-20-weeks", 0.10, false),
    ("adult-social-care-quality-of-life", 0.08, false),
    ("re-referrals", -0.02, false),
];

fn assessed(indicator: &str, method: Method, settings: Settings) -> Skill {
    let rule = DEMONSTRATION.rule(indicator);
    let sample = DEMONSTRATION.sample(indicator, When::Judged);
    let earlier = (!rule.earlier_periods.is_empty()).then(|| DEMONSTRATION.sample(indicator, When::Earlier));
    let case = Case {
        indicator: &rule.indicator,
        kind: rule.kind,
        demand: rule.demand,
        sample: &sample,
        earlier_period: earlier.as_ref(),
    };
    assess(case, method, settings).unwrap()
}

#[test]
fn ridge_reaches_the_reference_and_the_rule_refuses_what_it_must() {
    let skills: Vec<Skill> = REFERENCE
        .iter()
        .map(|(indicator, r_squared, adjusts)| {
            let skill = assessed(indicator, Method::default(), Settings::default());
            assert!((skill.r_squared - r_squared).abs() <= 0.02, "{indicator}: {}", skill.r_squared);
            assert_eq!(skill.decision.adjusts(), *adjusts, "{indicator}: {}", skill.decision);
            assert!((skill.coverage.within_80 - 0.80).abs() <= 0.06, "{indicator}: {}", skill.coverage.within_80);
            let (lower, upper) = skill.r_squared_interval;
            assert!(lower < skill.r_squared && skill.r_squared < upper);
            skill
        })
        .collect();
    let mean = MethodSkill::mean(&skills[..13].iter().collect::<Vec<_>>()).unwrap();
    assert!(mean.r_squared >= 0.58, "{}", mean.r_squared);
    assert!(mean.crps_gain >= 0.36, "{}", mean.crps_gain);
    assert!((mean.within_80 - 0.80).abs() <= 0.02 && (mean.within_95 - 0.95).abs() <= 0.01);
    assert!(mean.size_gap() <= 0.03, "{:?}", mean.small_and_large);
    assert!(mean.left_out_region >= 0.74, "{}", mean.left_out_region);
    assert!(mean.stranger >= 0.78, "{}", mean.stranger);
    // What became of those outside the range once.
    let (crossed, areas) = skills
        .iter()
        .filter_map(|skill| skill.next_period)
        .fold((0, 0), |sums, next| (sums.0 + next.crossed, sums.1 + next.areas));
    assert!(crossed * 200 <= areas, "{crossed} of {areas} went from one side to the other");
    let outside: usize = skills.iter().filter_map(|skill| skill.next_period).map(|next| next.outside).sum();
    let stayed: usize = skills.iter().filter_map(|skill| skill.next_period).map(|next| next.stayed).sum();
    assert!((0.4..0.7).contains(&(stayed as f64 / outside as f64)), "{stayed} of {outside}");
    let table = evidence_table(&[("Key stage 2".to_owned(), skills[8].clone())]);
    assert!(table.contains("it only tells London from the rest"), "{table}");
}

#[test]
fn likeness_tells_more_than_ridge() {
    // Two of the outcomes on which they differ, cut once; the whole table is the example's.
    let settings = Settings { repeats: 1, ..Settings::default() };
    for (indicator, gain) in [("lait-persistent-absence", 0.06), ("good-level-of-development", 0.02)] {
        let of = |model| assessed(indicator, Method { model, spread: SpreadRule::Added }, settings);
        let (ridge, likeness) = (of(Model::Ridge), of(Model::Likeness));
        assert!(likeness.r_squared > ridge.r_squared + gain, "{indicator}: {}", likeness.r_squared);
        assert!(likeness.crps_gain > ridge.crps_gain, "{indicator}");
        assert!(likeness.r_squared_left_out_region > ridge.r_squared_left_out_region, "{indicator}");
    }
}

#[test]
fn outcomes_dealt_out_by_chance_are_refused() {
    let settings = Settings { repeats: 1, resamples: 200, ..Settings::default() };
    for indicator in ["year-6-excess-weight", "possession-claims"] {
        let rule = DEMONSTRATION.rule(indicator);
        let sample = DEMONSTRATION.sample(indicator, When::Judged);
        let case =
            Case { indicator: &rule.indicator, kind: rule.kind, demand: false, sample: &sample, earlier_period: None };
        let dealt = shuffled(case, Method::default(), settings, 40).unwrap();
        assert_eq!(dealt.refused, dealt.shuffles);
        assert!(dealt.r_squared_95 < 0.08, "{}", dealt.r_squared_95);
    }
}

#[test]
fn an_output_is_refused_whatever_its_skill() {
    let rule = DEMONSTRATION.rule("possession-claims");
    let sample = DEMONSTRATION.sample("possession-claims", When::Judged);
    let case = Case {
        indicator: &rule.indicator,
        kind: measure::round::Kind::Output,
        demand: false,
        sample: &sample,
        earlier_period: None,
    };
    let settings = Settings { repeats: 1, resamples: 100, ..Settings::default() };
    let skill = assess(case, Method::default(), settings).unwrap();
    assert_eq!(skill.decision, Decision::DoNotAdjust { because: vec![Obstacle::NotAnOutcome] });
}

#[test]
fn methods_agree_and_never_say_the_opposite() {
    let (mut areas, mut opposed, mut kappas) = (0, 0, Vec::new());
    for (indicator, ..) in REFERENCE.iter().take(13) {
        let rule = DEMONSTRATION.rule(indicator);
        let sample = DEMONSTRATION.sample(indicator, When::Judged);
        let plain = DEMONSTRATION.circumstances_for(rule).without_group("ethnic-group").unwrap();
        let without = DEMONSTRATION.assembly().sample(rule, &plain, When::Judged).unwrap().0;
        let by = |model| expect(&sample, Method { model, spread: SpreadRule::Added }).unwrap();
        let ridge = by(Model::Ridge);
        let variants = [
            by(Model::Likeness),
            by(Model::Peers { count: 15 }),
            by(Model::LeastSquares),
            expect(&without, Method::default()).unwrap(),
        ];
        let all: Vec<_> = std::iter::once(&ridge).chain(&variants).collect();
        for area in &ridge.areas {
            let agreement = agreement(area.area, &all).unwrap();
            assert_eq!(agreement.of, 5);
            assert!((1..=5).contains(&agreement.agree));
            areas += 1;
            opposed += usize::from(agreement.opposed);
        }
        // Of healthy life expectancy ridge tells nothing: there is nothing to agree on.
        kappas.extend(compare(&ridge, &variants[1]).unwrap().kappa);
        assert!(compare(&ridge, &ridge).unwrap().kappa.is_none_or(|kappa| (kappa - 1.0).abs() < 1e-12));
    }
    assert!(opposed * 200 <= areas, "{opposed} of {areas} have an opposite phrase by another method");
    assert_eq!(kappas.len(), 12);
    let kappa = kappas.iter().sum::<f64>() / kappas.len() as f64;
    assert!(kappa >= 0.54, "{kappa} with 15 peers");
}

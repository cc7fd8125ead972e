//! What may be said, and what cannot be.

use super::DEMONSTRATION;
use measure::round::{
    AgainstExpectation, Demand, DemandPhrase, Kind, Method, Outcome, Phrase, Polarity, Refusal, Side,
    assembly::When,
    expect,
    practice::{persistence, practice},
    skill::{Case, Decision, Obstacle, Settings, assess},
    trend::{ChartReading, Signal, Trend},
};
use terms::{IndicatorId, Period};

fn id(text: &str) -> IndicatorId {
    IndicatorId::parse(text).unwrap()
}

#[test]
fn only_an_outcome_with_a_direction_can_be_better_or_worse() {
    for kind in [Kind::Input, Kind::Output, Kind::Context] {
        assert!(matches!(
            Outcome::new(id("re-referrals"), kind, Polarity::LowerIsBetter),
            Err(Refusal::NotAnOutcome { .. })
        ));
        assert!(Demand::new(id("re-referrals"), kind).is_err());
    }
    assert!(matches!(
        Outcome::new(id("children-looked-after"), Kind::Outcome, Polarity::Neutral),
        Err(Refusal::NoDirection(_))
    ));
    let refused = Outcome::new(id("re-referrals"), Kind::Output, Polarity::LowerIsBetter).unwrap_err();
    assert_eq!(refused.to_string(), "“re-referrals” is an output, not an outcome: it is never shown as one");
}

#[test]
fn a_side_is_good_or_bad_by_the_direction_of_the_outcome() {
    let sample = DEMONSTRATION.sample("lait-persistent-absence", When::Judged);
    let expectations = expect(&sample, Method::default()).unwrap();
    let lower = Outcome::new(id("absence"), Kind::Outcome, Polarity::LowerIsBetter).unwrap();
    let higher = Outcome::new(id("presence"), Kind::Outcome, Polarity::HigherIsBetter).unwrap();
    let demand = Demand::new(id("need"), Kind::Outcome).unwrap();
    let above = expectations.areas.iter().find(|area| area.side == Side::Above).unwrap();
    let below = expectations.areas.iter().find(|area| area.side == Side::Below).unwrap();
    assert!(above.z > 1.28 && below.z < -1.28);
    assert_eq!(lower.phrase(above), AgainstExpectation::WorseThanExpected);
    assert_eq!(higher.phrase(above), AgainstExpectation::BetterThanExpected);
    assert_eq!(lower.phrase(below), AgainstExpectation::BetterThanExpected);
    assert_eq!(demand.phrase(above), DemandPhrase::HigherThanExpected);
    assert_eq!(demand.phrase(below).to_string(), "lower than expected");
    assert_eq!(Phrase::NotThisBodysJob.to_string(), "not this body’s job");
    assert_eq!(Phrase::Outcome { phrase: lower.phrase(above) }.to_string(), "worse than expected");
}

#[test]
fn where_chance_is_most_of_it_nothing_is_told() {
    let sample = DEMONSTRATION.sample("healthy-life-expectancy-women", When::Judged);
    let expectations = expect(&sample, Method::default()).unwrap();
    assert!(expectations.areas.iter().all(|area| area.side == Side::CannotTell));
    let unknown = DEMONSTRATION.sample("attainment-8", When::Judged);
    let expectations = expect(&unknown, Method::default()).unwrap();
    assert!(expectations.areas.iter().all(|area| area.own_share.is_none() && area.side != Side::CannotTell));
}

#[test]
fn good_practice_takes_two_periods_and_comes_with_its_warning() {
    let rule = DEMONSTRATION.rule("lait-persistent-absence");
    let (judged, earlier) = (
        DEMONSTRATION.sample("lait-persistent-absence", When::Judged),
        DEMONSTRATION.sample("lait-persistent-absence", When::Earlier),
    );
    let case = Case {
        indicator: &rule.indicator,
        kind: rule.kind,
        demand: rule.demand,
        sample: &judged,
        earlier_period: Some(&earlier),
    };
    let settings = Settings { repeats: 1, resamples: 100, ..Settings::default() };
    let decision = assess(case, Method::default(), settings).unwrap().decision;
    let outcome = Outcome::new(rule.indicator.clone(), rule.kind, rule.polarity).unwrap();
    let (first, second) = (expect(&earlier, Method::default()).unwrap(), expect(&judged, Method::default()).unwrap());
    let found = practice(&outcome, &decision, &first, &second).unwrap();
    let warning = found.warning;
    assert_eq!(found.places.len(), warning.better_twice);
    assert!(warning.better_twice > 0 && warning.better_twice < warning.better_once);
    assert!(warning.distance_later < warning.distance_earlier, "those who stood out fall back on average");
    assert!(found.places.windows(2).all(|pair| pair[0].area < pair[1].area), "in order of code");
    for place in &found.places {
        assert!(place.earlier.z < -1.28 && place.later.z < -1.28);
    }
    let refused = Decision::DoNotAdjust { because: vec![Obstacle::NotAnOutcome] };
    assert_eq!(practice(&outcome, &refused, &first, &second), None);
    // Over two periods, persistence is the same; over three it only grows shorter or longer runs, never other places.
    let two = persistence(&outcome, &decision, &[second.clone(), first.clone()]).unwrap();
    let codes =
        |places: &[measure::round::practice::Persistent]| places.iter().map(|place| place.area).collect::<Vec<_>>();
    assert_eq!(codes(&two.places), found.places.iter().map(|place| place.area).collect::<Vec<_>>());
    assert_eq!(two.warning, warning);
    let three = persistence(&outcome, &decision, &[second.clone(), first.clone(), second.clone()]).unwrap();
    assert_eq!(codes(&three.places), codes(&two.places));
    assert!(three.places.iter().all(|place| place.periods.len() == 3), "what was better then is better again");
    let broken = persistence(
        &outcome,
        &decision,
        &[second.clone(), first, second.clone()].map(|mut one| {
            one.areas.retain(|area| area.area != two.places[0].area);
            one
        }),
    );
    assert_eq!(broken.unwrap().places.len(), two.places.len() - 1, "a place without a figure has no run");
    assert_eq!(persistence(&outcome, &decision, &[second]), None, "once is a prompt to look, not a reason to ask");
}

#[test]
fn a_trend_is_a_phrase_and_a_short_series_has_none() {
    let at = Period::parse("2021-04-01/P1M").unwrap();
    let reading = |points, signal| ChartReading { points, overlapping: false, signal };
    let of = |reading, polarity| Trend::of(reading, polarity).to_string();
    assert_eq!(
        of(reading(11, Signal::Rising), Polarity::HigherIsBetter),
        "too short: 11 of the 12 points that a trend needs"
    );
    assert_eq!(of(reading(12, Signal::Rising), Polarity::HigherIsBetter), "improving");
    assert_eq!(of(reading(12, Signal::Rising), Polarity::LowerIsBetter), "worsening");
    assert_eq!(of(reading(12, Signal::Rising), Polarity::Neutral), "rising");
    assert_eq!(of(reading(40, Signal::None), Polarity::Neutral), "steady");
    let changed = Signal::LevelChanged { at, up: false };
    assert_eq!(of(reading(40, changed), Polarity::LowerIsBetter), "changed for the better at 1 April 2021");
    let overlapping = ChartReading { points: 20, overlapping: true, signal: Signal::Falling };
    assert_eq!(of(overlapping, Polarity::LowerIsBetter), "cannot tell: its periods overlap");
}

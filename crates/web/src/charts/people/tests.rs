use super::*;
use proptest::prelude::*;

fn steps(changes: &[f64]) -> Waterfall {
    Waterfall {
        id: "w".into(),
        title: "Why <this> pair".into(),
        description: "It weighs much.".into(),
        prior: -8.0,
        steps: changes.iter().map(|&change| WaterfallStep { label: "surname: same & rare".into(), change }).collect(),
        threshold: Some(4.2),
    }
}

#[test]
fn a_waterfall_tells_for_from_against_by_shape_and_sign() {
    let svg = waterfall(&steps(&[7.25, -3.04, 0.0])).unwrap().to_string();
    assert_eq!(svg.matches(r#"class="bar-against""#).count(), 2, "the prior and the second step");
    assert_eq!(svg.matches(r#"class="bar-for""#).count(), 2);
    for text in ["+7.3", "−3.0", ">0.0<", "−3.8", "surname: same &amp; rare", "Why &lt;this&gt; pair"] {
        assert!(svg.contains(text), "{text} is not in {svg}");
    }
    assert_eq!(waterfall(&steps(&[f64::NAN])), None);
}

#[test]
fn long_labels_stay_on_their_sheet() {
    assert_eq!(shortened("abcdef", 4), "abc…");
    assert_eq!(shortened("abcd", 4), "abcd");
    assert_eq!(shortened("ééééé", 4), "ééé…");
}

#[test]
fn chances_never_round_to_none() {
    let shown: Vec<String> =
        [0.0, 0.000_01, 0.0042, 0.0123, 0.5, 0.9999, 1.0].into_iter().map(outcomes::percent).collect();
    assert_eq!(shown, ["0%", "<0.01%", "0.42%", "1.2%", "50.0%", "100%", "100%"]);
}

#[test]
fn what_is_not_there_is_not_drawn() {
    let empty =
        Histogram { id: "h".into(), title: "t".into(), description: "d".into(), counts: vec![(1, 0)], marks: vec![] };
    assert_eq!(histogram(&empty, true), None);
    assert_eq!(outcome_bars("o", "t", "d", &[]), None);
    assert_eq!(interval_rows("i", "t", "d", &[]), None);
    assert_eq!(cluster_graph("c", "t", "d", &[ClusterNode { number: 1, source: 0 }], &[]), None);
    assert_eq!(threshold_costs("t", "t", "d", &[], 0.0, true), None);
    let unknown = [IntervalRow { label: "light".into(), share: None }];
    assert!(interval_rows("i", "t", "d", &unknown).unwrap().to_string().contains("not known yet"));
}

#[test]
fn a_weak_bridge_is_dashed_and_drawn_over_the_others() {
    let nodes = [0, 1, 2].map(|at| ClusterNode { number: at + 1, source: at });
    let line = |left, right, kind| ClusterLine { left, right, weight: 9.0, kind };
    let lines = [line(0, 1, LineKind::Bridge), line(1, 2, LineKind::Link), line(0, 2, LineKind::Against)];
    let svg = cluster_graph("c", "t", "d", &nodes, &lines).unwrap().to_string();
    let at = |class: &str| svg.find(class).unwrap_or_else(|| panic!("{class} is not in {svg}"));
    assert!(at("tie-against") < at("\"tie tie-middling") && at("\"tie tie-middling") < at("tie-bridge"));
    assert!(svg.contains("<circle class=\"node\"") && svg.contains("<rect class=\"node\""), "sources differ by shape");
}

proptest! {
    /// Whatever a run says, a chart is drawn whole or not at all: no number that is not finite, no text that is not
    /// escaped.
    #[test]
    fn charts_bear_any_numbers(
        prior in any::<f64>(),
        changes in prop::collection::vec(any::<f64>(), 0..8),
        counts in prop::collection::vec((any::<i16>(), any::<u64>()), 0..20),
        costs in prop::collection::vec((any::<f64>(), any::<f64>(), any::<f64>()), 0..20),
        weights in prop::collection::vec((0_usize..9, 0_usize..9, any::<f64>()), 0..20),
    ) {
        let drawings = [
            waterfall(&Waterfall { prior, ..steps(&changes) }),
            histogram(&Histogram {
                id: "h".into(),
                title: "<t>".into(),
                description: "d".into(),
                counts: counts.into_iter().map(|(from, count)| (i32::from(from), count)).collect(),
                marks: vec![HistogramMark { weight: prior, label: "<m>".into() }],
            }, false),
            threshold_costs("t", "t", "d", &costs.into_iter().map(|(weight, false_matches, missed_matches)| ThresholdPoint { weight, false_matches, missed_matches }).collect::<Vec<_>>(), prior, true),
            cluster_graph("c", "t", "d", &(0..7).map(|at| ClusterNode { number: at, source: at }).collect::<Vec<_>>(), &weights.into_iter().map(|(left, right, weight)| ClusterLine { left, right, weight, kind: LineKind::Link }).collect::<Vec<_>>()),
            outcome_bars("o", "t", "d", &[OutcomeBar { label: "<b>".into(), m: Some(prior), u: None }]),
        ];
        for svg in drawings.into_iter().flatten() {
            let svg = svg.to_string();
            prop_assert!(svg.ends_with("</svg>"));
            prop_assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains("<t>") && !svg.contains("<m>") && !svg.contains("<b>"));
        }
    }
}

use crate::data;
use insta::assert_snapshot;
use link::Silent;
use link::explain::{ExpectedCost, WeightHistogram};
use link::score::Linkage;

fn linkage() -> Linkage {
    let row = |first: &str, last: &str, born: &str| -> data::Row {
        [Some(first.to_owned()), Some(last.to_owned()), Some(born.to_owned()), None]
    };
    let mut rows = vec![
        ("1".to_owned(), row("CLARA", "SMITH", "1971-06-24")),
        ("2".to_owned(), row("CLARA", "SMITH", "1971-06-42")),
    ];
    rows.extend((3..60).map(|at| (at.to_string(), row("ANN", &format!("JONES{at}"), "1999-12-31"))));
    Linkage::prepare(data::small_model(), data::small_records(&rows), 1, &Silent).expect("they fit")
}

#[test]
fn a_pair_is_explained_step_by_step() {
    let linkage = linkage();
    let explained = linkage.explain(1, 0).expect("it is trained");
    let mut text =
        format!("{}\nbrought together by: {}\n", explained.words, explained.rule.clone().unwrap_or_default());
    for step in &explained.steps {
        text.push_str(&step.words);
        text.push('\n');
    }
    assert_snapshot!(text, @r"
    The two records are of one person with a probability of 89.56%. The strongest sign for it: first (same). Against it: nothing.
    brought together by: same first, last
    first: same. This makes one person 24 times more likely. The value is rare, so it counts for more.
    last: same. This makes one person 18 times more likely.
    born: one slip. This makes one person 2.0 times more likely.
    number: missing. This says next to nothing either way.
    ");
    let sum: f64 = explained.steps.iter().map(|step| step.weight + step.frequency).sum();
    assert!((explained.prior + sum - explained.weight).abs() < 1e-9, "the bars add up");
    assert_eq!(explained.steps.last().map(|step| step.total.to_bits()), Some(explained.weight.to_bits()));
    assert_eq!(explained.steps[2].values[0].1.as_deref(), Some("1971-06-24"));
}

#[test]
fn a_model_a_person_and_a_threshold_are_explained() {
    let linkage = linkage();
    let rows = linkage.model().level_rows();
    assert_eq!(rows.len(), 10);
    assert!((rows[0].weight.expect("it is known") - (0.8_f64 / 0.05).log2()).abs() < 1e-12);
    let own = linkage.own_weights().expect("it is trained");
    assert_eq!(own.steps.values().sum::<u64>(), 59);
    let (mut histogram, mut cost) = (WeightHistogram::default(), ExpectedCost::default());
    let all = linkage.score(f64::NEG_INFINITY, &mut histogram, &Silent).expect("it is trained");
    linkage.score(f64::NEG_INFINITY, &mut cost, &Silent).expect("it is trained");
    assert_eq!(histogram.steps.values().sum::<u64>(), all.kept);
    let thresholds = cost.thresholds();
    assert!(
        thresholds
            .windows(2)
            .all(|two| two[1].false_matches >= two[0].false_matches && two[1].missed_matches <= two[0].missed_matches)
    );
    assert!(thresholds.last().expect("there are pairs").missed_matches.abs() < 1e-6);
    let graph = linkage.cluster_graph(&[1, 0, 2], &[]).expect("it is trained");
    assert_eq!((graph.records.as_slice(), graph.links.len()), ([0, 1, 2].as_slice(), 3));
}

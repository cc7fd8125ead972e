use crate::data;
use insta::assert_snapshot;
use link::Silent;
use link::cluster::{CutReason, Decisions, Links};
use link::explain::{ExpectedCost, PersonExplanation, WeightHistogram};
use link::model::BlockingRule;
use link::score::{Collect, Linkage};
use proptest::prelude::*;
use std::collections::BTreeSet;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_person_is_explained_as_the_run_makes_them(
        rows in proptest::collection::vec(data::small_row(), 1..40),
        decided in proptest::collection::vec((0_u32..40, 0_u32..40, any::<bool>()), 0..3),
        bounded in any::<bool>(),
    ) {
        let rows: Vec<_> = rows.into_iter().enumerate().map(|(at, row)| (format!("r{at:03}"), row)).collect();
        let mut model = data::small_model();
        model.people.never_two = vec!["number".to_owned()];
        model.blocking.push(BlockingRule { when: Some("l.first = r.last".to_owned()), ..BlockingRule::default() });
        if bounded {
            (model.people.largest_block, model.people.neighbours) = (4, 2);
        }
        let linkage = Linkage::prepare(model, data::small_records(&rows), 1, &Silent).expect("they fit");
        let count = rows.len() as u32;
        let mut decisions = Decisions::default();
        for (one, other, together) in decided {
            if one != other && one < count && other < count {
                if together { decisions.together.push((one, other)) } else { decisions.apart.push((one, other)) }
            }
        }
        let (mut links, mut pairs) = (Links::default(), Collect::default());
        let threshold = link::model::weight_of_probability(linkage.model().people.threshold);
        linkage.score(threshold, &mut links, &Silent).expect("it is trained");
        linkage.score(f64::NEG_INFINITY, &mut pairs, &Silent).expect("it is trained");
        let people = linkage.cluster(&links.links, &decisions, &Silent).expect("it is trained");
        for record in 0..count {
            let told = linkage.explain_person(record, &decisions, &Silent).expect("it is trained");
            let person = |other: u32| people.of_record[other as usize] == people.of_record[record as usize];
            let of_run: Vec<u32> = (0..count).filter(|&other| person(other)).collect();
            prop_assert_eq!(&told.graph.records, &of_run);
            let link_of_run = |left, right| links.links.iter().any(|link| (link.left, link.right) == (left, right));
            for line in &told.graph.links {
                prop_assert_eq!(line.is_link, link_of_run(line.left, line.right));
            }
            let cut: BTreeSet<(u32, u32, CutReason)> =
                told.cut.iter().map(|cut| (cut.link.left, cut.link.right, cut.reason)).collect();
            let of_run = people.cut.iter().filter(|cut| person(cut.link.left) != person(cut.link.right));
            prop_assert_eq!(cut, of_run.map(|cut| (cut.link.left, cut.link.right, cut.reason)).collect());
            // The nearest others are the strongest candidates between the person and others that are no links.
            let mut near: Vec<f32> = pairs.pairs.iter()
                .filter(|pair| person(pair.left) != person(pair.right) && !link_of_run(pair.left, pair.right))
                .map(|pair| pair.weight as f32)
                .collect();
            near.sort_by(|one, other| other.total_cmp(one));
            near.truncate(5);
            prop_assert_eq!(told.nearest.iter().map(|link| link.weight).collect::<Vec<_>>(), near);
            prop_assert!(told.nearest.iter().all(|link| person(link.left) && !person(link.right)));
            prop_assert_eq!(told.quality.is_some(), told.graph.records.len() > 1);
            // The same from what the run knows.
            let first = people.of_record[record as usize];
            let of_run = linkage.explain_people(&[first], &people, &links.links).expect("it is trained").remove(0);
            prop_assert_eq!((&of_run.graph, &of_run.quality), (&told.graph, &told.quality));
            let by_records = |told: &PersonExplanation| {
                told.cut.iter().map(|cut| (cut.link.left, cut.link.right, cut.reason)).collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(by_records(&of_run), by_records(&told));
        }
    }
}

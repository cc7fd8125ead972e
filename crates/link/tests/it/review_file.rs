//! The file of a review: what is read, what is refused, and that a run's own file is whole.

use crate::data;
use link::review::file::{FileRecord, MOST_PAIRS};
use link::review::{AgreementTable, Band, ReviewFile, ReviewRun};
use link::score::Linkage;
use link::{Records, Silent};
use proptest::prelude::*;

fn sample() -> ReviewFile {
    ReviewFile::parse(data::file("review-sample.json").as_bytes()).expect("the demonstration is right")
}

fn faults(file: &ReviewFile) -> Vec<String> {
    file.faults().iter().map(ToString::to_string).collect()
}

#[test]
fn the_demonstration_is_whole() {
    let file = sample();
    assert_eq!(file.columns.len(), 5);
    assert_eq!(file.columns[0].label, "First name");
    assert!(file.pairs.len() >= 25 && file.bands.len() == 5);
    let model = file.model.as_ref().expect("the run wrote what it knew");
    assert_eq!(model.records, 1_000);
    assert!(!model.outcomes.is_empty() && !model.thresholds.is_empty());
    let compared: u64 = model.weights.iter().map(|step| step.count).sum();
    assert_eq!(compared, model.blocking.iter().map(|rule| rule.pairs).sum::<u64>());
    assert_eq!(model.own_weights.iter().map(|step| step.count).sum::<u64>(), 1_000);
    let stands_for: f64 = file.pairs.iter().map(|pair| pair.stands_for).sum();
    let in_bands: u64 = file.bands.iter().map(|band| band.pairs).sum();
    assert!((stands_for - in_bands as f64).abs() < 1e-6, "{stands_for} for {in_bands}");
    assert!(file.clusters.iter().all(|cluster| cluster.records.len() >= 2));
    assert!(file.clusters.iter().any(|cluster| cluster.links.iter().any(|link| link.is_bridge)));
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    let file = sample();
    let again = ReviewFile::parse(&file.to_bytes().expect("it is finite")).expect("it is right");
    assert_eq!(
        (again.columns, again.clusters.len(), again.pairs.len()),
        (file.columns, file.clusters.len(), file.pairs.len())
    );
    for (again, pair) in again.pairs.iter().zip(&file.pairs) {
        assert_eq!((&again.left, &again.right, again.band), (&pair.left, &pair.right, pair.band));
        // A reader of JSON numbers may be off by the last bit.
        assert!((again.weight - pair.weight).abs() < 1e-12 && (again.stands_for - pair.stands_for).abs() < 1e-9);
        assert!(again.steps.iter().zip(&pair.steps).all(|(again, step)| again.words == step.words));
    }
}

#[test]
fn a_run_makes_a_file_without_faults() {
    let mut builder = Records::builder(["first", "last", "born", "number"]);
    for (at, (first, last)) in [("Ann", "Lee"), ("Ann", "Lee"), ("Anne", "Lee"), ("Bob", "Ray")].into_iter().enumerate()
    {
        builder.row(&format!("r{at}"), &[Some(first), Some(last), Some("1980-01-02"), None]).expect("a row");
    }
    let records = builder.finish().expect("records");
    let linkage = Linkage::prepare(data::small_model(), records, 1, &Silent).expect("a linkage");
    let bands = vec![Band { from: f64::NEG_INFINITY, to: f64::INFINITY }];
    let mut run = ReviewRun::new(linkage.model(), bands, 10, 1);
    let summary = linkage.score(f64::NEG_INFINITY, &mut run, &Silent).expect("scores");
    let file = run.file(&linkage, &summary, "Four records", 5).expect("a file");
    assert_eq!(faults(&file), [""; 0]);
    assert_eq!(file.pairs.len() as u64, summary.kept);
    assert_eq!(run.sampler().pairs().len(), file.pairs.len());
    assert!(!file.clusters.is_empty(), "Ann and Ann are one person");
    assert_eq!((file.bands[0].from, file.bands[0].to), (None, None), "a band without ends");
    assert!(file.pairs.iter().all(|pair| (pair.stands_for - 1.0).abs() < 1e-12));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    type Break = fn(&mut ReviewFile);
    let breaks: [(&str, Break); 14] = [
        ("format:", |file| file.version = 2),
        ("title:", |file| file.title = " ".to_owned()),
        ("columns:", |file| file.columns.clear()),
        ("pairs:", |file| file.pairs.clear()),
        ("bands[1]:", |file| file.bands[1].from = Some(-1_000.0)),
        ("bands[0].pairs:", |file| file.bands[0].pairs = 0),
        ("pairs[0].left:", |file| drop(file.pairs[0].left.values.pop())),
        ("pairs[1].right: it has no id", |file| file.pairs[1].right.id.clear()),
        ("pairs[2]: the two records are one", |file| file.pairs[2].right = file.pairs[2].left.clone()),
        ("pairs[3]: there is no band", |file| file.pairs[3].band = 99),
        ("pairs[4]: it stands for", |file| file.pairs[4].stands_for = 0.5),
        ("pairs[5]: the prior", |file| file.pairs[5].prior += 0.01),
        ("pairs[6]: these two records are a pair already", |file| {
            let (left, right) = (file.pairs[0].left.clone(), file.pairs[0].right.clone());
            (file.pairs[6].left, file.pairs[6].right) = (right, left);
        }),
        ("clusters[0].links[0]:", |file| file.clusters[0].links[0].right = 99),
    ];
    for (expected, broken) in breaks {
        let mut file = sample();
        broken(&mut file);
        let found = faults(&file);
        assert!(found.iter().any(|fault| fault.starts_with(expected)), "{expected} is not in {found:?}");
    }
    let mut file = sample();
    file.pairs = vec![file.pairs[0].clone(); MOST_PAIRS + 1];
    let found = file.faults();
    assert!(found.len() <= 20, "a list that can be read");
}

#[test]
fn what_cannot_be_read_is_refused_without_repeating_it() {
    let secret = "Zaphod Beeblebrox";
    let texts = [
        String::new(),
        secret.to_owned(),
        format!("{{\"title\": \"{secret}\"}}"),
        format!("{{\"{secret}\": 1}}"),
        data::file("review-sample.json").replacen("\"pairs\"", &format!("\"{secret}\": 1, \"pairs\""), 1),
        data::file("review-sample.json").replacen("\"weight\": ", &format!("\"weight\": \"{secret}\", \"w\": "), 1),
    ];
    for text in texts {
        let found = ReviewFile::parse(text.as_bytes()).expect_err("it is no review file");
        assert!(found[0].place.starts_with("line "), "{found:?}");
        assert!(!found[0].to_string().contains(secret), "{found:?}");
    }
}

#[test]
fn a_pair_is_found_in_either_order() {
    let file = sample();
    let pair = &file.pairs[0];
    assert!(pair.is_of(&pair.left, &pair.right) && pair.is_of(&pair.right, &pair.left));
    let other = FileRecord { id: "another".to_owned(), ..pair.left.clone() };
    assert!(!pair.is_of(&other, &pair.right));
}

#[test]
fn kappa_is_that_of_the_worked_example() {
    // Two readers of 50 grant proposals: both yes 20, both no 15, 5 and 10 apart.
    let table = AgreementTable { counts: [[20, 5, 0], [10, 15, 0], [0, 0, 0]] };
    assert_eq!((table.pairs(), table.same()), (50, 35));
    assert!((table.kappa().expect("they differ") - 0.4).abs() < 1e-12);
    let never = AgreementTable { counts: [[4, 0, 0], [0, 3, 0], [0, 0, 0]] };
    assert_eq!((never.kappa(), never.kappa_error()), (Some(1.0), None));
    let one_word = AgreementTable { counts: [[4, 0, 0], [0; 3], [0; 3]] };
    assert_eq!((one_word.kappa(), one_word.kappa_error()), (None, None));
    assert_eq!(AgreementTable::default().kappa(), None);
}

proptest! {
    /// The standard error is that of the delta method: the gradient of kappa, taken by small steps, through the
    /// covariance of a multinomial count.
    #[test]
    fn the_error_of_kappa_is_that_of_the_delta_method(counts in prop::array::uniform3(prop::array::uniform3(1_u64..60))) {
        let table = AgreementTable { counts };
        let kappa = |cells: &[f64]| {
            let all: f64 = cells.iter().sum();
            let share = |row: usize, column: usize| cells[row * 3 + column] / all;
            let observed: f64 = (0..3).map(|at| share(at, at)).sum();
            let chance: f64 = (0..3)
                .map(|at| (0..3).map(|other| share(at, other)).sum::<f64>() * (0..3).map(|other| share(other, at)).sum::<f64>())
                .sum();
            (observed - chance) / (1.0 - chance)
        };
        let all = table.pairs() as f64;
        let shares: Vec<f64> = counts.iter().flatten().map(|&count| count as f64 / all).collect();
        prop_assert!((table.kappa().expect("all cells are filled") - kappa(&shares)).abs() < 1e-9);
        let step = 1e-6;
        let gradient: Vec<f64> = (0..9)
            .map(|at| {
                let moved = |by: f64| {
                    let mut cells = shares.clone();
                    cells[at] += by;
                    kappa(&cells)
                };
                (moved(step) - moved(-step)) / (2.0 * step)
            })
            .collect();
        let mean: f64 = shares.iter().zip(&gradient).map(|(share, slope)| share * slope).sum();
        let variance: f64 = shares.iter().zip(&gradient).map(|(share, slope)| share * (slope - mean).powi(2)).sum();
        let expected = (variance / all).sqrt();
        let found = table.kappa_error().expect("they differ");
        prop_assert!((found - expected).abs() < 1e-5 + 1e-4 * expected, "{found} is not {expected}");
    }
}

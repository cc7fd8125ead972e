//! How fast charts, rules and funnels are over many series: `cargo run -p wholeplace-measure --example speed`.
//!
//! Makes 60,000 series of 60 points from a seed, runs each stage several times, and prints JSON: the shortest wall time
//! in milliseconds, and how many points were flagged (so that nothing can be optimised away).
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::{num::NonZeroUsize, thread, time::Instant};

use measure::{
    chart::{Charts, Flags, Rules},
    distribution::{Tail, normal_quantile},
    funnel::Funnel,
};
use rand_xoshiro::{
    Xoshiro256PlusPlus,
    rand_core::{Rng, SeedableRng},
};
use serde_json::json;

const SERIES: usize = 60_000;
const POINTS: usize = 60;
const ROUNDS: usize = 5;

fn main() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2026);
    let mut uniform = || ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    let values: Vec<f64> = (0..SERIES * POINTS)
        .map(|_| 100.0 + 10.0 * normal_quantile(Tail::Lower(uniform())))
        .map(|value| (value * 10.0).round() / 10.0)
        .collect();
    // One funnel for each period: the counts of all areas at that period, one after another.
    let people: Vec<f64> = (0..SERIES * POINTS).map(|_| (500.0 + 50_000.0 * uniform()).round()).collect();
    let events: Vec<f64> = people
        .iter()
        .map(|people| (people * (0.02 + 0.002 * normal_quantile(Tail::Lower(uniform())))).max(0.0).round())
        .collect();

    let threads = thread::available_parallelism()
        .unwrap_or(NonZeroUsize::MIN)
        .min(NonZeroUsize::new(2).unwrap_or(NonZeroUsize::MIN));
    let charts = Charts {
        points: NonZeroUsize::new(POINTS).unwrap_or(NonZeroUsize::MIN),
        screen: true,
        rules: Rules::default(),
    };
    let mut limits = vec![None; SERIES];
    let mut flags = vec![Flags::NONE; values.len()];
    let mut places = vec![None; values.len()];
    let funnel = Funnel::new();

    let mut report = Vec::new();
    let mut total = 0.0;
    let mut time = |name: &str, work: &mut dyn FnMut() -> usize| {
        let mut flagged = 0;
        let shortest = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                flagged = work();
                start.elapsed().as_secs_f64() * 1e3
            })
            .fold(f64::INFINITY, f64::min);
        total += shortest;
        report.push(json!({ "stage": name, "shortest_ms": shortest, "flagged": flagged }));
    };
    time("control charts and rules", &mut || {
        charts.run(&values, &mut limits, &mut flags, threads).expect("finite series");
        flags.iter().filter(|flags| flags.pattern().is_some()).count()
    });
    time("funnels of proportions", &mut || {
        for ((x, n), places) in events.chunks(SERIES).zip(people.chunks(SERIES)).zip(places.chunks_mut(SERIES)) {
            funnel.proportions(x, n, places).expect("counts");
        }
        places.iter().flatten().filter(|place| **place != measure::funnel::Significance::Within).count()
    });
    time("funnels of rates", &mut || {
        for ((x, n), places) in events.chunks(SERIES).zip(people.chunks(SERIES)).zip(places.chunks_mut(SERIES)) {
            funnel.rates(x, n, places).expect("counts");
        }
        places.iter().flatten().filter(|place| **place != measure::funnel::Significance::Within).count()
    });
    let all = json!({
        "series": SERIES, "points": POINTS, "threads": threads, "rounds": ROUNDS, "stages": report, "total_ms": total,
    });
    println!("{all:#}");
}

//! Measures the making of a place, with nothing written: `cargo run -p wholeplace-synthetic --example speed -- [PEOPLE
//! [THREADS]]`. Prints people per second, processor seconds, peak memory and rows of each table.

use std::{
    io::Write,
    time::{Duration, Instant},
};
use synthetic::{Place, Setting, SyntheticError, catalogue::TABLES};

/// Seconds that all threads of this process have had a processor, as Linux tells.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields 14 and 15 in hundredths of a second; the name of the program may hold blanks and ends with a bracket.
    let after = text.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<f64> = after.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

fn peak_mebibytes() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
}

fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let people: usize = arguments.next().map_or(Ok(1_000_000), |people| people.parse())?;
    let threads: usize = arguments.next().map_or(Ok(2), |threads| threads.parse())?;
    let begun = Instant::now();
    let place = Place::new(Setting { people, seed: 7, first_year: 2016, last_year: 2025 })?;
    let mut rows = vec![0_usize; TABLES.len()];
    place.generate(threads, |block| {
        for (rows, batch) in rows.iter_mut().zip(&block.batches) {
            *rows += batch.rows();
        }
        Ok::<(), SyntheticError>(())
    })?;
    let wall: Duration = begun.elapsed();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{people} people, {threads} threads: {:.1} s, {:.0} people/s, {:.1} processor seconds, {:.0} MiB at most",
        wall.as_secs_f64(),
        people as f64 / wall.as_secs_f64(),
        processor_seconds(),
        peak_mebibytes()
    )?;
    for (table, rows) in TABLES.iter().zip(rows) {
        writeln!(out, "{rows:>10}  {}", table.name)?;
    }
    Ok(())
}

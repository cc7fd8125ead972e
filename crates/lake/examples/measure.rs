//! Stores many made-up observations and measures: staging, commit, sorting, point reads, the whole as a stream, and
//! a question in SQL. Prints JSON.
//!
//!     cargo run -p wholeplace-lake -p wholeplace --example measure -- FOLDER [INDICATORS AREAS PERIODS]

use futures::StreamExt;
use hub::{
    Lake as _, SubmissionId,
    ports::{ObservationQuery, Scope},
};
use lake::Lake;
use std::{
    error::Error,
    fs,
    path::PathBuf,
    time::{Duration, Instant},
};
use terms::{AreaCode, DatasetId, Dimensions, IndicatorId, ObservationRow, Period, Source, Status, Vocabulary};

const READS: u32 = 200;

type Failure = Box<dyn Error + Send + Sync>;

/// Numbers that look random and are the same every time (the splitmix64 generator).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.next() % u64::from(limit)).unwrap_or_default()
    }
}

/// The largest memory that this process has had, in MiB.
fn peak_memory_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

/// Processor time that this process has used, all threads together. Linux counts it in hundredths of a second.
fn processor_s() -> f64 {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn area(index: u32) -> Result<AreaCode, Failure> {
    Ok(AreaCode::parse(&format!("E06{index:06}"))?)
}

fn indicator(index: u32) -> Result<IndicatorId, Failure> {
    Ok(IndicatorId::parse(&format!("indicator-{index}"))?)
}

fn share(times: &mut [Duration], percent: usize) -> f64 {
    times.sort_unstable();
    times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0
}

#[expect(clippy::print_stdout, reason = "an example that reports")]
fn report(text: &str) {
    println!("{text}");
}

async fn reads(
    lake: &Lake,
    make: impl Fn(u32) -> Result<ObservationQuery, Failure>,
) -> Result<serde_json::Value, Failure> {
    let snapshot = lake.snapshot(None).await?;
    let mut times = Vec::new();
    let (mut rows, mut before) = (0, 0.0);
    for read in 0..READS + 20 {
        let query = make(read)?;
        if read == 20 {
            before = processor_s();
        }
        let begun = Instant::now();
        let mut figures = lake.figures(&snapshot, query).await?;
        rows = 0;
        while let Some(batch) = figures.next().await {
            rows += batch?.len();
        }
        // The first reads fill the memory of footers.
        if read >= 20 {
            times.push(begun.elapsed());
        }
    }
    Ok(serde_json::json!({
        "rows": rows, "processor_ms": (processor_s() - before) * 1000.0 / f64::from(READS),
        "peak_memory_mib": peak_memory_mib(), "p50_ms": share(&mut times, 50), "p99_ms": share(&mut times, 99), "max_ms": share(&mut times, 100),
    }))
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder that does not exist yet")?);
    let sizes: Vec<u32> = arguments.map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [indicators, areas, periods] = *sizes.as_slice() else {
        if sizes.is_empty() {
            return Box::pin(measure(folder, 1000, 320, 32)).await;
        }
        return Err("give three numbers: indicators, areas and periods".into());
    };
    Box::pin(measure(folder, indicators, areas, periods)).await
}

async fn measure(folder: PathBuf, indicators: u32, areas: u32, periods: u32) -> Result<(), Failure> {
    let lake = Lake::open(&folder).await?;
    let submission = SubmissionId { dataset: DatasetId::parse("measured")?, number: 1 };
    let mut vocabulary = Vocabulary::default();
    for index in 0..indicators {
        vocabulary.indicator(&indicator(index)?);
    }
    vocabulary.token("c");
    vocabulary.dimension(&Dimensions::from([("sex".to_owned(), "female".to_owned())]));

    let mut numbers = Numbers(1);
    let mut making = Duration::ZERO;
    let begun = Instant::now();
    let mut staging = lake.stage(&submission)?;
    let (mut rows, mut row_number) = (Vec::with_capacity(8192), 1);
    let mut total = 0_u64;
    for area_index in 0..areas {
        for month in 0..periods {
            let made = Instant::now();
            let month = i16::try_from(month)?;
            let period = Period::month(2000 + month / 12, i8::try_from(month % 12 + 1)?).ok_or("a month")?;
            for indicator_index in 0..indicators {
                row_number += 1;
                let hidden = numbers.below(100) == 0;
                let numerator = f64::from(numbers.below(10_000));
                let denominator = f64::from(10_000 + numbers.below(90_000));
                rows.push(ObservationRow {
                    indicator: indicator_index,
                    area: area(area_index)?,
                    period,
                    dimensions: 0,
                    value: (!hidden).then_some((numerator / denominator * 1000.0).round() / 10.0),
                    numerator: (!hidden).then_some(numerator),
                    denominator: Some(denominator),
                    lower: None,
                    upper: None,
                    status: if hidden { Status::Suppressed } else { Status::Present },
                    token: u32::from(hidden),
                    source: Source { sheet: 0, row: row_number, column: 4 },
                });
            }
            making += made.elapsed();
            if rows.len() >= 8192 {
                staging.sink().rows(&vocabulary, &rows)?;
                total += rows.len() as u64;
                rows.clear();
            }
        }
    }
    staging.sink().rows(&vocabulary, &rows)?;
    total += rows.len() as u64;
    let staged = tokio::task::block_in_place(|| staging.finish())?;
    let staging_s = begun.elapsed().as_secs_f64();
    let staging_memory = peak_memory_mib();
    let staging_processor_s = processor_s();
    let bytes: u64 = staged.files.iter().map(|file| file.size_bytes).sum();

    let begun = Instant::now();
    lake.commit(&staged, Scope::Dataset).await?;
    let commit_ms = begun.elapsed().as_secs_f64() * 1000.0;
    let one_area = |read: u32| {
        let some = (0..50).map(|step| indicator((read + step * 7) % indicators)).collect::<Result<_, _>>()?;
        Ok(ObservationQuery { areas: vec![area(read % areas)?], indicators: some, ..ObservationQuery::default() })
    };
    let snapshot = lake.snapshot(None).await?;
    let begun = Instant::now();
    let mut early = lake.figures(&snapshot, one_area(0)?).await?;
    while let Some(batch) = early.next().await {
        batch?;
    }
    let unsorted_ms = begun.elapsed().as_secs_f64() * 1000.0;
    let (begun, before) = (Instant::now(), processor_s());
    lake.settle().await?;
    let (sorting_s, sorting_processor_s) = (begun.elapsed().as_secs_f64(), processor_s() - before);
    let sorting_memory = peak_memory_mib();

    let area_reads = reads(&lake, one_area).await?;
    let whole_area =
        reads(&lake, |read| Ok(ObservationQuery { areas: vec![area(read % areas)?], ..ObservationQuery::default() }))
            .await?;
    let indicator_reads = reads(&lake, |read| {
        Ok(ObservationQuery { indicators: vec![indicator(read % indicators)?], ..ObservationQuery::default() })
    })
    .await?;
    let latest = Period::month(2000, 1).ok_or("a month")?;
    let one_period = reads(&lake, |read| {
        let query = ObservationQuery { indicators: vec![indicator(read % indicators)?], ..ObservationQuery::default() };
        Ok(ObservationQuery { periods: vec![latest], ..query })
    })
    .await?;

    let begun = Instant::now();
    let mut all = lake.figures(&snapshot, ObservationQuery::default()).await?;
    let mut streamed = 0;
    while let Some(batch) = all.next().await {
        streamed += batch?.len() as u64;
    }
    let stream_s = begun.elapsed().as_secs_f64();
    let stream_memory = peak_memory_mib();
    let begun = Instant::now();
    let question = "SELECT area, count(*), avg(value) FROM observations GROUP BY area";
    let mut answer = lake.sql(&snapshot, question).await?.rows;
    while let Some(batch) = answer.next().await {
        batch?;
    }
    let sql_s = begun.elapsed().as_secs_f64();

    let text = serde_json::json!({
        "rows": total, "bytes_a_row": bytes as f64 / total as f64,
        "staging_s": staging_s, "staging_processor_s": staging_processor_s, "of_which_making_rows_s": making.as_secs_f64(),
        "staging_peak_memory_mib": staging_memory, "commit_ms": commit_ms,
        "one_area_before_sorting_ms": unsorted_ms, "sorting_s": sorting_s,
        "sorting_processor_s": sorting_processor_s, "sorting_peak_memory_mib": sorting_memory,
        "one_area_fifty_indicators": area_reads, "one_area": whole_area, "one_indicator": indicator_reads,
        "one_indicator_one_period": one_period,
        "all_rows_streamed": streamed, "all_rows_s": stream_s, "all_rows_peak_memory_mib": stream_memory,
        "sql_by_area_s": sql_s,
        "peak_memory_mib": peak_memory_mib(),
    });
    report(&serde_json::to_string_pretty(&text)?);
    Ok(())
}

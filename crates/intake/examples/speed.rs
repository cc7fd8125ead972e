//! Measures a check of a large CSV file: `cargo run -p wholeplace-intake --example speed -- [ROWS] [clean|error]`.
//! Makes the file in the folder for temporary files, checks it once, and prints one line of JSON.

use intake::{
    Contract, Limits, Nowhere, Recipe, check,
    reference::{KnownArea, KnownAreas, Tier},
};
use std::{
    fs::File,
    io::{BufWriter, Write},
    time::Instant,
};
use terms::AreaCode;

const RECIPE: &str = r#"
[file]
format = "csv"
[marks]
sets = ["gss", "bare"]
[[table]]
area = { column = "area_code", vintage = "any" }
period = { column = "period", notation = "iso" }
indicator = { column = "indicator" }
values = [{ column = "value", numerator = "numerator", denominator = "denominator" }]
"#;

fn contract(indicators: usize) -> Result<String, std::fmt::Error> {
    use std::fmt::Write;

    let mut text =
        String::from("[dataset]\nid = \"speed\"\ntitle = \"Speed\"\nlicence = \"CC0-1.0\"\nfrequency = \"monthly\"\n");
    for number in 0..indicators {
        writeln!(
            text,
            "[[indicator]]\nid = \"indicator-{number}\"\ntitle = \"Indicator {number}\"\nunit = \"percent\"\n\
             decimals = 2\naggregation = {{ ratio = 100 }}\nminimum = 0\nmaximum = 100\nratio_tolerance = 0.01"
        )?;
    }
    Ok(text)
}

/// Seconds that this process has had a processor, as Linux tells: on a busy machine the clock on the wall tells less.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows: usize = arguments.next().map_or(Ok(10_000_000), |rows| rows.parse())?;
    let in_error = arguments.next().is_some_and(|word| word == "error");
    let (areas, months, path) =
        (400, 240, std::env::temp_dir().join(format!("wholeplace-speed-{rows}-{in_error}.csv")));
    let indicators = rows.div_ceil(areas * months);
    let mut file = BufWriter::new(File::create(&path)?);
    writeln!(file, "area_code,period,indicator,value,numerator,denominator")?;
    let mut written = 0;
    'all: for indicator in 0..indicators {
        for month in 0..months {
            let (year, number) = (2000 + month / 12, month % 12 + 1);
            for area in 0..areas {
                if written == rows {
                    break 'all;
                }
                written += 1;
                write!(file, "E0700{area:04},{year}-{number:02}-01/P1M,indicator-{indicator},")?;
                let (numerator, denominator) = ((written * 7919) % 900 + 50, 1000);
                match (written % 100, in_error) {
                    (0, false) => writeln!(file, "{},,", ["c", "", "[x]", "z"][written / 100 % 4])?,
                    (0, true) => match written / 100 % 4 {
                        0 => writeln!(file, "about five,,")?,
                        1 => writeln!(file, "512.5,,")?,
                        2 => writeln!(file, "12.5,{denominator},12")?,
                        _ => writeln!(file, "7.5,1,2,3")?,
                    },
                    _ => writeln!(file, "{}.{},{numerator},{denominator}", numerator / 10, numerator % 10)?,
                }
            }
        }
    }
    file.flush()?;
    drop(file);
    let reference = KnownAreas::new((0..areas).map(|area| KnownArea {
        code: AreaCode::parse(&format!("E0700{area:04}")).expect("a code"),
        names: vec![],
        tier: Tier::Lower,
        from: None,
        to: None,
        successors: vec![],
        recoded: false,
        keys: vec![],
    }));
    let recipe = Recipe::parse(RECIPE)?;
    let contract = Contract::parse(&contract(indicators)?)?;
    let mut file = File::open(&path)?;
    let begun = Instant::now();
    let processor = processor_seconds();
    let limits = Limits::default();
    let report = check(&mut file, "speed.csv", &recipe, Some(&contract), &reference, &limits, &mut Nowhere)?;
    let seconds = begun.elapsed().as_secs_f64();
    let processor = processor_seconds() - processor;
    std::fs::remove_file(&path)?;
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("").trim().to_owned();
    let cells: usize = report.findings.iter().map(|finding| finding.cells.len()).sum();
    writeln!(
        std::io::stdout(),
        "{{\"rows\": {rows}, \"in_error\": {in_error}, \"observations\": {}, \"findings\": {}, \"cells\": {cells}, \
         \"seconds\": {seconds:.2}, \"processor_seconds\": {processor:.2}, \
         \"rows_per_second\": {:.0}, \"rows_per_processor_second\": {:.0}, \"peak\": \"{peak}\"}}",
        report.observations,
        report.findings.len(),
        rows as f64 / seconds,
        rows as f64 / processor,
    )?;
    Ok(())
}

//! How much memory a linkage needs, and what is left of a limit for its pairs.

use super::PeopleError;
use link::{LinkError, Model, Records};

/// What is left free for the program itself, its threads and what is being written.
const OWN_BYTES: u64 = 48 << 20;
/// The least room for pairs that a run gets on with.
const LEAST_FOR_PAIRS: u64 = 8 << 20;
/// The room for pairs when there is no limit: far more than records of a council need.
const WITHOUT_LIMIT: u64 = 4 << 30;

/// How a limit of memory is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The whole limit; `None` when there is none.
    pub limit: Option<u64>,
    /// What records and their layout need.
    pub records: u64,
    /// What is left for pairs.
    pub pairs: u64,
}

impl Budget {
    /// Shares out a limit for records that are read and not yet laid out.
    ///
    /// # Errors
    /// When the records and what the engine lays out beside them do not fit, with how much is needed.
    pub fn of(limit: Option<u64>, model: &Model, records: &Records) -> Result<Self, PeopleError> {
        let needed = needed_bytes(model, records)?;
        let Some(limit) = limit else {
            return Ok(Self { limit: None, records: needed, pairs: WITHOUT_LIMIT });
        };
        let least = needed + OWN_BYTES + LEAST_FOR_PAIRS;
        if limit < least {
            return Err(PeopleError::refused(
                format!(
                    "{} records do not fit the memory limit of {}: about {} are needed",
                    records.len(),
                    words_of_bytes(limit),
                    words_of_bytes(least)
                ),
                format!(
                    "Allow more, such as --memory-limit {}MiB, or link fewer records at a time.",
                    least.div_ceil(1 << 20).div_ceil(16) * 16
                ),
            ));
        }
        Ok(Self { limit: Some(limit), records: needed, pairs: limit - needed - OWN_BYTES })
    }
}

/// About how many bytes the records and everything that is laid out beside them take at most. A code of four bytes for
/// each record and expression; for each blocking rule its key, and its groups twice while they are made; for each
/// comparison a text made comparable.
fn needed_bytes(model: &Model, records: &Records) -> Result<u64, LinkError> {
    let expressions = model.columns_needed()?.len() + 2 * model.comparisons.len();
    let rules = model.blocking.len();
    let for_each_record = 4 * expressions + 16 * rules + 32;
    Ok(records.memory_bytes() * 3 / 2 + (records.len() * for_each_record) as u64)
}

/// Reads a size such as `2GiB`, `500MB` or a number of bytes.
///
/// # Errors
/// When it is no size.
pub fn parse_bytes(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        _ => return Err(format!("“{unit}” is no unit of memory: write MiB, GiB, MB or GB")),
    };
    let number: f64 = number.parse().map_err(|_| format!("“{text}” is no size: write such as 2GiB"))?;
    let bytes = number * factor as f64;
    if bytes < 1.0 || bytes > u64::MAX as f64 {
        return Err(format!("“{text}” is no size of memory"));
    }
    Ok(bytes as u64)
}

/// A size as people read it.
#[must_use]
pub fn words_of_bytes(bytes: u64) -> String {
    let units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => format!("{:.1} {name}", bytes as f64 / *unit as f64),
        None => format!("{bytes} bytes"),
    }
}

/// The most memory that this process has held so far, where the system says it (Linux).
#[must_use]
pub fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written() {
        assert_eq!(parse_bytes("2GiB"), Ok(2 << 30));
        assert_eq!(parse_bytes("1.5 MiB"), Ok(3 << 19));
        assert_eq!(parse_bytes("500mb"), Ok(500_000_000));
        assert_eq!(parse_bytes("1024"), Ok(1024));
        assert!(parse_bytes("much").is_err());
        assert!(parse_bytes("2 furlongs").is_err());
        assert!(parse_bytes("0").is_err());
        assert_eq!(words_of_bytes(3 << 29), "1.5 GiB");
    }
}

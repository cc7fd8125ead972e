//! How `link` commands tell what they did.

use super::watch::{Phase, Watch};
use crate::{arguments::Words, failure::Failure};
use lake::people;
use serde::Serialize;
use std::io::{self, Write, stdout};

/// Writes a reply to stdout: JSON for programs, lines for people.
pub fn tell<T: Serialize>(
    format: Words,
    reply: &T,
    lines: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = stdout().lock();
    match format {
        Words::Json => {
            serde_json::to_writer_pretty(&mut out, reply)?;
            writeln!(out)?;
        }
        Words::Text => lines(&mut out)?,
    }
    Ok(out.flush()?)
}

/// What a run cost.
#[derive(Debug, Clone, Serialize)]
pub struct Cost {
    /// How long each phase took.
    pub phases: Vec<Phase>,
    /// The most memory that was held, where the system says it.
    pub peak_memory_bytes: Option<u64>,
}

impl Cost {
    pub fn so_far(watch: &Watch) -> Self {
        Self { phases: watch.phases(), peak_memory_bytes: people::peak_bytes() }
    }

    /// One line: how long each phase took, and the memory.
    pub fn line(&self) -> String {
        let phases: Vec<String> =
            self.phases.iter().map(|phase| format!("{} {:.2} s", phase.name, phase.seconds)).collect();
        let memory =
            self.peak_memory_bytes.map(|bytes| format!("; {} of memory at most", people::words_of_bytes(bytes)));
        format!("{}{}", phases.join(", "), memory.unwrap_or_default())
    }
}

/// A whole number with its thousands parted.
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut parted = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            parted.push(',');
        }
        parted.push(digit);
    }
    parted
}

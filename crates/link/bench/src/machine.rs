//! Time and memory of this process, as Linux counts them.

use serde_json::{Map, Value, json};
use std::time::Instant;

pub struct Clock {
    stages: Map<String, Value>,
    wall: Instant,
    processor: f64,
    skipped: (f64, f64),
    began: Instant,
}

impl Clock {
    pub fn start() -> Self {
        Self {
            stages: Map::new(),
            wall: Instant::now(),
            processor: processor_seconds(),
            skipped: (0.0, 0.0),
            began: Instant::now(),
        }
    }

    pub fn lap(&mut self, name: &str) {
        let (wall, processor) = (self.wall.elapsed().as_secs_f64(), processor_seconds() - self.processor);
        self.stages.insert(name.to_owned(), json!({"wall_s": wall, "cpu_s": processor, "peak_mib": peak_mebibytes()}));
        self.wall = Instant::now();
        self.processor = processor_seconds();
    }

    /// Leaves out what was done since the last lap.
    pub fn skip(&mut self) {
        self.skipped.0 += self.wall.elapsed().as_secs_f64();
        self.skipped.1 += processor_seconds() - self.processor;
        self.wall = Instant::now();
        self.processor = processor_seconds();
    }

    pub fn total(&self) -> Value {
        json!({"wall_s": self.began.elapsed().as_secs_f64() - self.skipped.0,
            "cpu_s": processor_seconds() - self.skipped.1, "peak_mib": peak_mebibytes()})
    }

    pub fn stages(&self) -> Value {
        Value::Object(self.stages.clone())
    }
}

/// User and system seconds since the process began.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = text.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    // A tick is a hundredth of a second on every Linux that we know.
    (ticks(11) + ticks(12)) / 100.0
}

fn peak_mebibytes() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) / 1024
}

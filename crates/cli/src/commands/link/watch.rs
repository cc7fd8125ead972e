//! Watching a long run: bars for people, times of each phase, and stopping on request.

use crate::output;
use indicatif::ProgressBar;
use link::{Progress, Stage};
use serde::Serialize;
use std::{
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// How long a phase took.
#[derive(Debug, Clone, Serialize)]
pub struct Phase {
    /// What was done.
    pub name: String,
    /// Seconds by the clock on the wall.
    pub seconds: f64,
    /// Seconds of processor time over all threads, where the system says it.
    pub processor_seconds: Option<f64>,
}

/// What is being done now.
struct Now {
    stage: Option<Stage>,
    bar: ProgressBar,
}

/// Watches a run.
pub struct Watch {
    stopped: Arc<AtomicBool>,
    now: Mutex<Now>,
    phases: Mutex<Vec<Phase>>,
}

impl Watch {
    pub fn new() -> Self {
        Self {
            stopped: Arc::new(AtomicBool::new(false)),
            now: Mutex::new(Now { stage: None, bar: ProgressBar::hidden() }),
            phases: Mutex::new(Vec::new()),
        }
    }

    /// Hears of Ctrl-C and of the system's wish to end: the first asks the run to stop, the second ends it at once.
    pub fn listen(&self) {
        let stopped = Arc::clone(&self.stopped);
        tokio::spawn(async move {
            loop {
                asked_to_stop().await;
                if stopped.swap(true, Ordering::Relaxed) {
                    std::process::exit(130);
                }
                eprintln!("Stopping …");
            }
        });
    }

    fn go_on(&self) -> ControlFlow<()> {
        if self.stopped.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Does a phase and notes how long it took.
    pub fn phase<T>(&self, name: &str, work: impl FnOnce() -> T) -> T {
        let (began, processor) = (Instant::now(), processor_seconds());
        let result = work();
        self.clear();
        let processor_seconds = processor.zip(processor_seconds()).map(|(before, after)| after - before);
        let phase = Phase { name: name.to_owned(), seconds: began.elapsed().as_secs_f64(), processor_seconds };
        self.phases.lock().unwrap_or_else(PoisonError::into_inner).push(phase);
        result
    }

    /// A watcher of steps whose number is known, such as bytes.
    pub fn steps(&self, what: &str) -> impl FnMut(u64, u64) -> ControlFlow<()> + '_ {
        let bar = output::bar(0, what);
        move |done, total| {
            bar.set_length(total);
            bar.set_position(done);
            if done >= total {
                bar.finish_and_clear();
            }
            self.go_on()
        }
    }

    fn clear(&self) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.bar.finish_and_clear();
        now.stage = None;
    }

    /// The phases so far.
    pub fn phases(&self) -> Vec<Phase> {
        self.phases.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Progress for Watch {
    fn advance(&self, stage: Stage, done: u64, total: u64) -> ControlFlow<()> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.stage != Some(stage) {
            now.bar.finish_and_clear();
            let name = stage.name();
            let first = name.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
            now.bar = output::bar(total, &format!("{first}{}", name.get(1..).unwrap_or_default()));
            now.stage = Some(stage);
        }
        now.bar.set_length(total.max(done));
        now.bar.set_position(done);
        drop(now);
        self.go_on()
    }
}

#[cfg(unix)]
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn asked_to_stop() {
    let _ = tokio::signal::ctrl_c().await;
}

/// Processor time of this process so far, where the system says it (Linux, in hundredths of a second).
fn processor_seconds() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything; the numbers come after it.
    let mut fields = line.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: f64 = [fields.next()?, fields.next()?].iter().filter_map(|text| text.parse::<f64>().ok()).sum();
    Some(ticks / 100.0)
}

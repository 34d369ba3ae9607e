//! Signs of life: nothing that takes longer than a second is silent.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use llm_runtime::models::{Phase, Progress};

/// Says what is going on until it is dropped, then how long it took.
pub(crate) struct Ticker {
    what: String,
    began: Instant,
    stop: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Ticker {
    /// Announces the work and ticks while it lasts.
    pub(crate) fn start(what: impl Into<String>) -> Self {
        const EVERY: Duration = Duration::from_secs(5);
        let (what, began) = (what.into(), Instant::now());
        eprintln!("{what} ...");
        let (sender, receiver) = channel();
        let said = what.clone();
        let ticking = thread::spawn(move || {
            while receiver.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{said} ... {} s", began.elapsed().as_secs());
            }
        });
        Self { what, began, stop: Some((sender, ticking)) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        if let Some((sender, ticking)) = self.stop.take() {
            drop(sender);
            let _ = ticking.join();
        }
        eprintln!("{}: {}", self.what, seconds(self.began.elapsed()));
    }
}

/// A duration as a person reads it.
pub(crate) fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..60 => format!("{:.1} s", duration.as_secs_f64()),
        long => format!("{} min {:02} s", long / 60, long % 60),
    }
}

/// Shows a model's progress: one line that changes on a terminal, a line each second elsewhere.
pub(crate) struct ModelProgress {
    terminal: bool,
    shown: Option<(Phase, Instant)>,
}

impl ModelProgress {
    pub(crate) fn new() -> Self {
        Self { terminal: stderr().is_terminal(), shown: None }
    }

    pub(crate) fn show(&mut self, progress: Progress<'_>) {
        let pause = Duration::from_millis(if self.terminal { 100 } else { 1_000 });
        // The last step of a phase is shown, so that none seems to have been left; waiting has none.
        let finished = progress.total > 0 && progress.done == progress.total;
        let same_phase = self.shown.is_some_and(|(phase, _)| phase == progress.phase);
        if same_phase && !finished && self.shown.is_some_and(|(_, at)| at.elapsed() < pause) {
            return;
        }
        if self.terminal {
            eprint!("{}\r{progress}\u{1b}[K", if same_phase || self.shown.is_none() { "" } else { "\n" });
            let _ = stderr().flush();
        } else {
            eprintln!("{progress}");
        }
        self.shown = Some((progress.phase, Instant::now()));
    }
}

impl Drop for ModelProgress {
    fn drop(&mut self) {
        if self.terminal && self.shown.is_some() {
            eprintln!();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(seconds(Duration::from_millis(1_230)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(605)), "10 min 05 s");
    }
}

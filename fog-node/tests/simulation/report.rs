//! [`Report`]: what happened, line by line, and what must be true of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What happened, shared by all who tell of it.
#[derive(Clone, Default)]
pub(crate) struct Report(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    lines: Vec<String>,
    complete: usize,
    failed: usize,
    restarted: usize,
    /// How often the function was called with each word.
    executed: BTreeMap<String, u32>,
    broken: Vec<String>,
    longest: Duration,
}

/// How many of which.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) complete: usize,
    pub(crate) failed: usize,
    pub(crate) restarted: usize,
    pub(crate) executed: usize,
    pub(crate) resumed: u64,
    pub(crate) turned_away: u64,
    /// The longest that anybody waited for an answer or an error, by the clock of the simulation.
    pub(crate) longest: Duration,
}

impl Report {
    fn with<R>(&self, look: impl FnOnce(&mut Inner) -> R) -> R {
        look(&mut self.0.lock().unwrap())
    }

    /// Something happened, at this time of the simulation.
    pub(crate) fn line(&self, line: &str) {
        let at = turmoil::sim_elapsed().unwrap_or_default();
        self.with(|inner| inner.lines.push(format!("{:>7} {line}", at.as_millis())));
    }

    /// A promise was broken.
    pub(crate) fn broken(&self, what: String) {
        self.with(|inner| inner.broken.push(what));
    }

    pub(crate) fn executed(&self, word: &str) {
        self.with(|inner| *inner.executed.entry(word.to_owned()).or_default() += 1);
    }

    pub(crate) fn times_executed(&self, word: &str) -> u32 {
        self.with(|inner| inner.executed.get(word).copied().unwrap_or_default())
    }

    pub(crate) fn restarted(&self) {
        self.with(|inner| inner.restarted += 1);
    }

    pub(crate) fn ended(&self, whole: bool, took: Duration) {
        self.with(|inner| {
            *(if whole { &mut inner.complete } else { &mut inner.failed }) += 1;
            inner.longest = inner.longest.max(took);
        });
    }

    /// The lines, what was broken, and how many of which.
    pub(crate) fn take(&self) -> (Vec<String>, Vec<String>, Counts) {
        self.with(|inner| {
            for (word, times) in &inner.executed {
                if *times > 1 {
                    inner.broken.push(format!("the call with {word} was executed {times} times"));
                }
            }
            let counts = Counts {
                complete: inner.complete,
                failed: inner.failed,
                restarted: inner.restarted,
                executed: inner.executed.len(),
                longest: inner.longest,
                ..Counts::default()
            };
            (std::mem::take(&mut inner.lines), std::mem::take(&mut inner.broken), counts)
        })
    }
}

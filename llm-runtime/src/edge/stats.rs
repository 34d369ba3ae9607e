//! [`ModelStats`]: what a model has done since it was loaded.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What a model has done since it was loaded. Times are of the clock on the wall, within the model's thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelStats {
    /// Jobs that were begun. A turn is one job or several: choosing a function, then writing the call.
    pub jobs: u64,
    /// Jobs that wait for a place now.
    pub waiting: u64,
    /// Jobs that are computed now.
    pub active: u64,
    /// Jobs that were refused because too many waited.
    pub refused: u64,
    /// Jobs whose reader went away before their end.
    pub cancelled: u64,
    /// Batches that were computed.
    pub batches: u64,
    /// Tokens that were computed, of prompts and of answers.
    pub computed_tokens: u64,
    /// Tokens of prompts that were in the cache already.
    pub reused_tokens: u64,
    /// Beginnings of prompts that were read from disk.
    pub restored_prefixes: u64,
    /// Tokens that were chosen from the model's probabilities.
    pub sampled_tokens: u64,
    /// Tokens that a grammar left no choice about.
    pub forced_tokens: u64,
    /// Time spent computing batches.
    pub computing: Duration,
    /// The longest batch: how long a cancellation or a new turn may wait.
    pub longest_batch: Duration,
    /// Tokens that were chosen under a grammar.
    pub guided_tokens: u64,
    /// Time spent in grammars, the choice among the tokens that they allow included.
    pub guiding: Duration,
}

/// The counters behind [`ModelStats`]: one thread writes, anybody reads.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) jobs: AtomicU64,
    pub(crate) waiting: AtomicU64,
    pub(crate) active: AtomicU64,
    pub(crate) refused: AtomicU64,
    pub(crate) cancelled: AtomicU64,
    pub(crate) batches: AtomicU64,
    pub(crate) computed_tokens: AtomicU64,
    pub(crate) reused_tokens: AtomicU64,
    pub(crate) restored_prefixes: AtomicU64,
    pub(crate) sampled_tokens: AtomicU64,
    pub(crate) forced_tokens: AtomicU64,
    pub(crate) computing: AtomicU64,
    pub(crate) longest_batch: AtomicU64,
    pub(crate) guided_tokens: AtomicU64,
    pub(crate) guiding: AtomicU64,
}

/// Adds to a counter.
pub(crate) fn add(counter: &AtomicU64, count: usize) {
    counter.fetch_add(count as u64, Ordering::Relaxed);
}

/// Sets a counter.
pub(crate) fn set(counter: &AtomicU64, count: usize) {
    counter.store(count as u64, Ordering::Relaxed);
}

/// Adds the time since then to a counter, and gives it.
pub(crate) fn add_since(counter: &AtomicU64, began: Instant) -> u64 {
    let passed = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
    counter.fetch_add(passed, Ordering::Relaxed);
    passed
}

impl Counters {
    pub(crate) fn read(&self) -> ModelStats {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let time = |counter: &AtomicU64| Duration::from_nanos(count(counter));
        ModelStats {
            jobs: count(&self.jobs),
            waiting: count(&self.waiting),
            active: count(&self.active),
            refused: count(&self.refused),
            cancelled: count(&self.cancelled),
            batches: count(&self.batches),
            computed_tokens: count(&self.computed_tokens),
            reused_tokens: count(&self.reused_tokens),
            restored_prefixes: count(&self.restored_prefixes),
            sampled_tokens: count(&self.sampled_tokens),
            forced_tokens: count(&self.forced_tokens),
            computing: time(&self.computing),
            longest_batch: time(&self.longest_batch),
            guided_tokens: count(&self.guided_tokens),
            guiding: time(&self.guiding),
        }
    }
}

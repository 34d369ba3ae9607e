//! The same digits every time: one job at a time, in a cache that holds nothing else, in batches that depend on the job alone.
//!
//! A sum's last digit depends on how many rows a batch has and where in the cache its cells lie. So a prompt is divided at
//! the same places every time, and what follows it is computed token by token, also what was generated before elsewhere:
//! that is how it was computed there.

use super::Scheduler;
use crate::edge::worker::job::Job;

impl Scheduler<'_> {
    /// Whether another job may begin now: where digits count, when nothing else is at work. Then the cache forgets everything,
    /// so that the next job's cells begin at its first.
    pub(super) fn may_admit(&mut self) -> bool {
        if !self.limits.repeatable {
            return true;
        }
        if !self.active.is_empty() || self.waiting.is_empty() {
            return false;
        }
        self.context.clear_kv_cache();
        for id in 0..self.limits.sessions {
            let sequence = self.sequences.get_mut(id);
            sequence.cells.clear();
            sequence.logits = None;
            sequence.owner = None;
        }
        true
    }

    /// How much of each job is computed next.
    pub(super) fn repeatable_shares(&self) -> Vec<usize> {
        let of = |job: &Job| {
            let pending = self.pending(job);
            let held = job.target.len() - pending;
            if held < job.prompt { (job.prompt - held).min(self.limits.batch) } else { pending.min(1) }
        };
        self.active.iter().map(of).collect()
    }
}

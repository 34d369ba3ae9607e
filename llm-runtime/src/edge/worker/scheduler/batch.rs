//! One batch: filled, decoded, and read.

use std::ops::Range;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use llama_cpp_2::DecodeError;

use super::Scheduler;
use super::shares::shares;
use crate::edge::stats;
use crate::edge::worker::command::JobEvent;
use crate::edge::worker::job::{Job, Progress, Task};
use crate::error::ErrorKind;
use crate::schema::Priority;

impl Scheduler<'_> {
    /// How many tokens of its target a job has still to compute.
    pub(super) fn pending(&self, job: &Job) -> usize {
        job.target.len() - self.sequences.get(job.sequence).cells.len()
    }

    /// Jobs whose whole target is computed already go on from the logits that were kept.
    pub(super) fn step_ready(&mut self) {
        for index in (0..self.active.len()).rev() {
            if self.pending(&self.active[index]) > 0 {
                continue;
            }
            let job = self.active.swap_remove(index);
            if let Some(logits) = self.sequences.get_mut(job.sequence).logits.take() {
                self.step(job, &logits);
            } else {
                self.settle(job, Err(ErrorKind::Generation("the last logits are gone".to_owned())));
            }
        }
    }

    pub(super) fn decode(&mut self) {
        let pending: Vec<(Priority, usize)> = self.active.iter().map(|job| (job.priority, self.pending(job))).collect();
        let shares =
            if self.limits.repeatable { self.repeatable_shares() } else { shares(&pending, self.limits.batch) };
        if let Err(reason) = self.fill(&shares) {
            return self.fail_all(&reason);
        }
        if self.batch.n_tokens() == 0 {
            return;
        }
        match self.decode_batch() {
            Ok(()) => self.after(&shares),
            Err(DecodeError::NoKvCacheSlot) => self.fail_all("the cache is full; use fewer sessions or a larger cache"),
            Err(error) => self.fail_all(&error.to_string()),
        }
    }

    /// Computes the batch as it stands.
    pub(in crate::edge::worker) fn decode_batch(&mut self) -> Result<(), DecodeError> {
        let began = Instant::now();
        self.context.decode(&mut self.batch)?;
        // llama.cpp may still be computing; reading the logits would wait for it, and that is part of the batch.
        self.context.synchronize();
        let took = stats::add_since(&self.counters.computing, began);
        self.counters.longest_batch.fetch_max(took, Ordering::Relaxed);
        stats::add(&self.counters.batches, 1);
        stats::add(&self.counters.computed_tokens, usize::try_from(self.batch.n_tokens()).unwrap_or(0));
        Ok(())
    }

    /// Puts each job's share of tokens in the batch. The last token of a target needs logits, and those before the tokens
    /// that a job reads.
    fn fill(&mut self, shares: &[usize]) -> Result<(), String> {
        self.batch.clear();
        for (job, share) in self.active.iter().zip(shares) {
            let held = self.sequences.get(job.sequence).cells.len();
            for place in held..held + share {
                let told = match &job.task {
                    Task::Read(reading) => reading.needs(place),
                    _ => place + 1 == job.target.len(),
                };
                let position = i32::try_from(place).map_err(|error| error.to_string())?;
                let sequence = i32::try_from(job.sequence).map_err(|error| error.to_string())?;
                self.batch.add(job.target[place], position, &[sequence], told).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    /// Notes what the sequences hold now, and lets every job whose target is complete take its next step.
    fn after(&mut self, shares: &[usize]) {
        let mut row = 0;
        let mut scoring = Vec::new();
        for (mut job, share) in std::mem::take(&mut self.active).into_iter().zip(shares) {
            let held = self.sequences.get(job.sequence).cells.len();
            self.read(&mut job, held, row..row + share);
            let sequence = self.sequences.get_mut(job.sequence);
            sequence.cells.extend(job.target[held..held + share].iter().copied().map(Rc::new));
            row += share;
            if *share == 0 || held + share < job.target.len() {
                self.active.push(job);
                continue;
            }
            sequence.logits = None;
            let row = i32::try_from(row - 1).unwrap_or_default();
            match &job.task {
                Task::Generate(_) => self.step_at(job, row),
                Task::Read(reading) => {
                    #[expect(clippy::cast_possible_truncation, reason = "a logarithm needs no more digits")]
                    job.tell(JobEvent::Scores(vec![reading.sum as f32]));
                    self.finish(&job);
                }
                // It decodes batches of its own, which replace the logits of this one.
                Task::Choose(_) | Task::Score(_) => scoring.push((self.context.get_logits_ith(row).to_vec(), job)),
            }
        }
        for (logits, job) in scoring {
            self.step(job, &logits);
        }
    }

    /// Notes how likely what a job reads was, from the rows of the batch that it had, the first of which is for `place`.
    fn read(&self, job: &mut Job, place: usize, rows: Range<usize>) {
        let Task::Read(reading) = &mut job.task else { return };
        for (place, row) in (place..).zip(rows) {
            if reading.needs(place) {
                reading.take(&job.target, place, self.context.get_logits_ith(i32::try_from(row).unwrap_or_default()));
            }
        }
    }

    /// Lets a generation go on from a row of the batch, whose logits are read where they lie.
    fn step_at(&mut self, mut job: Job, row: i32) {
        let Task::Generate(writing) = &mut job.task else { return };
        let step = writing.step(self.context.get_logits_ith(row), &self.vocab, &job.events, &self.counters);
        let progress = step.map(|(tokens, progress)| {
            job.target.extend(tokens);
            progress
        });
        self.settle(job, progress);
    }

    /// Lets one job go on from these logits; one that is over leaves.
    fn step(&mut self, mut job: Job, logits: &[f32]) {
        let progress = match &mut job.task {
            Task::Generate(writing) => {
                writing.step(logits, &self.vocab, &job.events, &self.counters).map(|(tokens, progress)| {
                    job.target.extend(tokens);
                    progress
                })
            }
            Task::Choose(choosing) => {
                let choosing = choosing.clone();
                self.sequences.get_mut(job.sequence).logits = Some(logits.to_vec());
                self.choose(job.sequence, job.target.len(), logits, &choosing).map(|chosen| {
                    job.tell(JobEvent::Chosen(chosen));
                    Progress::Over
                })
            }
            // It is over with its last batch.
            Task::Read(_) => Ok(Progress::Over),
            Task::Score(candidates) => {
                let candidates = std::mem::take(candidates);
                self.score(job.sequence, job.target.len(), logits, &candidates).map(|scores| {
                    self.sequences.get_mut(job.sequence).logits = Some(logits.to_vec());
                    job.tell(JobEvent::Scores(scores));
                    Progress::Over
                })
            }
        };
        self.settle(job, progress);
    }
}

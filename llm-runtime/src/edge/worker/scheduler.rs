//! The loop of the thread: every tick decodes one batch for all sessions that have something to compute.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, TryRecvError};

use llama_cpp_2::DecodeError;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::vocab::LlamaVocab;

use super::command::{Command, JobEvent, Request, SessionId};
use super::job::{Job, Progress, Task};
use super::sequence::Sequences;
use crate::error::ErrorKind;

/// A prefix that another job is about to compute is waited for when it is at least this much longer than what is there.
const WORTH_WAITING: usize = 32;

/// What the context allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) batch: usize,
    pub(super) cells: usize,
    pub(super) sessions: usize,
    pub(super) scoring: usize,
    pub(super) waiting: usize,
    pub(super) partial: bool,
}

/// Everything that the thread works with.
pub(super) struct Scheduler<'m> {
    pub(super) context: LlamaContext<'m>,
    pub(super) vocab: LlamaVocab<'m>,
    pub(super) limits: Limits,
    pub(super) sequences: Sequences,
    waiting: VecDeque<Request>,
    active: Vec<Job>,
    pub(super) batch: LlamaBatch<'m>,
}

impl<'m> Scheduler<'m> {
    pub(super) fn new(context: LlamaContext<'m>, vocab: LlamaVocab<'m>, limits: Limits) -> Self {
        let widest = i32::try_from(limits.scoring).unwrap_or(1);
        Self {
            batch: LlamaBatch::new(limits.batch, widest),
            context,
            vocab,
            limits,
            sequences: Sequences::new(limits.sessions),
            waiting: VecDeque::new(),
            active: Vec::new(),
        }
    }

    /// Works until nobody can give orders any more.
    pub(super) fn run(mut self, orders: &Receiver<Command>) {
        loop {
            let idle = self.active.is_empty() && self.waiting.is_empty();
            let order = if idle { orders.recv().map_err(|_| TryRecvError::Disconnected) } else { orders.try_recv() };
            match order {
                Ok(Command::Submit(request)) => self.enqueue(*request),
                Ok(Command::Close(session)) => self.close(session),
                Err(TryRecvError::Empty) => self.tick(),
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    fn enqueue(&mut self, request: Request) {
        if self.waiting.len() < self.limits.waiting {
            return self.waiting.push_back(request);
        }
        let kind =
            ErrorKind::Generation(format!("{} turns wait for this model already; try again later", self.waiting.len()));
        let _ = request.events.send(JobEvent::Failed(kind.into()));
    }

    fn close(&mut self, session: SessionId) {
        self.waiting.retain(|request| request.session != session);
        self.active.retain(|job| job.session != session);
        let Some(id) = self.sequences.of(session) else { return };
        let public = self.sequences.get(id).public;
        self.truncate(id, public);
        let sequence = self.sequences.get_mut(id);
        sequence.owner = None;
        sequence.busy = false;
        let held: Vec<_> = sequence.cells.iter().map(|cell| **cell).collect();
        // The public beginning stays for the next session, unless another sequence has it too.
        if self.sequences.holders(&held) > 1 {
            self.truncate(id, 0);
        }
    }

    fn tick(&mut self) {
        self.waiting.retain(|request| !request.events.is_closed());
        self.drop_cancelled();
        self.admit();
        self.step_ready();
        self.decode();
    }

    fn drop_cancelled(&mut self) {
        for job in self.active.extract_if(.., |job| job.is_cancelled()) {
            self.sequences.get_mut(job.sequence).busy = false;
            self.sequences.touch(job.sequence);
        }
    }

    /// Gives waiting jobs a sequence, in order, as long as there is room.
    fn admit(&mut self) {
        let mut later = VecDeque::new();
        while let Some(request) = self.waiting.pop_front() {
            if self.is_worth_waiting(&request) {
                later.push_back(request);
                continue;
            }
            if let Some((id, cached)) = self.place(&request) {
                self.begin(request, id, cached);
            } else {
                later.push_back(request);
                break;
            }
        }
        later.append(&mut self.waiting);
        self.waiting = later;
    }

    /// Whether a job at work is computing a beginning that this one needs as well.
    fn is_worth_waiting(&self, request: &Request) -> bool {
        let cached = self.sequences.longest(&request.prompt).map_or(0, |(_, length)| length);
        self.limits.partial
            && self.active.iter().any(|job| {
                let common = job.target.iter().zip(&request.prompt).take_while(|(one, other)| one == other).count();
                common >= cached + WORTH_WAITING && self.sequences.get(job.sequence).cells.len() < common
            })
    }

    /// A sequence that holds the beginning of the prompt, and how much of it; `None` when there is no room now.
    fn place(&mut self, request: &Request) -> Option<(usize, usize)> {
        let source = self.sequences.longest(&request.prompt).filter(|_| self.limits.partial);
        let own = self.sequences.of(request.session);
        let id = own.or_else(|| self.sequences.free()).or_else(|| self.evict(source.map(|(id, _)| id)))?;
        let there = if self.limits.partial || own.is_some() { self.sequences.common(id, &request.prompt) } else { 0 };
        match source {
            Some((source, common)) if source != id && common > there => self.copy(source, id, common),
            _ => self.truncate(id, there),
        }
        self.make_room(request, id)?;
        Some((id, self.sequences.get(id).cells.len()))
    }

    /// Frees cells until the job can end without running out of them.
    fn make_room(&mut self, request: &Request, id: usize) -> Option<()> {
        let needed = request.prompt.len() - self.sequences.get(id).cells.len() + request.work.room();
        let promised: usize = self.active.iter().map(|job| self.pending(job) + job.room()).sum();
        while self.sequences.cells() + promised + needed > self.limits.cells {
            let victim = self.sequences.victim(Some(id));
            let Some(victim) = victim else {
                // Alone it always fits, since the window is no larger than the cache.
                return self.active.is_empty().then_some(());
            };
            self.truncate(victim, 0);
            self.sequences.get_mut(victim).owner = None;
        }
        Some(())
    }

    fn evict(&mut self, except: Option<usize>) -> Option<usize> {
        let id = self.sequences.victim(except).or_else(|| self.sequences.victim(None))?;
        self.sequences.get_mut(id).owner = None;
        Some(id)
    }

    fn begin(&mut self, request: Request, id: usize, cached: usize) {
        let sequence = self.sequences.get_mut(id);
        sequence.owner = Some(request.session);
        sequence.busy = true;
        sequence.public = request.public;
        let logits_kept = sequence.logits.is_some() && cached == request.prompt.len();
        // Without the logits of the last token, it has to be computed again.
        let cached = if logits_kept { cached } else { cached.min(request.prompt.len().saturating_sub(1)) };
        self.truncate(id, cached);
        let cached = self.sequences.get(id).cells.len();
        let mut job = Job::new(request, id);
        job.tell(JobEvent::Started { cached });
        if let Task::Generate(writing) = &mut job.task {
            match writing.begin(&self.vocab, &job.events) {
                Ok(forced) => job.target.extend(forced),
                Err(kind) => {
                    job.fail(kind);
                    return self.finish(&job);
                }
            }
        }
        self.active.push(job);
    }

    /// Jobs whose whole target is computed already go on from the logits that were kept.
    fn step_ready(&mut self) {
        for index in (0..self.active.len()).rev() {
            if self.pending(&self.active[index]) > 0 {
                continue;
            }
            let sequence = self.active[index].sequence;
            if let Some(logits) = self.sequences.get_mut(sequence).logits.take() {
                self.step(index, &logits);
            } else {
                let job = self.active.swap_remove(index);
                job.fail(ErrorKind::Generation("the last logits are gone".to_owned()));
                self.finish(&job);
            }
        }
    }

    /// How many tokens of its target a job has still to compute.
    fn pending(&self, job: &Job) -> usize {
        job.target.len() - self.sequences.get(job.sequence).cells.len()
    }

    fn decode(&mut self) {
        let pending: Vec<usize> = self.active.iter().map(|job| self.pending(job)).collect();
        let shares = shares(&pending, self.limits.batch);
        if let Err(reason) = self.fill(&shares) {
            return self.fail_all(&reason);
        }
        if self.batch.n_tokens() == 0 {
            return;
        }
        match self.context.decode(&mut self.batch) {
            Ok(()) => self.after(&pending, &shares),
            Err(DecodeError::NoKvCacheSlot) => self.fail_all("the cache is full; use fewer sessions or a larger cache"),
            Err(error) => self.fail_all(&error.to_string()),
        }
    }

    /// Puts each job's share of tokens in the batch; only the last token of a target needs logits.
    fn fill(&mut self, shares: &[usize]) -> Result<(), String> {
        self.batch.clear();
        for (job, share) in self.active.iter().zip(shares) {
            let held = self.sequences.get(job.sequence).cells.len();
            for place in held..held + share {
                let last = place + 1 == job.target.len();
                let position = i32::try_from(place).map_err(|error| error.to_string())?;
                let sequence = i32::try_from(job.sequence).map_err(|error| error.to_string())?;
                self.batch.add(job.target[place], position, &[sequence], last).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    /// Notes what the sequences hold now, and lets every job whose target is complete take its next step.
    fn after(&mut self, pending: &[usize], shares: &[usize]) {
        let mut row = 0;
        let mut complete = Vec::new();
        for (index, (job, share)) in self.active.iter().zip(shares).enumerate() {
            let sequence = self.sequences.get_mut(job.sequence);
            let held = sequence.cells.len();
            sequence.cells.extend(job.target[held..held + share].iter().copied().map(Rc::new));
            sequence.logits = None;
            row += share;
            if *share > 0 && share == &pending[index] {
                let row = i32::try_from(row - 1).unwrap_or_default();
                // Taken out now: a job that scores decodes a batch of its own, which replaces the logits of this one.
                complete.push((index, self.context.get_logits_ith(row).to_vec()));
            }
        }
        for (index, logits) in complete.into_iter().rev() {
            self.step(index, &logits);
        }
    }

    /// Lets one job go on; one that is over leaves.
    fn step(&mut self, index: usize, logits: &[f32]) {
        let mut job = self.active.swap_remove(index);
        let progress = match &mut job.task {
            Task::Generate(writing) => writing.step(logits, &self.vocab, &job.events).map(|(tokens, progress)| {
                job.target.extend(tokens);
                progress
            }),
            Task::Score(candidates) => {
                let candidates = std::mem::take(candidates);
                self.score(job.sequence, job.target.len(), logits, &candidates).map(|scores| {
                    self.sequences.get_mut(job.sequence).logits = Some(logits.to_vec());
                    job.tell(JobEvent::Scores(scores));
                    Progress::Over
                })
            }
        };
        match progress {
            Ok(Progress::More) => self.active.push(job),
            Ok(Progress::Over) => self.finish(&job),
            Err(kind) => {
                job.fail(kind);
                self.finish(&job);
            }
        }
    }

    fn finish(&mut self, job: &Job) {
        self.sequences.get_mut(job.sequence).busy = false;
        self.sequences.touch(job.sequence);
    }

    /// llama.cpp may have left any of them half done, so they all begin anew.
    fn fail_all(&mut self, reason: &str) {
        for job in std::mem::take(&mut self.active) {
            job.fail(ErrorKind::Generation(reason.to_owned()));
            self.truncate(job.sequence, 0);
            self.finish(&job);
        }
    }

    /// Keeps the first cells of a sequence only; none when the model cannot forget a part.
    fn truncate(&mut self, id: usize, length: usize) {
        if self.sequences.get(id).cells.len() <= length {
            return;
        }
        let length = if self.limits.partial { length } else { 0 };
        let whole = self.remove(id, length);
        let sequence = self.sequences.get_mut(id);
        sequence.cells.truncate(if whole { length } else { 0 });
        sequence.logits = None;
        if !whole {
            self.remove(id, 0);
        }
    }

    fn remove(&mut self, id: usize, from: usize) -> bool {
        let (Ok(id), Ok(from)) = (u32::try_from(id), u32::try_from(from)) else { return false };
        self.context.clear_kv_cache_seq(Some(id), Some(from), None).unwrap_or(false)
    }

    /// Makes a sequence hold the first cells of another. Copies no memory.
    fn copy(&mut self, from: usize, to: usize, length: usize) {
        self.truncate(to, 0);
        let copied = match (i32::try_from(from), i32::try_from(to), u32::try_from(length)) {
            (Ok(from), Ok(to), Ok(length)) => self.context.copy_kv_cache_seq(from, to, Some(0), Some(length)).is_ok(),
            _ => false,
        };
        if copied {
            let cells = self.sequences.get(from).cells[..length].to_vec();
            self.sequences.get_mut(to).cells = cells;
        }
    }
}

/// Divides a batch among jobs: those that need little get all of it, the others equal parts of the rest.
fn shares(pending: &[usize], batch: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pending.len()).collect();
    order.sort_by_key(|index| pending[*index]);
    let mut shares = vec![0; pending.len()];
    let mut left = batch;
    for (done, index) in order.iter().enumerate() {
        let fair = left.div_ceil(pending.len() - done);
        shares[*index] = pending[*index].min(fair);
        left -= shares[*index];
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn a_batch_is_divided_fairly_and_never_exceeded() {
        assert_eq!(shares(&[1, 1000, 1], 128), [1, 126, 1]);
        assert_eq!(shares(&[1000, 1000], 128), [64, 64]);
        assert_eq!(shares(&[20, 1000, 1000], 128), [20, 54, 54]);
        assert_eq!(shares(&[], 128), [0; 0]);
        let many = vec![10; 200];
        assert_eq!(shares(&many, 128).iter().sum::<usize>(), 128);
    }
}

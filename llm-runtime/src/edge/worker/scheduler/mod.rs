//! The loop of the thread: every tick decodes one batch for all sessions that have something to compute.

mod admit;
mod batch;
mod cache;
mod prefix;
mod queue;
mod repeatable;
mod shares;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};

use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::vocab::LlamaVocab;

use super::command::{Command, JobEvent, Request, SessionId};
use super::embedding::Embedder;
use super::job::{Job, Progress};
use super::prefixes::Prefixes;
use super::sequence::Sequences;
use crate::edge::stats::{self, Counters};
use crate::error::ErrorKind;
use queue::Queue;

/// What the context allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) batch: usize,
    pub(super) cells: usize,
    pub(super) sessions: usize,
    pub(super) scoring: usize,
    pub(super) waiting: usize,
    /// Whether a sequence can be shortened, and copied up to a place.
    pub(super) partial: bool,
    /// Whether what follows a gap can be moved up to close it.
    pub(super) shift: bool,
    /// Whether a job is computed by itself, so that it always ends in the same digits.
    pub(super) repeatable: bool,
}

/// Everything that the thread works with.
pub(super) struct Scheduler<'m> {
    pub(super) context: LlamaContext<'m>,
    pub(super) vocab: LlamaVocab<'m>,
    pub(super) limits: Limits,
    pub(super) sequences: Sequences,
    prefixes: Option<Prefixes>,
    embedder: Embedder<'m>,
    pub(super) counters: Arc<Counters>,
    waiting: Queue,
    active: Vec<Job>,
    pub(super) batch: LlamaBatch<'m>,
}

impl<'m> Scheduler<'m> {
    pub(super) fn new(
        context: LlamaContext<'m>,
        vocab: LlamaVocab<'m>,
        limits: Limits,
        prefixes: Option<Prefixes>,
        embedder: Embedder<'m>,
        counters: Arc<Counters>,
    ) -> Self {
        let widest = i32::try_from(limits.scoring).unwrap_or(1);
        Self {
            batch: LlamaBatch::new(limits.batch, widest),
            context,
            vocab,
            limits,
            sequences: Sequences::new(limits.sessions),
            prefixes,
            embedder,
            counters,
            waiting: Queue::new(limits.waiting),
            active: Vec::new(),
        }
    }

    /// Works until nobody can give orders any more.
    pub(super) fn run(mut self, orders: &Receiver<Command>) {
        loop {
            let idle = self.active.is_empty() && self.waiting.is_empty() && self.embedder.is_idle();
            let order = if idle { orders.recv().map_err(|_| TryRecvError::Disconnected) } else { orders.try_recv() };
            match order {
                Ok(Command::Submit(request)) => self.enqueue(*request),
                Ok(Command::Embed(embedding)) => self.embedder.enqueue(embedding),
                Ok(Command::Close(session)) => self.close(session),
                Err(TryRecvError::Empty) => self.tick(),
                Err(TryRecvError::Disconnected) => return,
            }
        }
    }

    fn enqueue(&mut self, request: Request) {
        if let Err(request) = self.waiting.push(request) {
            let kind = ErrorKind::Busy { waiting: self.limits.waiting };
            stats::add(&self.counters.refused, 1);
            let _ = request.events.send(JobEvent::Failed(kind.into()));
        }
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
        self.embedder.tick();
        stats::set(&self.counters.waiting, self.waiting.len());
        stats::set(&self.counters.active, self.active.len());
    }

    /// A job that nobody listens to ends. What it computed may be of use to its session's next turn, and gives way to
    /// whoever needs the room.
    fn drop_cancelled(&mut self) {
        for job in self.active.extract_if(.., |job| job.is_cancelled()) {
            self.sequences.get_mut(job.sequence).busy = false;
            self.sequences.touch(job.sequence);
            stats::add(&self.counters.cancelled, 1);
        }
    }

    fn finish(&mut self, job: &Job) {
        self.sequences.get_mut(job.sequence).busy = false;
        self.sequences.touch(job.sequence);
        self.keep_prefix(job.sequence);
    }

    /// Puts a job back to work, or lets it go.
    fn settle(&mut self, job: Job, progress: Result<Progress, ErrorKind>) {
        match progress {
            Ok(Progress::More) => self.active.push(job),
            Ok(Progress::Over) => self.finish(&job),
            Err(kind) => {
                job.fail(kind);
                self.finish(&job);
            }
        }
    }

    /// llama.cpp may have left any of them half done, so they all begin anew.
    fn fail_all(&mut self, reason: &str) {
        for job in std::mem::take(&mut self.active) {
            job.fail(ErrorKind::Generation(reason.to_owned()));
            self.truncate(job.sequence, 0);
            self.sequences.get_mut(job.sequence).busy = false;
        }
    }
}

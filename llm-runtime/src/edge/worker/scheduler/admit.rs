//! Giving waiting turns a sequence and room.

use llama_cpp_2::token::LlamaToken;

use super::Scheduler;
use crate::edge::stats;
use crate::edge::worker::command::{JobEvent, Request};
use crate::edge::worker::job::{Job, Progress, Task};

/// A prefix that another job is about to compute is waited for when it is at least this much longer than what is there.
const WORTH_WAITING: usize = 32;

impl Scheduler<'_> {
    /// Gives waiting jobs a sequence, in order, as long as there is room.
    pub(super) fn admit(&mut self) {
        let mut place = 0;
        while self.may_admit()
            && let Some(request) = self.waiting.get(place)
        {
            if self.is_worth_waiting(request) {
                place += 1;
                continue;
            }
            let Some(waiting) = self.waiting.take(place) else { return };
            match self.place(&waiting.request) {
                Some((id, cached)) => self.begin(waiting.request, id, cached),
                // Those behind it wait as well: otherwise short turns would keep a long one out for ever.
                None => return self.waiting.put_back(place, waiting),
            }
        }
    }

    /// Whether a job at work is computing a beginning that this one needs as well.
    fn is_worth_waiting(&self, request: &Request) -> bool {
        if !self.limits.partial {
            return false;
        }
        let cached = self.sequences.longest(&request.prompt).map_or(0, |(_, length)| length);
        self.active.iter().any(|job| {
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
        match source.filter(|(source, common)| *source != id && *common > there) {
            Some((source, common)) => self.copy(source, id, common),
            // What a choice left behind the prompt may be how the answer begins.
            None if there == request.prompt.len() => {}
            None if own.is_some() && self.close_gap(id, there, &request.prompt) => {}
            None => self.truncate(id, there),
        }
        self.restore_prefix(id, request);
        self.make_room(request, id)?;
        Some((id, self.cached(id, request.prompt.len())))
    }

    /// How much of a prompt that a sequence begins with need not be computed again: without the logits of the last token,
    /// that one does.
    fn cached(&self, id: usize, prompt: usize) -> usize {
        let sequence = self.sequences.get(id);
        match sequence.cells.len() {
            held if held == prompt && sequence.logits.is_none() => prompt.saturating_sub(1),
            held => held.min(prompt),
        }
    }

    /// Frees cells until the job can end without running out of them.
    fn make_room(&mut self, request: &Request, id: usize) -> Option<()> {
        let held = self.sequences.get(id).cells.len();
        let needed = request.prompt.len().saturating_sub(held) + request.work.room();
        let promised: usize = self.active.iter().map(|job| self.pending(job) + job.room()).sum();
        while self.sequences.cells() + promised + needed > self.limits.cells {
            let Some(victim) = self.sequences.victim(Some(id)) else {
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
        let mut job = Job::new(request, id);
        stats::add(&self.counters.jobs, 1);
        stats::add(&self.counters.reused_tokens, cached);
        job.tell(JobEvent::Started { cached });
        let progress = match &mut job.task {
            Task::Generate(writing) => {
                writing.begin(&job.target, &self.vocab, &job.events).map(|(tokens, progress)| {
                    job.target.extend(tokens);
                    progress
                })
            }
            Task::Choose(_) | Task::Score(_) | Task::Read(_) => Ok(Progress::More),
        };
        self.reuse(id, &job.target);
        if let Task::Read(reading) = &job.task {
            // What is known of the cells says nothing about how likely their tokens were.
            self.truncate(id, self.sequences.get(id).cells.len().min(reading.kept()));
        }
        self.settle(job, progress);
    }

    /// Forgets what a sequence holds beyond the beginning of a target, and the last token of it without whose logits the
    /// job could not go on. A choice may have left the first tokens of what was chosen behind the prompt.
    fn reuse(&mut self, id: usize, target: &[LlamaToken]) {
        let common = self.sequences.common(id, target);
        let held = self.sequences.get(id);
        let ready = held.logits.is_some() && held.cells.len() == common && common == target.len();
        self.truncate(id, if ready { common } else { common.min(target.len().saturating_sub(1)) });
    }
}

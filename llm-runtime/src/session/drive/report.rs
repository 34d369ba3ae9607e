//! [`Report`]: what is told about a turn.

use std::time::{Duration, Instant};

use llm_functions::Sensitivity;

use crate::event::TurnReport;
use crate::exchange::Input;
use crate::platform::{Delta, FinishReason, Ignored, Origin, TokenLogprob, Usage};
use crate::rt::Runtime;

/// Collects what is told about a turn.
pub(super) struct Report<R: Runtime> {
    runtime: R,
    origin: Origin,
    started: Instant,
    sensitivity: Sensitivity,
    usage: Option<Usage>,
    logprobs: Vec<TokenLogprob>,
    ignored: Vec<Ignored>,
    first: Option<Duration>,
}

impl<R: Runtime> Report<R> {
    pub(super) fn new(runtime: R, origin: Origin, sensitivity: Sensitivity) -> Self {
        let (usage, logprobs, ignored) = (None, Vec::new(), Vec::new());
        let started = runtime.now();
        Self { runtime, origin, started, sensitivity, usage, logprobs, ignored, first: None }
    }

    /// Looks at an input; says whether and why it ends the turn.
    pub(super) fn note(&mut self, input: &Input) -> Option<FinishReason> {
        match input {
            Input::Delta(Delta::Usage(usage)) => self.usage = Some(*usage),
            Input::Delta(Delta::Logprobs(more)) => self.logprobs.extend_from_slice(more),
            Input::Delta(Delta::Ignored(ignored)) => self.ignored.push(ignored.clone()),
            Input::Delta(Delta::Finish(reason)) => return Some(*reason),
            Input::Delta(_) => self.first = self.first.or_else(|| Some(self.elapsed())),
            Input::Cancel => return Some(FinishReason::Cancelled),
            _ => {}
        }
        None
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.runtime.now().saturating_duration_since(self.started)
    }

    pub(super) fn finish(&mut self, finish_reason: FinishReason) -> TurnReport {
        TurnReport {
            origin: self.origin.clone(),
            finish_reason,
            usage: self.usage,
            sensitivity: self.sensitivity,
            logprobs: std::mem::take(&mut self.logprobs),
            ignored: std::mem::take(&mut self.ignored),
            time_to_first_token: self.first,
            duration: self.elapsed(),
        }
    }
}

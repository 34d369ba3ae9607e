//! [`Report`]: what is told about a turn.

use std::time::{Duration, Instant};

use llm_functions::Sensitivity;
use tracing::Span;

use super::spans;
use crate::event::TurnReport;
use crate::exchange::Input;
use crate::platform::{Delta, FinishReason, Ignored, Origin, TokenLogprob, Usage};
use crate::rt::Runtime;

/// Collects what is told about a turn.
pub(super) struct Report<R: Runtime> {
    runtime: R,
    span: Span,
    origin: Origin,
    started: Instant,
    sensitivity: Sensitivity,
    usage: Option<Usage>,
    logprobs: Vec<TokenLogprob>,
    ignored: Vec<Ignored>,
    first: Option<Duration>,
}

impl<R: Runtime> Report<R> {
    pub(super) fn new(runtime: R, span: Span, origin: Origin, sensitivity: Sensitivity) -> Self {
        let (usage, logprobs, ignored) = (None, Vec::new(), Vec::new());
        let started = runtime.now();
        Self { runtime, span, origin, started, sensitivity, usage, logprobs, ignored, first: None }
    }

    pub(super) fn note(&mut self, input: &Input) {
        let Input::Delta(delta) = input else { return };
        match delta {
            Delta::Usage(usage) => self.usage = Some(*usage),
            Delta::Logprobs(more) => self.logprobs.extend_from_slice(more),
            Delta::Restart => self.logprobs.clear(),
            Delta::Ignored(ignored) => self.ignored(ignored.clone()),
            Delta::Finish(_) | Delta::ReasoningState(_) => {}
            _ => self.first = self.first.or_else(|| Some(self.elapsed())),
        }
    }

    /// Once is enough.
    pub(super) fn ignored(&mut self, ignored: Ignored) {
        if self.ignored.iter().all(|told| told.what != ignored.what) {
            self.ignored.push(ignored);
        }
    }

    /// Since the engine was asked.
    pub(super) fn elapsed(&self) -> Duration {
        self.runtime.now().saturating_duration_since(self.started)
    }

    pub(super) fn finish(&mut self, finish_reason: FinishReason) -> TurnReport {
        spans::turn_finished(&self.span, finish_reason, self.usage);
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

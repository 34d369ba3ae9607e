//! Runs a checked call, again if it failed and that may pass: only where the author declared that calling it again changes
//! nothing more, and said how often.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use llm_functions::spec::Behavior;
use llm_functions::{Answer, PreparedCall, ToolCall, ToolResult};
use tokio_util::sync::CancellationToken;

use super::attempt::{Attempt, Ended};
use super::guarded::quietly;
use super::output;
use crate::event::Event;
use crate::rt::Runtime;
use crate::schema::Schema;
use crate::session::EventSender;

/// The first pause; each is twice as long as the one before, and up to as much again by chance, so that calls which failed
/// together do not come back together.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// No pause is longer, but for its part of chance.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

pub(super) struct Attempts<'a, R: Runtime> {
    pub(super) runtime: R,
    pub(super) schema: &'a Schema,
    pub(super) call: &'a ToolCall,
    pub(super) events: EventSender<R>,
    pub(super) cancelled: CancellationToken,
}

impl<R: Runtime> Attempts<'_, R> {
    /// The call's answer, as private as its function is declared to be.
    pub(super) async fn run(self, prepared: Box<dyn PreparedCall>) -> ToolResult {
        let behavior = prepared.view().behavior;
        let (attempts, ended) = self.until_the_last(prepared, behavior).await;
        let limit = behavior.timeout.unwrap_or(self.schema.call_timeout());
        let (answer, failed) = match ended {
            Ended::Returned(answer) => (answer, false),
            Ended::Failed(failure) => (failure.answer, true),
            Ended::Late => (Answer::new(too_late(&self.call.name, limit)), true),
            Ended::Cancelled => (Answer::new("cancelled"), true),
        };
        let mut text = output::cut(answer, self.max_output(behavior));
        if failed && attempts > 1 {
            text = format!("{text} [tried {attempts} times]");
        }
        let make = if failed { ToolResult::failure } else { ToolResult::success };
        make(self.call, text, behavior.sensitivity)
    }

    /// How many attempts there were, and how the last one ended.
    async fn until_the_last(&self, mut prepared: Box<dyn PreparedCall>, behavior: Behavior) -> (u32, Ended) {
        let mut pauses = pauses(behavior);
        // What is called again is exactly what was checked and approved.
        let canonical = (retries(behavior) > 0).then(|| prepared.arguments().to_string());
        let deadline = self.deadline(behavior);
        for attempt in 1.. {
            let ended = self.attempt(prepared, behavior, deadline).await;
            if !may_pass(&ended, behavior) {
                return (attempt, ended);
            }
            let again = canonical.as_deref().and_then(|canonical| self.prepare(canonical));
            let (Some(again), Some(pause)) = (again, pauses.next()) else { return (attempt, ended) };
            if deadline.is_some_and(|deadline| deadline <= self.runtime.now() + pause) {
                return (attempt, ended);
            }
            if self.cancelled_within(pause).await {
                return (attempt, Ended::Cancelled);
            }
            self.events.send(Event::CallRetried { id: self.call.id.clone(), attempt: attempt + 1 });
            prepared = again;
        }
        (u32::MAX, Ended::Late)
    }

    async fn attempt(&self, prepared: Box<dyn PreparedCall>, behavior: Behavior, deadline: Option<Instant>) -> Ended {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(self.runtime.now()));
        let limit = behavior.timeout.unwrap_or(self.schema.call_timeout());
        let attempt = Attempt {
            runtime: &self.runtime,
            call_id: &self.call.id,
            limit: left.map_or(limit, |left| limit.min(left)),
            max_output: self.max_output(behavior),
            events: &self.events,
            cancelled: &self.cancelled,
        };
        attempt.run(prepared).await
    }

    /// The same call once more; `None` if it would not be the same.
    fn prepare(&self, canonical: &str) -> Option<Box<dyn PreparedCall>> {
        let call = ToolCall::new(&*self.call.id, &*self.call.name, canonical);
        let prepared = quietly(|| self.schema.functions().prepare(&call).ok())??;
        (prepared.arguments().to_string() == canonical).then_some(prepared)
    }

    async fn cancelled_within(&self, pause: Duration) -> bool {
        tokio::select! {
            biased;
            () = self.cancelled.cancelled() => true,
            () = self.runtime.sleep(pause) => false,
        }
    }

    fn max_output(&self, behavior: Behavior) -> u32 {
        behavior.max_output.unwrap_or(self.schema.max_output())
    }

    /// When all attempts are over: a function's own limit is that of an attempt, which may leave time for more.
    fn deadline(&self, behavior: Behavior) -> Option<Instant> {
        let most = self.schema.call_timeout();
        let own = behavior.timeout.unwrap_or(most);
        self.runtime.now().checked_add(if retries(behavior) > 0 { own.max(most) } else { own })
    }
}

/// A thread that runs on may still do what another attempt would do beside it.
fn may_pass(ended: &Ended, behavior: Behavior) -> bool {
    match ended {
        Ended::Failed(failure) => failure.is_retryable,
        Ended::Late => !behavior.blocking,
        Ended::Returned(_) | Ended::Cancelled => false,
    }
}

fn retries(behavior: Behavior) -> u32 {
    if behavior.idempotent || behavior.read_only { behavior.retries } else { 0 }
}

fn pauses(behavior: Behavior) -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .with_jitter()
        .with_max_times(retries(behavior) as usize)
        .build()
}

fn too_late(name: &str, limit: Duration) -> String {
    format!("`{name}` did not finish within {} s", limit.as_secs_f64())
}

//! [`Running`]: the calls of a message that are being executed, each as a task of its own.

use std::collections::HashMap;

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{Around, spans};
use crate::approval::Decided;
use crate::exchange::Input;
use crate::execute::{Executed, Task, execute};
use crate::rt::{Queue, Runtime};

/// Where the calls of an exchange put what became of them.
pub(super) struct Running<R: Runtime> {
    executed: Queue<Input, R>,
    /// Cancelled together with the exchange, and when the exchange ends for any other reason.
    all: CancellationToken,
    /// Each call of the current message.
    each: HashMap<usize, CancellationToken>,
    /// What was decided about calls that had waited for it.
    decided: HashMap<usize, Decided>,
}

impl<R: Runtime> Running<R> {
    pub(super) fn new(cancelled: &CancellationToken) -> Self {
        let (all, each, decided) = (cancelled.child_token(), HashMap::new(), HashMap::new());
        Self { executed: Queue::new(), all, each, decided }
    }

    pub(super) fn decided(&mut self, decided: impl IntoIterator<Item = (usize, Decided)>) {
        self.decided = decided.into_iter().collect();
    }

    /// What became of the next call; waits for ever when none runs.
    pub(super) async fn next(&self) -> Input {
        match self.executed.next().await {
            Some(input) => input,
            // The queue is never closed.
            None => std::future::pending().await,
        }
    }

    pub(super) fn start(&mut self, around: &Around<R>, slot: usize, call: ToolCall, label: Sensitivity) {
        let cancelled = self.all.child_token();
        self.each.insert(slot, cancelled.clone());
        let known = around.schema.functions().get(&call.name).is_some();
        let span = spans::call(&around.span, known.then_some(&*call.name));
        let mut answer = Answer { executed: self.executed.clone(), slot, call: call.clone(), given: false };
        let (schema, decided) = (around.schema.clone(), self.decided.remove(&slot));
        let task = Task { schema, call, label, decided };
        let executed = execute(around.runtime.clone(), task, around.events.clone(), cancelled);
        let recorded = span.clone();
        let task = async move {
            let executed = executed.await;
            spans::executed(&recorded, &executed);
            answer.give(executed);
        };
        around.runtime.spawn(task.instrument(span));
    }

    /// Stops a call for whose answer nobody waits.
    pub(super) fn discard(&mut self, slot: usize) {
        if let Some(call) = self.each.remove(&slot) {
            call.cancel();
        }
    }

    /// The calls of the message before are over.
    pub(super) fn clear(&mut self) {
        self.each.clear();
        self.decided.clear();
    }
}

/// Calls of an exchange that ended early are told so.
impl<R: Runtime> Drop for Running<R> {
    fn drop(&mut self) {
        self.all.cancel();
    }
}

/// The one answer of a call, given also when its task is dropped or panics outside of the function, so that nobody waits
/// for it in vain.
struct Answer<R: Runtime> {
    executed: Queue<Input, R>,
    slot: usize,
    call: ToolCall,
    given: bool,
}

impl<R: Runtime> Answer<R> {
    fn give(&mut self, executed: Executed) {
        self.given = true;
        let id = self.call.id.clone();
        self.executed.push(Input::Executed { slot: self.slot, id, executed });
    }
}

impl<R: Runtime> Drop for Answer<R> {
    fn drop(&mut self) {
        if !self.given {
            let reason = "the function failed unexpectedly";
            self.give(Executed::Answered(ToolResult::failure(&self.call, reason, Sensitivity::Public)));
        }
    }
}

//! From a model's call to its one answer: checked, permitted, run, cut to size.

mod abandoned;
mod attempt;
mod attempts;
mod control;
mod guarded;
mod output;
mod permission;

use std::sync::Arc;

use llm_functions::{Answer, PreparedCall, Sensitivity, ToolCall, ToolResult};
use tokio_util::sync::CancellationToken;

use crate::approval::{ApprovalRequest, Decided, TOO_LATE, UNKNOWN};
use crate::event::Event;
use crate::rt::Runtime;
use crate::schema::Schema;
use crate::session::EventSender;
pub use abandoned::abandoned_calls;
use attempts::Attempts;
use guarded::Guarded;
pub(crate) use guarded::quietly;
use permission::Permission;

/// Arguments can be wrong in as many places as they have; the model needs no more of them than these bytes tell.
const LONGEST_REFUSAL: u32 = 4_000;

/// What became of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Executed {
    /// It has its answer, well or not.
    Answered(ToolResult),
    /// Its function's name or its arguments did not fit; the answer says how.
    Refused(ToolResult),
    /// It waits for approval.
    Deferred(ApprovalRequest),
}

/// A call to execute.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) schema: Arc<Schema>,
    pub(crate) call: ToolCall,
    /// The label of the conversation which the model had read when it wrote the call.
    pub(crate) label: Sensitivity,
    /// What was decided about it, if it had waited for approval.
    pub(crate) decided: Option<Decided>,
}

/// Checks and executes a call. What runs on after a cancellation is not waited for.
///
/// Validation, approvers and ledgers are not ours either: a panic in one is the call's answer.
pub(crate) async fn execute<R: Runtime>(
    runtime: R,
    task: Task,
    events: EventSender<R>,
    cancelled: CancellationToken,
) -> Executed {
    let (schema, call, label) = (Arc::clone(&task.schema), task.call.clone(), task.label);
    let (stop, clock) = (cancelled.clone(), runtime.clone());
    let prepared = match Guarded::new(move || Box::pin(checked(clock, task, stop))).await {
        Some(Ok(prepared)) => prepared,
        Some(Err(executed)) => return executed,
        None => {
            tracing::warn!("checking a call panicked");
            let reason = "not executed: the call could not be checked";
            return Executed::Answered(ToolResult::failure(&call, reason, label));
        }
    };
    events.send(executing(&call, &*prepared));
    let attempts = Attempts { runtime, schema: &schema, call: &call, events, cancelled };
    Executed::Answered(attempts.run(prepared).await)
}

/// The call, ready to run and permitted to, or what became of it instead.
async fn checked<R: Runtime>(
    runtime: R,
    task: Task,
    cancelled: CancellationToken,
) -> Result<Box<dyn PreparedCall>, Executed> {
    let Task { schema, call, label, decided } = task;
    let answered = |reason: &str| Executed::Answered(ToolResult::failure(&call, reason, label));
    let prepared = match schema.functions().prepare(&call) {
        Ok(prepared) => prepared,
        // The message repeats what the model wrote, which is as private as what the model had read.
        Err(error) => {
            let reason = output::cut(Answer::new(error.for_model()), LONGEST_REFUSAL.min(schema.max_output()));
            return Err(Executed::Refused(ToolResult::failure(&call, reason, label)));
        }
    };
    for coercion in prepared.coercions() {
        // Without the place: what a model wrote as a name in a map may say anything.
        tracing::debug!(function = %prepared.view().name, coercion = %coercion.kind, "arguments were coerced");
    }
    if cancelled.is_cancelled() {
        // Before an approval is used up.
        return Err(answered("cancelled"));
    }
    let permission = match permission::of(&schema, &*prepared, &call, label, decided.as_ref()) {
        Permission::Asked(request) => tokio::select! {
            biased;
            () = cancelled.cancelled() => Permission::Refused("cancelled".to_owned()),
            permission = permission::asked(request, schema.approvals()) => permission,
            // What came later would not count.
            () = runtime.sleep(schema.approvals().ttl) => Permission::Refused(TOO_LATE.to_owned()),
        },
        Permission::Decided(decided) => permission::used(&runtime, decided, schema.approvals()).await,
        permission => permission,
    };
    match permission {
        // Somebody may have cancelled meanwhile.
        Permission::Granted if cancelled.is_cancelled() => Err(answered("cancelled")),
        Permission::Granted => Ok(prepared),
        Permission::Decided(_) => Err(answered(UNKNOWN)),
        Permission::Refused(reason) => Err(answered(&reason)),
        Permission::Asked(request) | Permission::Deferred(request) => Err(Executed::Deferred(request)),
    }
}

fn executing(call: &ToolCall, prepared: &dyn PreparedCall) -> Event {
    Event::CallExecuting { id: call.id.clone(), name: call.name.clone(), arguments: prepared.arguments().clone() }
}

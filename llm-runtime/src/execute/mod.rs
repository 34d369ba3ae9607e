//! From a model's call to its one answer: checked, permitted, run, cut to size.

mod control;
mod output;
mod permission;
mod run;

use std::sync::Arc;

use llm_functions::{PreparedCall, Sensitivity, ToolCall, ToolResult};
use tokio_util::sync::CancellationToken;

use crate::approval::{ApprovalRequest, Decided};
use crate::event::Event;
use crate::rt::Runtime;
use crate::schema::Schema;
use crate::session::EventSender;
use permission::Permission;

/// What became of a call.
#[derive(Debug, PartialEq)]
pub(crate) enum Executed {
    /// It has its answer, well or not.
    Answered(ToolResult),
    /// Its function's name or its arguments did not fit; the answer says how.
    Refused(ToolResult),
    /// It waits for approval.
    Deferred(ApprovalRequest),
}

/// A call to execute.
pub(crate) struct Task {
    pub(crate) schema: Arc<Schema>,
    pub(crate) call: ToolCall,
    /// The label of the conversation which the model had read when it wrote the call.
    pub(crate) label: Sensitivity,
    /// What was decided about it, if it had waited for approval.
    pub(crate) decided: Option<Decided>,
}

/// Checks and executes a call. What runs on after a cancellation is not waited for.
pub(crate) async fn execute<R: Runtime>(
    runtime: R,
    task: Task,
    events: EventSender<R>,
    cancelled: CancellationToken,
) -> Executed {
    let Task { schema, call, label, decided } = task;
    let prepared = match schema.functions().prepare(&call) {
        Ok(prepared) => prepared,
        // The message repeats what the model wrote, which is as private as what the model had read.
        Err(error) => return Executed::Refused(ToolResult::failure(&call, error.for_model(), label)),
    };
    for coercion in prepared.coercions() {
        tracing::debug!(function = %call.name, "{coercion}");
    }
    if cancelled.is_cancelled() {
        // Before an approval is used up.
        return Executed::Answered(ToolResult::failure(&call, "cancelled", label));
    }
    let permission = match permission::of(&schema, &*prepared, &call, label, decided.as_ref()) {
        Permission::Asked(request) => tokio::select! {
            biased;
            () = cancelled.cancelled() => Permission::Refused("cancelled".to_owned()),
            permission = permission::asked(request, schema.approvals()) => permission,
        },
        permission => permission,
    };
    match permission {
        Permission::Granted => Executed::Answered(run(runtime, &schema, prepared, &call, events, cancelled).await),
        Permission::Refused(reason) => Executed::Answered(ToolResult::failure(&call, reason, label)),
        Permission::Asked(request) | Permission::Deferred(request) => Executed::Deferred(request),
    }
}

async fn run<R: Runtime>(
    runtime: R,
    schema: &Schema,
    prepared: Box<dyn PreparedCall>,
    call: &ToolCall,
    events: EventSender<R>,
    cancelled: CancellationToken,
) -> ToolResult {
    let behavior = prepared.view().behavior;
    events.send(Event::CallExecuting {
        id: call.id.clone(),
        name: call.name.clone(),
        arguments: prepared.arguments().clone(),
    });
    let most = behavior.max_output.unwrap_or(schema.max_output());
    let limit = behavior.timeout.unwrap_or(schema.call_timeout());
    match run::run(runtime, prepared, limit, call, events, cancelled).await {
        Ok(output) => ToolResult::success(call, output::cut(output, most), behavior.sensitivity),
        Err(message) => ToolResult::failure(call, output::cut(message, most), behavior.sensitivity),
    }
}

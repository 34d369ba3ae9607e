//! From a model's call to its one answer: checked, permitted, run, cut to size.

mod control;
mod output;
mod permission;
mod run;

use std::sync::Arc;

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use tokio_util::sync::CancellationToken;

use crate::event::Event;
use crate::rt::Runtime;
use crate::schema::Schema;
use crate::session::EventSender;
use permission::Permission;

/// Checks and executes a call. The result is its one answer; what runs on after a cancellation is not waited for.
/// `label` is that of the conversation which the model had read when it wrote the call.
pub(crate) async fn execute<R: Runtime>(
    runtime: R,
    schema: Arc<Schema>,
    call: ToolCall,
    label: Sensitivity,
    events: EventSender<R>,
    cancelled: CancellationToken,
) -> ToolResult {
    let prepared = match schema.functions().prepare(&call) {
        Ok(prepared) => prepared,
        // The message repeats what the model wrote, which is as private as what the model had read.
        Err(error) => return ToolResult::failure(&call, error.for_model(), label),
    };
    for coercion in prepared.coercions() {
        tracing::debug!(function = %call.name, "{coercion}");
    }
    let permission = Permission::of(&schema, &*prepared, &call, label);
    let refusal = tokio::select! {
        biased;
        () = cancelled.cancelled() => Some("cancelled".to_owned()),
        refusal = permission.refusal(&schema) => refusal,
    };
    if let Some(reason) = refusal {
        return ToolResult::failure(&call, reason, label);
    }
    let behavior = prepared.view().behavior;
    events.send(Event::CallExecuting {
        id: call.id.clone(),
        name: call.name.clone(),
        arguments: prepared.arguments().clone(),
    });
    let most = behavior.max_output.unwrap_or(schema.max_output());
    let limit = behavior.timeout.unwrap_or(schema.call_timeout());
    match run::run(runtime, prepared, limit, &call, events, cancelled).await {
        Ok(output) => ToolResult::success(&call, output::cut(output, most), behavior.sensitivity),
        Err(message) => ToolResult::failure(&call, output::cut(message, most), behavior.sensitivity),
    }
}

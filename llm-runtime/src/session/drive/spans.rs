//! Spans of an exchange, named as OpenTelemetry names those of generative models. What was said, arguments, results and
//! anything else that a model or a server wrote never becomes part of one.

use tracing::field::Empty;
use tracing::{Span, info_span};

use crate::error::Error;
use crate::execute::Executed;
use crate::platform::{FinishReason, Origin, Usage};

pub(super) fn exchange(origin: &Origin) -> Span {
    info_span!(
        "invoke_agent",
        otel.kind = "internal",
        gen_ai.operation.name = "invoke_agent",
        gen_ai.request.model = %origin.model,
        gen_ai.response.finish_reasons = Empty,
    )
}

pub(super) fn turn(exchange: &Span, origin: &Origin) -> Span {
    info_span!(
        parent: exchange,
        "chat",
        otel.name = %format_args!("chat {}", origin.model),
        otel.kind = "client",
        otel.status_code = Empty,
        gen_ai.operation.name = "chat",
        gen_ai.request.model = %origin.model,
        gen_ai.response.finish_reasons = Empty,
        gen_ai.usage.input_tokens = Empty,
        gen_ai.usage.output_tokens = Empty,
        llm.tier = %origin.tier,
        "error.type" = Empty,
    )
}

/// Of a function that is there: what else a model writes as a name may be anything. Identities of calls are left out too,
/// because servers make them up.
pub(super) fn call(exchange: &Span, function: Option<&str>) -> Span {
    let function = function.unwrap_or("_OTHER");
    info_span!(
        parent: exchange,
        "execute_tool",
        otel.name = %format_args!("execute_tool {function}"),
        otel.kind = "internal",
        gen_ai.operation.name = "execute_tool",
        gen_ai.tool.name = function,
        "gen_ai.tool.type" = "function",
        "error.type" = Empty,
    )
}

/// What became of a call.
pub(super) fn executed(call: &Span, executed: &Executed) {
    let failure = match executed {
        Executed::Answered(result) if result.is_error => "failed",
        Executed::Refused(_) => "invalid_arguments",
        Executed::Answered(_) | Executed::Deferred(_) => return,
    };
    call.record("error.type", failure);
}

pub(super) fn turn_finished(turn: &Span, reason: FinishReason, usage: Option<Usage>) {
    finished(turn, reason);
    if let Some(usage) = usage {
        turn.record("gen_ai.usage.input_tokens", usage.input_tokens);
        turn.record("gen_ai.usage.output_tokens", usage.output_tokens);
    }
}

pub(super) fn finished(span: &Span, reason: FinishReason) {
    span.record("gen_ai.response.finish_reasons", name(reason));
}

pub(super) fn failed(turn: &Span, error: &Error) {
    let kind = if error.is_timeout() {
        "timeout"
    } else if error.is_authentication() {
        "authentication"
    } else if error.provider().is_some() {
        "provider"
    } else {
        "generation"
    };
    turn.record("otel.status_code", "ERROR");
    turn.record("error.type", kind);
}

const fn name(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::Length => "length",
        FinishReason::ContentFilter => "content_filter",
        FinishReason::Refusal => "refusal",
        FinishReason::Cancelled => "cancelled",
        FinishReason::MaxTurns => "max_turns",
        FinishReason::Budget => "budget",
        FinishReason::InvalidCalls => "invalid_calls",
        FinishReason::AwaitingApproval => "awaiting_approval",
    }
}

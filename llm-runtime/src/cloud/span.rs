//! [`TurnSpan`]: what is told of a turn to whoever watches the program. Never what was said.
//!
//! Names are those of OpenTelemetry's conventions for generative AI where they have one: of the span
//! `gen_ai.client.inference` as it stood in November 2026, in development.

use std::time::Duration;

use tokio::time::Instant;
use tracing::Span;
use tracing::field::Empty;

use super::server::Server;
use crate::error::{Error, ErrorKind};
use crate::options::ReasoningEffort;
use crate::platform::{Delta, FinishReason, TurnRequest};

/// A turn's span, and what has to be remembered for it.
pub(super) struct TurnSpan {
    span: Span,
    began: Instant,
    first: bool,
    retries: u64,
    #[cfg(feature = "otel")]
    content: crate::otel::Content,
}

impl TurnSpan {
    pub(super) fn new(server: &Server, model: &str, request: &TurnRequest<'_>) -> Self {
        let options = request.options;
        let span = tracing::info_span!(
            "chat",
            otel.name = format!("chat {model}"),
            otel.kind = "client",
            otel.status_code = Empty,
            gen_ai.operation.name = "chat",
            gen_ai.provider.name = server.config.provider,
            gen_ai.request.model = model,
            gen_ai.request.max_tokens = options.max_output_tokens,
            gen_ai.request.temperature = options.temperature,
            gen_ai.request.top_p = options.top_p,
            gen_ai.request.top_k = options.top_k,
            gen_ai.request.frequency_penalty = options.frequency_penalty,
            gen_ai.request.presence_penalty = options.presence_penalty,
            gen_ai.request.reasoning.level = options.reasoning_effort.map(ReasoningEffort::name),
            gen_ai.request.stream = server.config.stream,
            gen_ai.request.seed = options.seed,
            gen_ai.output.type = if request.output.is_some() { "json" } else { "text" },
            finish_reason = Empty,
            gen_ai.usage.input_tokens = Empty,
            gen_ai.response.time_to_first_chunk = Empty,
            gen_ai.usage.output_tokens = Empty,
            gen_ai.usage.cache_read.input_tokens = Empty,
            gen_ai.usage.reasoning.output_tokens = Empty,
            server.address = server.client.base().host(),
            server.port = server.client.base().port(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            error.type = Empty,
        );
        Self {
            #[cfg(feature = "otel")]
            content: crate::otel::Content::begin(&span, request),
            span,
            began: Instant::now(),
            first: true,
            retries: 0,
        }
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    pub(super) fn note(&mut self, delta: &Delta) {
        #[cfg(feature = "otel")]
        self.content.note(&self.span, delta);
        match delta {
            Delta::Usage(usage) => {
                self.span.record("gen_ai.usage.input_tokens", usage.input_tokens);
                self.span.record("gen_ai.usage.output_tokens", usage.output_tokens);
                self.span.record("gen_ai.usage.cache_read.input_tokens", usage.cached_input_tokens);
                self.span.record("gen_ai.usage.reasoning.output_tokens", usage.reasoning_tokens);
            }
            Delta::Finish(reason) => {
                self.finish_reasons(word(*reason));
                self.span.record("http.response.status_code", 200);
            }
            Delta::Ignored(ignored) => {
                tracing::warn!(parent: &self.span, what = ignored.what, because = ignored.because, "ignored");
            }
            Delta::ReasoningState(_) | Delta::Tokens(_) | Delta::Logprobs(_) | Delta::Restart => {}
            _ if self.first => {
                self.first = false;
                self.span.record("gen_ai.response.time_to_first_chunk", self.began.elapsed().as_secs_f64());
            }
            _ => {}
        }
    }

    /// The conventions have a list here, which only OpenTelemetry's own spans can hold; a log has the word.
    fn finish_reasons(&self, word: &'static str) {
        self.span.record("finish_reason", word);
        #[cfg(feature = "otel")]
        crate::otel::list(&self.span, "gen_ai.response.finish_reasons", word);
    }

    pub(super) fn tries_again(&mut self, error: &Error, delay: Duration) {
        self.retries += 1;
        self.span.record("http.request.resend_count", self.retries);
        let (error, delay) = (kind(error), delay.as_secs_f64());
        tracing::info!(parent: &self.span, error, retry = self.retries, delay_s = delay, "tries again");
    }

    pub(super) fn failed(&self, error: &Error) {
        self.span.record("otel.status_code", "ERROR");
        match error.status() {
            // In the middle of an answer there is no status but the answer's.
            Some(status) if status >= 400 => {
                self.span.record("error.type", status.to_string());
                self.span.record("http.response.status_code", status);
            }
            _ => {
                self.span.record("error.type", kind(error));
            }
        }
    }
}

/// An error in one word that says nothing of what was sent.
fn kind(error: &Error) -> &'static str {
    match error.kind() {
        ErrorKind::Provider(_) => "provider",
        ErrorKind::Transport { .. } | ErrorKind::Redirected { .. } | ErrorKind::NotTheApi { .. } => "transport",
        ErrorKind::Certificate { .. } => "server_certificate_invalid",
        ErrorKind::Timeout { .. } => "timeout",
        ErrorKind::AuthToken(_) => "auth_token",
        ErrorKind::Sensitivity { .. } => "sensitivity",
        ErrorKind::NetworkForbidden { .. } => "network_forbidden",
        _ => "_OTHER",
    }
}

fn word(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::ToolCalls => "tool_call",
        FinishReason::Length => "length",
        FinishReason::ContentFilter | FinishReason::Refusal => "content_filter",
        _ => "error",
    }
}

//! Spans as OpenTelemetry's, by its conventions for generative AI.
//!
//! The runtime's spans carry the conventions' attributes already, as of November 2026: `gen_ai.operation.name`,
//! `gen_ai.request.model`, `gen_ai.usage.input_tokens` … Of those conventions everything is still in development, so a
//! later version of this crate may follow a later version of them. [`layer`] hands those spans, and no other crate's, to a
//! tracer.
//!
//! ```
//! use opentelemetry::trace::TracerProvider as _;
//! use tracing_subscriber::layer::SubscriberExt as _;
//!
//! // With an exporter to a collector in place of the one in memory.
//! let exporter = opentelemetry_sdk::trace::InMemorySpanExporter::default();
//! let provider = opentelemetry_sdk::trace::SdkTracerProvider::builder().with_simple_exporter(exporter).build();
//! let subscriber = tracing_subscriber::registry().with(llm_runtime::otel::layer(provider.tracer("my application")));
//! tracing::subscriber::with_default(subscriber, || { /* sessions */ });
//! ```
//!
//! # What was said
//!
//! No content is recorded, unless [`capture_content`] allows it, and then up to a sensitivity only: a collector is a place
//! where data goes, like any other.

mod content;

use llm_functions::Sensitivity;
use opentelemetry::trace::Tracer;
use std::sync::atomic::{AtomicU8, Ordering};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

#[cfg(feature = "cloud")]
pub(crate) use content::Content;

/// 0 for nothing, else one more than the position of the label in [`LABELS`].
static CAPTURED: AtomicU8 = AtomicU8::new(0);

const LABELS: [Sensitivity; 3] = [Sensitivity::Public, Sensitivity::Personal, Sensitivity::Sensitive];

/// A layer that hands the runtime's spans to a tracer.
pub fn layer<S, T>(tracer: T) -> impl Layer<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    T: Tracer + Send + Sync + 'static,
    T::Span: Send + Sync,
{
    tracing_opentelemetry::layer()
        .with_tracer(tracer)
        // Files, lines and threads are ours, not the application's.
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_filter(filter_fn(|metadata| metadata.target().starts_with("llm_runtime")))
}

/// Records what was said as `gen_ai.input.messages` and `gen_ai.output.messages`, as far as its label is at most this one;
/// `None`, with which every process begins, records nothing. It goes to OpenTelemetry's spans only and into no other log.
pub fn capture_content(up_to: Option<Sensitivity>) {
    let position = up_to.and_then(|label| LABELS.iter().position(|known| *known == label));
    let value = position.and_then(|position| u8::try_from(position + 1).ok()).unwrap_or(0);
    CAPTURED.store(value, Ordering::Relaxed);
}

/// Sets an attribute that is a list of texts.
#[cfg(feature = "cloud")]
pub(crate) fn list(span: &tracing::Span, name: &'static str, text: &'static str) {
    use opentelemetry::{Array, StringValue, Value};
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;
    span.set_attribute(name, Value::Array(Array::String(vec![StringValue::from(text)])));
}

#[cfg(feature = "cloud")]
fn captures(label: Sensitivity) -> bool {
    let captured = usize::from(CAPTURED.load(Ordering::Relaxed)).checked_sub(1).and_then(|at| LABELS.get(at));
    captured.is_some_and(|most| label <= *most)
}

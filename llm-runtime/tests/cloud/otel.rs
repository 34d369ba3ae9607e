//! Spans as an exporter gets them.

use llm_functions::Sensitivity;
use llm_runtime::cloud::CloudPlatform;
use llm_runtime::{Message, ToolChoice, otel};
use opentelemetry::trace::{SpanKind, TracerProvider as _};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::support::{Server, ask_as, config, question, schema, speech};

/// The span of a turn in which a person says this.
async fn exported(message: Message) -> SpanData {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
    let subscriber = tracing_subscriber::registry().with(otel::layer(provider.tracer("tests")));
    {
        let _guard = tracing::subscriber::set_default(subscriber);
        let foreign = tracing::info_span!(target: "another_crate", "not ours");
        drop(foreign);
        let server = Server::script([speech("168 hours.")]).await;
        let config = config(&server).ceiling(Sensitivity::Sensitive);
        let (_, failed) =
            ask_as(&CloudPlatform::new(config).unwrap(), schema(), &[question(), message], ToolChoice::Auto).await;
        assert!(failed.is_none(), "{failed:?}");
    }
    let mut spans = exporter.get_finished_spans().unwrap();
    assert_eq!(spans.len(), 1, "{spans:?}");
    spans.remove(0)
}

fn attribute(span: &SpanData, name: &str) -> Option<String> {
    span.attributes.iter().find(|known| known.key.as_str() == name).map(|known| known.value.to_string())
}

#[tokio::test]
async fn spans_have_their_attributes_and_content_as_far_as_it_is_allowed() {
    let ada = || Message::user("Ada weighs 71 kg");
    let span = exported(ada()).await;
    assert_eq!((span.name.as_ref(), &span.span_kind), ("chat tiny", &SpanKind::Client));
    assert_eq!(attribute(&span, "gen_ai.operation.name").as_deref(), Some("chat"));
    assert_eq!(attribute(&span, "gen_ai.usage.input_tokens").as_deref(), Some("20"));
    assert_eq!(attribute(&span, "gen_ai.input.messages"), None);
    let reasons: Vec<_> =
        span.attributes.iter().filter(|known| known.key.as_str() == "gen_ai.response.finish_reasons").collect();
    assert!(matches!(reasons[..], [only] if matches!(&only.value, opentelemetry::Value::Array(_))), "{reasons:?}");
    assert!(!format!("{span:?}").contains("Ada") && !format!("{span:?}").contains("168 hours"));

    otel::capture_content(Some(Sensitivity::Public));
    let span = exported(ada()).await;
    let input = attribute(&span, "gen_ai.input.messages").unwrap();
    assert!(input.contains("How many hours") && !format!("{span:?}").contains("Ada"), "{span:?}");
    assert_eq!(attribute(&span, "gen_ai.output.messages"), None, "an answer is as private as what was read for it");

    otel::capture_content(Some(Sensitivity::Sensitive));
    let span = exported(ada()).await;
    assert!(attribute(&span, "gen_ai.input.messages").unwrap().contains("Ada weighs 71 kg"));
    let output = attribute(&span, "gen_ai.output.messages").unwrap();
    assert!(output.contains("168 hours.") && output.contains(r#""finish_reason":"stop""#), "{output}");

    otel::capture_content(None);
    assert_eq!(attribute(&exported(ada()).await, "gen_ai.output.messages"), None);
}

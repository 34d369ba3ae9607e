//! What a log shows of a turn, and that nothing of what was said is in it.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use llm_functions::Sensitivity;
use llm_runtime::cloud::CloudPlatform;
use llm_runtime::{AuthToken, Message, ToolChoice};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::support::{Reply, Server, ask_as, config, schema, speech};

/// Writes everything down, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl<S: Subscriber> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut text = self.0.lock().unwrap();
        write!(text, "\n{}::{} ", attributes.metadata().target(), attributes.metadata().name()).unwrap();
        attributes.record(&mut Fields(&mut text));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }
}

struct Fields<'t>(&'t mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

/// What is logged while this server is asked about Ada.
async fn logged(replies: impl IntoIterator<Item = Reply>) -> String {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(log.clone()));
    let server = Server::script(replies).await;
    let config = config(&server).ceiling(Sensitivity::Sensitive).auth(AuthToken::constant("hunter2"));
    let messages = [Message::user("How much does Ada weigh?")];
    let schema = schema().instructions("Answer about Ada.");
    let (_, _) = ask_as(&CloudPlatform::new(config).unwrap(), schema, &messages, ToolChoice::Auto).await;
    let text = log.0.lock().unwrap().clone();
    for secret in ["Ada", "weigh", "71 kg", "hunter2"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    text
}

#[tokio::test]
async fn a_turn_is_a_span_with_the_names_of_the_conventions() {
    let text = logged([Reply::error(503, "busy"), speech("Ada weighs 71 kg.")]).await;
    for field in [
        "llm_runtime::cloud::span::chat ",
        "otel.name=\"chat tiny\"",
        "gen_ai.operation.name=\"chat\"",
        "gen_ai.provider.name=\"openai_compatible\"",
        "gen_ai.request.model=\"tiny\"",
        "finish_reason=\"stop\"",
        "gen_ai.usage.input_tokens=20",
        "gen_ai.usage.output_tokens=5",
        "server.address=\"localhost\"",
        "http.request.resend_count=1",
        "http.response.status_code=200",
        "gen_ai.response.time_to_first_chunk=",
        "gen_ai.request.stream=true",
        "gen_ai.usage.cache_read.input_tokens=0",
        "message=tries again",
    ] {
        assert!(text.contains(field), "{field} is not in {text}");
    }
}

#[tokio::test]
async fn failures_are_told_without_what_the_server_said() {
    let echo = Reply::new(400, "application/json", &[], r#"{"error": {"message": "Ada weighs 71 kg", "code": "Ada"}}"#);
    let text = logged([echo]).await;
    for field in ["error.type=\"400\"", "http.response.status_code=400", "otel.status_code=\"ERROR\""] {
        assert!(text.contains(field), "{field} is not in {text}");
    }
    let text = logged([0; 4].map(|_| Reply::steps([crate::support::Step::Close]))).await;
    assert!(text.contains("error.type=\"transport\"") && text.contains("http.request.resend_count=3"), "{text}");
}

//! Calls of functions. A model of 135 million parameters calls one when it has seen how: the conversation goes on from
//! two exchanges in which it did.

use std::sync::Mutex;

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, ToolCall, ToolResult, functions};
use llm_runtime::{Context, Event, FinishReason, Message};

use super::{Checks, Outcome, Server, config, ensure, public, runner, schema};

/// Get the weather of a place.
#[derive(LlmFunction)]
#[llm_function(read_only, sensitivity = "public")]
struct GetWeather {
    /// The place.
    #[parameter(max_length = 20)]
    place: String,
}

/// The places that were asked for.
#[derive(Default)]
struct Asked(Mutex<Vec<String>>);

impl Execute for GetWeather {
    type Deps = Asked;
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, call: Call<'_, Asked>) -> Result<String, Self::Error> {
        if let Ok(mut asked) = call.deps().0.lock() {
            asked.push(self.place);
        }
        Ok(r#"{"celsius": -3}"#.to_owned())
    }
}

pub(super) async fn all(server: &Server, checks: &mut Checks) {
    checks.check("a call, streamed", call(server, true)).await;
    checks.check("a call, whole", call(server, false)).await;
}

async fn call(server: &Server, stream: bool) -> Outcome {
    let asked = std::sync::Arc::new(Asked::default());
    let schema = schema().functions(functions![GetWeather: std::sync::Arc::clone(&asked)]).build()?;
    let mut session = runner(config(server).stream(stream))?.resume(schema, worked()?).await?;
    let mut events = session.generate(public("How cold is it in Oslo?"));
    let (mut text, mut partial, mut finish) = (String::new(), 0, None);
    while let Some(event) = events.next().await {
        match event? {
            Event::Text(more) => text.push_str(&more),
            Event::CallArguments { .. } => partial += 1,
            Event::Finished(reason) => finish = Some(reason),
            _ => {}
        }
    }
    let places = asked.0.lock().map_err(|_| "a function panicked")?.clone();
    ensure(places == ["Oslo"], format!("called for {places:?}, said {text:?}"))?;
    ensure(finish == Some(FinishReason::Stop), format!("{finish:?}"))?;
    ensure(text.contains('3'), format!("{text:?}"))?;
    Ok(format!("{partial} events of growing arguments, then {text:?}"))
}

/// Two questions that were answered by calls.
fn worked() -> llm_runtime::Result<Context> {
    let mut context = Context::builder();
    for (id, place, celsius) in [("a", "Bergen", 4), ("b", "Rome", 24)] {
        let call = ToolCall::new(id, "get_weather", format!(r#"{{"place": "{place}"}}"#));
        let result = ToolResult::success(&call, format!(r#"{{"celsius": {celsius}}}"#), Sensitivity::Public);
        context = context
            .message(public(&format!("How cold is it in {place}?")))
            .message(Message::assistant("", vec![call], Sensitivity::Public))
            .message(Message::tool(result))
            .message(Message::assistant(
                format!("It is {celsius} degrees Celsius in {place}."),
                Vec::new(),
                Sensitivity::Public,
            ));
    }
    context.build()
}

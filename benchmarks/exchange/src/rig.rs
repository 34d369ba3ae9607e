//! rig: its agent on the scripted model of its own tests.

use std::time::Duration;

use rig_agent::agent::AgentBuilder;
use rig_agent::test_utils::{MockCompletionModel, MockStreamEvent, MockToolError, MockTurn};
use rig_agent::tool::{Tool, ToolContext};
use rig_core::message::{AssistantContent, ToolCall, ToolFunction, ToolName};
use serde::Deserialize;

#[derive(Clone)]
struct Wait;

#[derive(Deserialize)]
struct Arguments {
    milliseconds: u64,
}

impl Tool for Wait {
    const NAME: &'static str = "wait";
    type Error = MockToolError;
    type Args = Arguments;
    type Output = String;

    fn description(&self) -> String {
        "Wait.".to_owned()
    }

    fn parameters(&self) -> serde_json::Value {
        serde_json::json!({
            "type": "object",
            "properties": { "milliseconds": { "type": "integer", "minimum": 0, "description": "How long." } },
            "required": ["milliseconds"],
            "additionalProperties": false,
        })
    }

    async fn call(&self, _context: &mut ToolContext, arguments: Arguments) -> Result<String, MockToolError> {
        tokio::time::sleep(Duration::from_millis(arguments.milliseconds)).await;
        Ok("done".to_owned())
    }
}

/// A model that calls `wait` with each of these arguments, and then answers.
///
/// # Panics
/// When the arguments are no JSON, which they are.
#[must_use]
pub fn model(calls: &[String]) -> MockCompletionModel {
    let calls: Vec<_> = calls
        .iter()
        .enumerate()
        .map(|(number, arguments)| {
            let arguments = serde_json::from_str(arguments).expect("the arguments are JSON");
            let function = ToolFunction::new(ToolName::new("wait".to_owned()).expect("a name"), arguments);
            AssistantContent::ToolCall(ToolCall::from_wire(format!("call_{number}"), function))
        })
        .collect();
    MockCompletionModel::from_turns([MockTurn::from_contents(calls), MockTurn::text("Done.")])
}

/// The whole exchange; `concurrency` is how many calls run at once, 1 where rig is not told.
///
/// # Panics
/// When it fails, which it does not.
pub async fn exchange(model: MockCompletionModel, concurrency: usize) {
    let agent = AgentBuilder::new(model).tool(Wait).build();
    let response = agent.prompt("Go!").max_turns(3).tool_concurrency(concurrency).run().await;
    assert!(response.is_ok(), "the script goes on");
}

/// A model that streams these texts.
#[must_use]
pub fn streaming(texts: Vec<String>) -> MockCompletionModel {
    let texts = texts.into_iter().map(MockStreamEvent::text);
    MockCompletionModel::from_stream_turns([texts.chain([MockStreamEvent::final_response_with_total_tokens(0)])])
}

/// Reads a streamed answer to its end; how many items there were.
///
/// # Panics
/// When it fails, which it does not.
pub async fn listen(model: MockCompletionModel) -> usize {
    use futures_util::StreamExt;
    let mut stream = AgentBuilder::new(model).build().prompt("Go!").stream();
    let mut items = 0;
    while let Some(item) = stream.next().await {
        assert!(item.is_ok(), "the script goes on");
        items += 1;
    }
    items
}

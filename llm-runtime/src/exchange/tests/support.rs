//! What the tests of the exchange have in common: functions, inputs and what is looked for in actions.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::Arc;

use llm_functions::{Call, Execute, LlmFunction, Registry, Sensitivity, ToolCall, ToolResult, functions};

use super::super::{Action, Beginning, Exchange, Input};
use crate::approval::ApprovalRequest;
use crate::execute::Executed;
use crate::message::{Content, Message};
use crate::options::ToolChoice;
use crate::platform::{Delta, FinishReason};
use crate::schema::{Schema, SchemaBuilder};

macro_rules! function {
    ($(#[$attribute:meta])* $name:ident) => {
        /// A function of these tests.
        #[derive(LlmFunction)]
        $(#[$attribute])*
        pub(super) struct $name {
            /// Anything.
            #[allow(dead_code, reason = "only its arguments matter here")]
            a: Option<i32>,
        }

        impl Execute for $name {
            type Deps = ();
            type Output = ();
            type Error = Infallible;
            async fn execute(self, _call: Call<'_, ()>) -> Result<(), Infallible> {
                Ok(())
            }
        }
    };
}
function!(
    #[llm_function(read_only)]
    Look
);
function!(Write);
function!(
    #[llm_function(exclusive)]
    Alone
);

pub(super) fn registry() -> Registry {
    functions![Look, Write, Alone]
}

pub(super) fn schema() -> SchemaBuilder {
    Schema::builder("m").functions(registry())
}

pub(super) fn begin(schema: SchemaBuilder) -> Exchange {
    let schema = Arc::new(schema.build().unwrap());
    let choice = schema.tool_choice().clone();
    let (exchange, actions) = Exchange::begin(schema, beginning(), choice.clone());
    assert_eq!(actions, [Action::Generate(choice)]);
    exchange
}

pub(super) fn beginning() -> Beginning {
    Beginning { label: Sensitivity::Personal, ids: HashSet::new(), ..Beginning::default() }
}

pub(super) fn start(index: usize, name: &str) -> Input {
    Input::Delta(Delta::CallStart { index, id: None, name: name.into() })
}

pub(super) fn arguments(index: usize, fragment: &str) -> Input {
    Input::Delta(Delta::CallArguments { index, fragment: fragment.into() })
}

pub(super) fn end(index: usize) -> Input {
    Input::Delta(Delta::CallEnd { index })
}

pub(super) fn text(text: &str) -> Input {
    Input::Delta(Delta::Text(text.into()))
}

pub(super) fn finish(reason: FinishReason) -> Input {
    Input::Delta(Delta::Finish(reason))
}

pub(super) fn call(slot: usize) -> ToolCall {
    ToolCall::new(format!("call_{}", slot + 1), "look", "")
}

pub(super) fn done(slot: usize) -> Input {
    done_by(slot, &call(slot))
}

pub(super) fn done_by(slot: usize, call: &ToolCall) -> Input {
    let result = ToolResult::success(call, "done", Sensitivity::Sensitive);
    Input::Executed { slot, id: call.id.clone(), executed: Executed::Answered(result) }
}

pub(super) fn refused(slot: usize, call: &ToolCall) -> Input {
    let result = ToolResult::failure(call, "wrong", Sensitivity::Personal);
    Input::Executed { slot, id: call.id.clone(), executed: Executed::Refused(result) }
}

pub(super) fn deferred(slot: usize, call: &ToolCall) -> Input {
    Input::Executed { slot, id: call.id.clone(), executed: Executed::Deferred(request(call)) }
}

/// A request about a call that fits, whatever this one says.
pub(super) fn request(call: &ToolCall) -> ApprovalRequest {
    let schema = schema().build().unwrap();
    let prepared = schema.functions().prepare(&ToolCall::new(call.id.clone(), "look", "{}")).unwrap();
    ApprovalRequest::new(call, &*prepared, Sensitivity::Personal, schema.approvals()).unwrap()
}

/// A call that is whole at once.
pub(super) fn whole(exchange: &mut Exchange, index: usize, name: &str) -> Vec<Action> {
    let mut actions = exchange.on(start(index, name));
    actions.extend(exchange.on(arguments(index, "{}")));
    actions.extend(exchange.on(end(index)));
    actions
}

pub(super) fn executed(actions: &[Action]) -> Vec<(usize, &str)> {
    let executed = actions.iter().filter_map(|action| match action {
        Action::Execute { slot, call } => Some((*slot, call.name.as_str())),
        _ => None,
    });
    executed.collect()
}

pub(super) fn appended(actions: Vec<Action>) -> Vec<Message> {
    let appended = actions.into_iter().filter_map(|action| match action {
        Action::Append(message) => Some(message),
        _ => None,
    });
    appended.collect()
}

pub(super) fn outputs(messages: &[Message]) -> Vec<&str> {
    let outputs = messages.iter().filter_map(|message| match &message.content {
        Content::Tool { result } => Some(result.output.as_str()),
        _ => None,
    });
    outputs.collect()
}

/// What the turn is reported not to have held to.
pub(super) fn ignored(actions: &[Action]) -> Vec<&str> {
    let ignored = actions.iter().filter_map(|action| match action {
        Action::Ignored(ignored) => Some(ignored.what),
        _ => None,
    });
    ignored.collect()
}

pub(super) fn finished(actions: &[Action]) -> Option<FinishReason> {
    actions.iter().find_map(|action| match action {
        Action::Finish(reason) => Some(*reason),
        _ => None,
    })
}

pub(super) fn asked_again(actions: &[Action]) -> Option<ToolChoice> {
    actions.iter().find_map(|action| match action {
        Action::Generate(choice) => Some(choice.clone()),
        _ => None,
    })
}

/// Whether the model writes more with it.
pub(super) fn goes_on(delta: &Delta) -> bool {
    let rest = matches!(delta, Delta::Usage(_) | Delta::CallEnd { .. } | Delta::Finish(_) | Delta::ReasoningState(_));
    !rest
}

//! Calls and results as the model's own template takes them.

use std::collections::HashMap;

use llm_functions::ToolCall;
use llm_functions::json::Json;

use super::Writer;
use crate::edge::model::template::{Call, Role, Turn};
use crate::edge::syntax::IdKind;
use crate::edge::syntax::write::identity;
use crate::message::{Content, Message};
use crate::schema::Example;

pub(super) fn example(writer: Writer<'_>, example: &Example, turns: &mut Vec<Turn>) {
    turns.push(Turn::new(Role::User, &example.question));
    if let Some((call, result)) = &example.call {
        let call = written(writer, call, turns);
        turns.push(Turn::new(Role::Assistant, "").calling(vec![call.clone()]));
        turns.push(Turn::new(Role::Tool, result).answering(call));
    }
    turns.push(Turn::new(Role::Assistant, &example.answer));
}

pub(super) fn messages(writer: Writer<'_>, messages: &[Message], turns: &mut Vec<Turn>) {
    let mut known: HashMap<&str, Call> = HashMap::new();
    for message in messages {
        match &message.content {
            Content::System { text } => turns.push(Turn::new(Role::System, text)),
            Content::User { text, .. } => turns.push(Turn::new(Role::User, text)),
            Content::Assistant { text, calls, reasoning } => {
                let mut turn = Turn::new(Role::Assistant, text);
                turn.reasoning = reasoning.as_ref().map(|thought| thought.text.clone()).unwrap_or_default();
                let before = count(turns);
                for (place, call) in calls.iter().enumerate() {
                    let numbered = numbered(writer, call, before + place);
                    known.insert(&call.id, numbered.clone());
                    turn.calls.push(numbered);
                }
                turns.push(turn);
            }
            Content::Tool { result } => {
                let turn = Turn::new(Role::Tool, &result.output);
                turns.push(match known.get(&*result.call_id) {
                    Some(call) => turn.answering(call.clone()),
                    None => turn,
                });
            }
        }
    }
}

fn written(writer: Writer<'_>, call: &ToolCall, turns: &[Turn]) -> Call {
    numbered(writer, call, count(turns))
}

/// A call with its number in the conversation, so that a later prompt begins as an earlier one whatever identities calls had.
fn numbered(writer: Writer<'_>, call: &ToolCall, number: usize) -> Call {
    let arguments = writer.functions.as_written(&call.name, &call.arguments);
    // Arguments that are no JSON are shown as what they are: a text.
    let arguments = arguments.unwrap_or_else(|| Json::object([("", Json::from(&*call.arguments))]));
    Call { id: identity(IdKind::Nine, number), name: call.name.clone(), arguments }
}

fn count(turns: &[Turn]) -> usize {
    turns.iter().map(|turn| turn.calls.len()).sum()
}

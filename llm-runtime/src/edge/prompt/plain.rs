//! Calls and results as text, for models whose template knows none.

use llm_functions::json::{Json, read};

use super::Writer;
use crate::edge::model::template::{Role, Turn};
use crate::edge::syntax::write::{self, Call};
use crate::message::{Content, Message};
use crate::schema::Example;

pub(super) fn example(writer: Writer<'_>, example: &Example, turns: &mut Vec<Turn>) {
    let profile = writer.profile;
    turns.push(Turn::new(Role::User, &example.question));
    if let Some((call, result)) = &example.call {
        turns.push(Turn::new(Role::Assistant, calls_text(writer, &[(&call.name, &call.arguments)])));
        turns.push(Turn::new(Role::User, result_text(writer, result)));
        turns.push(Turn::new(Role::Assistant, &example.answer));
    } else {
        turns.push(Turn::new(Role::Assistant, format!("{}{}", profile.prose_prefix, example.answer)));
    }
}

pub(super) fn messages(writer: Writer<'_>, messages: &[Message], turns: &mut Vec<Turn>) {
    for message in messages {
        message_turn(writer, message, turns);
    }
}

fn message_turn(writer: Writer<'_>, message: &Message, turns: &mut Vec<Turn>) {
    let Writer { profile, functions, .. } = writer;
    match &message.content {
        Content::System { text } => turns.push(Turn::new(Role::System, text)),
        Content::User { text, .. } => turns.push(Turn::new(Role::User, text)),
        Content::Assistant { text, calls, .. } if calls.is_empty() => {
            let answers_result = turns.last().is_some_and(|turn| turn.text.starts_with(&profile.result_prefix));
            let prefix = if answers_result || functions.shown().is_empty() { "" } else { &profile.prose_prefix };
            turns.push(Turn::new(Role::Assistant, format!("{prefix}{text}")));
        }
        Content::Assistant { text, calls, .. } => {
            let calls: Vec<(&str, &str)> = calls.iter().map(|call| (&*call.name, &*call.arguments)).collect();
            let said = (!text.is_empty()).then(|| text.clone());
            let calls = Some(calls_text(writer, &calls));
            turns.push(Turn::new(Role::Assistant, said.into_iter().chain(calls).collect::<Vec<_>>().join("\n")));
        }
        Content::Tool { result } => {
            let text = result_text(writer, &result.output);
            // The answers to several calls are one turn: templates want turns to alternate.
            match turns.last_mut() {
                Some(turn) if turn.role == Role::User => turn.text = format!("{}\n{text}", turn.text),
                _ => turns.push(Turn::new(Role::User, text)),
            }
        }
    }
}

/// A result on one line, spaced as everything that the model reads.
fn result_text(writer: Writer<'_>, result: &str) -> String {
    let prefix = &writer.profile.result_prefix;
    // Only what is a structure: a number or a text of its own stands as it came.
    match read(result) {
        Ok(json @ (Json::Object(_) | Json::Array(_))) => format!("{prefix}{}", write::spaced(&json)),
        _ => format!("{prefix}{result}"),
    }
}

/// Calls as the grammar writes them.
fn calls_text(writer: Writer<'_>, calls: &[(&str, &str)]) -> String {
    let functions = writer.functions;
    let arguments: Vec<Option<Json>> =
        calls.iter().map(|(name, arguments)| functions.as_written(name, arguments)).collect();
    if arguments.iter().any(Option::is_none) {
        // Arguments that are no JSON stand as they came.
        let each = calls.iter().map(|(name, text)| format!("{{\"name\": \"{name}\", \"arguments\": {text}}}"));
        return each.collect::<Vec<_>>().join("\n");
    }
    let written: Vec<Call<'_>> = calls
        .iter()
        .zip(arguments.iter().flatten())
        .map(|((name, _), arguments)| Call { name, arguments, schema: functions.written_schema(name) })
        .collect();
    write::calls(writer.way.used.form(), &written)
}

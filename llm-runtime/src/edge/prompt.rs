//! A conversation → the turns that a chat template renders.
//!
//! Everything is one growing conversation: a later prompt begins with the earlier one, so that the cache holds all of it
//! but the last turn, whether the model chooses, calls or answers.

use llm_functions::json::Json;
use llm_functions::{Sensitivity, ToolDefinition};

use super::functions::Functions;
use super::model::template::{Role, Turn};
use super::profile::{FunctionList, ModelProfile};
use super::syntax::write::spaced;
use crate::message::{Content, Message};
use crate::schema::{Example, Schema};

/// The turns of a prompt.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) turns: Vec<Turn>,
    /// How many of the first turns say nothing about anybody.
    pub(crate) public: usize,
}

/// Writes a conversation down for a model.
pub(crate) fn conversation(
    profile: &ModelProfile,
    schema: &Schema,
    functions: &Functions,
    messages: &[Message],
) -> Conversation {
    let leading = messages.iter().take_while(|message| matches!(message.content, Content::System { .. })).count();
    let (system, said) = messages.split_at(leading);
    let mut turns = Vec::new();
    turns.extend(system_turn(profile, functions, system));
    for example in schema.examples() {
        example_turns(profile, functions, example, &mut turns);
    }
    let is_public = system.iter().all(|message| message.sensitivity == Sensitivity::Public);
    let public = if is_public { turns.len() } else { 0 };
    for message in said {
        message_turn(profile, functions, message, &mut turns);
    }
    Conversation { turns, public }
}

/// Asks for an answer of a form. It is the last thing that the model reads, and no part of the conversation.
pub(crate) fn ask_for(profile: &ModelProfile, form: &Functions, conversation: &mut Conversation) {
    for definition in form.shown() {
        let text = format!("{}{}", profile.form_header, written_form(profile, definition));
        let said = conversation.turns.get_mut(conversation.public..).and_then(<[Turn]>::last_mut);
        match said {
            Some(turn) if turn.role == Role::User => turn.text = format!("{}\n{text}", turn.text),
            _ => conversation.turns.push(Turn::new(Role::User, text)),
        }
    }
}

fn written_form(profile: &ModelProfile, definition: &ToolDefinition) -> String {
    match profile.function_list {
        FunctionList::Compact => format!("{{{}}}", parameters(&definition.parameters, &definition.parameters)),
        FunctionList::Json => spaced(&definition.parameters),
    }
}

/// What stands before an answer in words, if the last turn is a question that could have been answered by a call.
pub(crate) fn prose_prefix<'a>(profile: &'a ModelProfile, schema: &Schema, messages: &[Message]) -> &'a str {
    let asked = matches!(messages.last().map(|message| &message.content), Some(Content::User { .. }));
    if asked && !schema.definitions().is_empty() { &profile.prose_prefix } else { "" }
}

fn system_turn(profile: &ModelProfile, functions: &Functions, system: &[Message]) -> Option<Turn> {
    let texts = system.iter().filter_map(|message| match &message.content {
        Content::System { text } => Some(text.as_str()),
        _ => None,
    });
    let mut text = texts.collect::<Vec<_>>().join("\n");
    if text.is_empty() {
        text.clone_from(&profile.default_instructions);
    }
    if !functions.shown().is_empty() {
        let functions: Vec<String> = functions.shown().iter().map(|definition| function(profile, definition)).collect();
        let separator = if text.is_empty() { "" } else { "\n" };
        text = format!("{text}{separator}{}\n{}", profile.functions_header, functions.join("\n"));
    }
    (!text.is_empty()).then(|| Turn::new(Role::System, text))
}

fn example_turns(profile: &ModelProfile, functions: &Functions, example: &Example, turns: &mut Vec<Turn>) {
    turns.push(Turn::new(Role::User, &example.question));
    if let Some((call, result)) = &example.call {
        turns.push(Turn::new(Role::Assistant, call_text(functions, &call.name, &call.arguments)));
        turns.push(Turn::new(Role::User, format!("{}{result}", profile.result_prefix)));
        turns.push(Turn::new(Role::Assistant, &example.answer));
    } else {
        turns.push(Turn::new(Role::Assistant, format!("{}{}", profile.prose_prefix, example.answer)));
    }
}

fn message_turn(profile: &ModelProfile, functions: &Functions, message: &Message, turns: &mut Vec<Turn>) {
    match &message.content {
        Content::System { text } => turns.push(Turn::new(Role::System, text)),
        Content::User { text, .. } => turns.push(Turn::new(Role::User, text)),
        Content::Assistant { text, calls, .. } if calls.is_empty() => {
            let answers_result = turns.last().is_some_and(|turn| turn.text.starts_with(&profile.result_prefix));
            let prefix = if answers_result || functions.shown().is_empty() { "" } else { &profile.prose_prefix };
            turns.push(Turn::new(Role::Assistant, format!("{prefix}{text}")));
        }
        Content::Assistant { text, calls, .. } => {
            let calls = calls.iter().map(|call| call_text(functions, &call.name, &call.arguments));
            let said = (!text.is_empty()).then(|| text.clone());
            turns.push(Turn::new(Role::Assistant, said.into_iter().chain(calls).collect::<Vec<_>>().join("\n")));
        }
        Content::Tool { result } => {
            let text = format!("{}{}", profile.result_prefix, result.output);
            // The answers to several calls are one turn: templates want turns to alternate.
            match turns.last_mut() {
                Some(turn) if turn.role == Role::User => turn.text = format!("{}\n{text}", turn.text),
                _ => turns.push(Turn::new(Role::User, text)),
            }
        }
    }
}

/// A call as the grammar writes it.
fn call_text(functions: &Functions, name: &str, arguments: &str) -> String {
    written_call(name, functions.as_written(name, arguments).as_ref(), arguments)
}

fn written_call(name: &str, arguments: Option<&Json>, text: &str) -> String {
    let arguments = arguments.map_or_else(|| text.to_owned(), spaced);
    format!("{{\"name\": \"{name}\", \"arguments\": {arguments}}}")
}

fn function(profile: &ModelProfile, definition: &ToolDefinition) -> String {
    match profile.function_list {
        FunctionList::Compact => {
            let parameters = parameters(&definition.parameters, &definition.parameters);
            format!("{}({parameters}) - {}", definition.name, definition.description)
        }
        FunctionList::Json => format!(
            "{{\"name\": \"{}\", \"description\": {}, \"parameters\": {}}}",
            definition.name,
            Json::from(definition.description.as_str()),
            spaced(&definition.parameters)
        ),
    }
}

/// `name: type, optional?: a|b` in declaration order.
fn parameters(object: &Json, root: &Json) -> String {
    let Some(Json::Object(properties)) = object.get("properties") else { return String::new() };
    let required = |name: &str| match object.get("required") {
        Some(Json::Array(names)) => names.iter().any(|required| required.as_str() == Some(name)),
        _ => false,
    };
    let write = |(name, schema): &(String, Json)| {
        format!("{name}{}: {}", if required(name) { "" } else { "?" }, type_name(schema, root))
    };
    properties.iter().map(write).collect::<Vec<_>>().join(", ")
}

fn type_name(schema: &Json, root: &Json) -> String {
    if let Some(Json::Array(choices)) = schema.get("enum") {
        return choices.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("|");
    }
    if let Some(Json::Array(choices)) = schema.get("anyOf") {
        let mut names: Vec<String> = choices.iter().map(|choice| type_name(choice, root)).collect();
        // Whole numbers below zero and the others are two alternatives to a decoder and one to a reader.
        names.dedup();
        names.retain(|name| name != "null");
        return names.join("|");
    }
    if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    let name = match schema.get("type") {
        Some(Json::Array(types)) => types.iter().filter_map(Json::as_str).find(|name| *name != "null"),
        Some(ty) => ty.as_str(),
        None => None,
    };
    match name {
        Some("array") => format!("[{}]", schema.get("items").map(|items| type_name(items, root)).unwrap_or_default()),
        Some("object") => format!("{{{}}}", parameters(schema, root)),
        Some("integer") => range(schema).unwrap_or_else(|| "integer".to_owned()),
        name => name.unwrap_or("any").to_owned(),
    }
}

/// `1-90`: shorter than a type's name, and it says more.
fn range(schema: &Json) -> Option<String> {
    let bound = |name: &str| match schema.get(name) {
        Some(Json::Number(number)) => number.as_i64().filter(|bound| bound.abs() < 10_000),
        _ => None,
    };
    Some(format!("{}-{}", bound("minimum").filter(|least| *least >= 0)?, bound("maximum")?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed test should say where")]
    use llm_functions::json::read;

    use super::*;

    fn definition() -> ToolDefinition {
        let parameters = r#"{"type":"object","properties":{"kind":{"type":"array","items":{"type":"string","enum":["steps","sleep"]}},"days":{"type":"integer","minimum":1,"maximum":90},"note":{"type":["string","null"]},"place":{"type":"object","properties":{"x":{"type":"number"}},"required":["x"]}},"required":["kind","place"]}"#;
        ToolDefinition::new("get_data", "Fetch data.", read(parameters).unwrap())
    }

    #[test]
    fn a_function_is_one_line_in_declaration_order() {
        let line = function(&ModelProfile::default(), &definition());
        assert_eq!(line, "get_data(kind: [steps|sleep], days?: 1-90, note?: string, place: {x: number}) - Fetch data.");
    }

    #[test]
    fn a_call_is_written_as_the_grammar_writes_it() {
        let written = |text: &str| written_call("f", read(text).ok().as_ref(), text);
        let text = written(r#"{"a":[1,2],"b":{"c":"x, y"}}"#);
        assert_eq!(text, r#"{"name": "f", "arguments": {"a": [1, 2], "b": {"c": "x, y"}}}"#);
        assert_eq!(written("{broken"), r#"{"name": "f", "arguments": {broken}"#);
    }

    #[test]
    fn the_examples_and_the_conversation_are_turns_of_one_kind() {
        let schema = Schema::builder("m").examples([Example::answer("Hi", "Hello")]).build().unwrap();
        let messages = [Message::system("Be brief."), Message::user("Why?")];
        let functions = Functions::new(&schema, ModelProfile::default().limits);
        let conversation = conversation(&ModelProfile::default(), &schema, &functions, &messages);
        let roles: Vec<_> = conversation.turns.iter().map(|turn| turn.role).collect();
        assert_eq!(roles, [Role::System, Role::User, Role::Assistant, Role::User]);
        assert_eq!(conversation.public, 3);
    }

    #[test]
    fn a_form_is_asked_for_at_the_end_of_what_was_said() {
        let parameters = r#"{"type":"object","properties":{"hours":{"type":"integer","minimum":0,"maximum":24}},"required":["hours"]}"#;
        let view = llm_functions::json_schema::parse("night", "", &read(parameters).unwrap()).unwrap();
        let form = Functions::of_form(&crate::OutputFormat::of_view(view), ModelProfile::default().limits);
        let schema = Schema::builder("m").build().unwrap();
        let functions = Functions::new(&schema, ModelProfile::default().limits);
        let messages = [Message::system("Be brief."), Message::user("How did I sleep?")];
        let mut conversation = conversation(&ModelProfile::default(), &schema, &functions, &messages);
        ask_for(&ModelProfile::default(), &form, &mut conversation);
        assert_eq!(conversation.turns.len(), 2);
        let expected = "How did I sleep?\nAnswer with one JSON object of this form: {hours: 0-24}";
        assert_eq!(conversation.turns[1].text, expected);
    }

    #[test]
    fn a_system_text_about_somebody_is_not_public() {
        let schema = Schema::builder("m").build().unwrap();
        let functions = Functions::new(&schema, ModelProfile::default().limits);
        let messages = [Message::system("The patient is Ada.").labelled(Sensitivity::Sensitive), Message::user("Why?")];
        assert_eq!(conversation(&ModelProfile::default(), &schema, &functions, &messages).public, 0);
    }
}

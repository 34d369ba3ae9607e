//! What identifies a request: everything that shapes the answer, as far as it may be written.
//!
//! The identities of calls are not part of it, because a provider makes them up; neither is anything private beyond its
//! shape.

use llm_functions::ToolCall;
use llm_functions::json::Json;
use llm_functions::json_schema;
use sha2::{Digest, Sha256};

use super::redaction::{Part, Redaction};
use crate::image::Image;
use crate::message::{Content, Message, Reasoning};
use crate::options::{GenerationOptions, ToolChoice};
use crate::platform::TurnRequest;
use crate::schema::{Example, Schema};

/// What is the same for all requests of a session.
pub(super) fn of_schema(schema: &Schema) -> Json {
    let functions = schema.definitions().iter().map(|definition| {
        Json::object([
            ("name", Json::from(definition.name.as_str())),
            ("description", definition.description.as_str().into()),
            ("parameters", definition.parameters.clone()),
        ])
    });
    Json::object([
        ("model", Json::from(schema.model())),
        ("functions", Json::array(functions)),
        ("examples", Json::array(schema.examples().iter().map(example))),
    ])
}

fn example(example: &Example) -> Json {
    let call = example
        .call
        .as_ref()
        .map(|(call, result)| Json::array([call.name.as_str(), call.arguments.as_str(), result.as_str()]));
    Json::object([
        ("question", Json::from(example.question.as_str())),
        ("call", call.unwrap_or_default()),
        ("answer", example.answer.as_str().into()),
    ])
}

/// One request, redacted.
pub(super) fn of_turn(turn: &TurnRequest<'_>, schema: &Schema, redaction: &Redaction) -> Json {
    let mut called_in_private = false;
    let messages = turn.messages.iter().map(|message| {
        let own = redaction.is_private(message.sensitivity);
        // In a replay a function gets other arguments than private ones, and a result that is public is another one too.
        let result = matches!(message.content, Content::Tool { .. });
        let private = own || (result && called_in_private);
        if !result {
            called_in_private = own;
        }
        of_message(message, schema, redaction, private)
    });
    let output = turn.output.map(|output| json_schema::tool_definition(output.view()).parameters);
    Json::object([
        ("messages", Json::array(messages)),
        ("tool_choice", tool_choice(&turn.tool_choice)),
        ("options", options(turn.options)),
        ("output", output.unwrap_or_default()),
    ])
}

/// SHA-256 of what identifies a request, in hexadecimal.
pub(super) fn digest(parts: &[&Json]) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.to_string());
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A name that the schema does not have is the model's invention, and may say anything.
pub(super) fn function_name(name: &str, schema: &Schema, private: bool) -> String {
    if private && schema.functions().get(name).is_none() { "unknown_function".to_owned() } else { name.to_owned() }
}

fn of_message(message: &Message, schema: &Schema, redaction: &Redaction, private: bool) -> Json {
    let text = |part, text: &str| -> Json { if private { redaction.text(part, text).into() } else { text.into() } };
    let call = |call: &ToolCall| {
        let name = function_name(&call.name, schema, private);
        let arguments = text(Part::Arguments, &call.arguments);
        Json::object([("name", Json::from(name)), ("arguments", arguments)])
    };
    let mut members = match &message.content {
        Content::System { text: said } => vec![("role", "system".into()), ("text", text(Part::Instructions, said))],
        Content::User { text: said, images } => {
            let images = Json::array(images.iter().map(|image| if private { "private".into() } else { shown(image) }));
            vec![("role", "user".into()), ("text", text(Part::Question, said)), ("images", images)]
        }
        Content::Assistant { text: said, reasoning, calls } => {
            let thought = reasoning.as_ref().map_or("", |Reasoning { text, .. }| text);
            vec![
                ("role", "assistant".into()),
                ("text", text(Part::Answer, said)),
                ("reasoning", text(Part::Thought, thought)),
                ("calls", Json::array(calls.iter().map(call))),
            ]
        }
        Content::Tool { result } => {
            let name = function_name(&result.name, schema, private);
            vec![("role", "tool".into()), ("name", name.into()), ("text", text(Part::Result, &result.output))]
        }
    };
    members.push(("private", private.into()));
    Json::object(members)
}

fn shown(image: &Image) -> Json {
    match image {
        Image::Url(url) => url.as_str().into(),
        Image::Data { media_type, bytes } => {
            let bytes = digest(&[&Json::array(bytes.iter().copied())]);
            Json::object([("media_type", Json::from(media_type.as_str())), ("sha256", bytes.into())])
        }
    }
}

fn tool_choice(choice: &ToolChoice) -> Json {
    match choice {
        ToolChoice::Auto => "auto".into(),
        ToolChoice::None => "none".into(),
        ToolChoice::Required => "required".into(),
        ToolChoice::Function(name) => Json::object([("function", name.as_str())].map(|(key, name)| (key, name.into()))),
    }
}

/// Every option that is set. A new option has to be added here, or two requests that differ in it would be one.
fn options(options: &GenerationOptions) -> Json {
    let GenerationOptions {
        max_output_tokens,
        temperature,
        top_k,
        top_p,
        min_p,
        typical_p,
        repeat_penalty,
        repeat_window,
        dry,
        mirostat,
        frequency_penalty,
        presence_penalty,
        logit_bias,
        logprobs,
        reasoning_effort,
        seed,
        stop,
    } = options;
    let number = |value: &Option<f32>| value.map(|value| Json::from(f64::from(value)));
    let whole = |value: &Option<u32>| value.map(Json::from);
    let bias = logit_bias.iter().map(|(token, bias)| Json::array([f64::from(*token), f64::from(*bias)]));
    let members = [
        ("max_output_tokens", whole(max_output_tokens)),
        ("temperature", number(temperature)),
        ("top_k", whole(top_k)),
        ("top_p", number(top_p)),
        ("min_p", number(min_p)),
        ("typical_p", number(typical_p)),
        ("repeat_penalty", number(repeat_penalty)),
        ("repeat_window", whole(repeat_window)),
        ("dry", dry.as_ref().map(|dry| format!("{dry:?}").into())),
        ("mirostat", mirostat.map(|mirostat| format!("{mirostat:?}").into())),
        ("frequency_penalty", number(frequency_penalty)),
        ("presence_penalty", number(presence_penalty)),
        ("logit_bias", (!logit_bias.is_empty()).then(|| Json::array(bias))),
        ("logprobs", logprobs.map(|most| u32::from(most).into())),
        ("reasoning_effort", reasoning_effort.map(|effort| format!("{effort:?}").to_lowercase().into())),
        ("seed", whole(seed)),
        ("stop", (!stop.is_empty()).then(|| Json::array(stop.iter().map(String::as_str)))),
    ];
    Json::object(members.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))))
}

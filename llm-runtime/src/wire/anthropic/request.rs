//! A turn as the body of `POST messages`.

use llm_functions::json::Json;

use super::form::Form;
use super::messages::{self, is_blank};
use super::model::{Model, Thinking};
use super::thinking::{Thoughts, word};
use super::tools::{tool_choice, tools};
use crate::options::{GenerationOptions, ReasoningEffort};
use crate::platform::TurnRequest;
use crate::wire::body::Body;
use crate::wire::json::Members;
use crate::wire::{Codec, Encoded};

/// What is the same in the next request is computed once.
pub(super) const CACHED: (&str, &str) = ("type", "ephemeral");

const SAMPLING: &str = "the model takes no sampling options";

pub(in crate::wire) fn request(codec: &Codec, turn: &TurnRequest<'_>, stream: bool) -> Encoded {
    let (model, form) = (Model::of_name(&codec.target.model), Form::of(codec, turn));
    let mut body = Body::new(&codec.target.quirks);
    body.set("model", codec.target.model.as_str());
    let system = messages::system(turn.messages);
    let tools = tools(&mut body, codec, &form, model, model.is_claude && system.is_empty());
    let choice = tool_choice(&mut body, codec, &turn.tool_choice, &form, !tools.is_empty());
    let forced = choice
        .as_ref()
        .and_then(|choice| choice.get("type")?.as_str())
        .is_some_and(|kind| kind != "auto" && kind != "none");
    let thoughts = Thoughts {
        effort: turn.options.reasoning_effort,
        forced,
        thoughtless: messages::is_thoughtless(codec, turn.messages),
    };
    let limits = thoughts.write(&mut body, model, turn.options.max_output_tokens);
    body.set("max_tokens", limits.max_tokens);
    if !system.is_empty() {
        body.set("system", blocks(&system, model.is_claude));
    }
    if !tools.is_empty() {
        body.set("tools", Json::Array(tools));
    }
    if let Some(choice) = choice {
        body.set("tool_choice", choice);
    }
    body.set("messages", messages::messages(codec, turn.messages));
    output(&mut body, model, &form, turn.options.reasoning_effort);
    sampling(&mut body, model, turn.options, limits.thinks);
    options(&mut body, turn.options);
    body.set("stream", stream);
    body.finish(codec.functions.ignored())
}

fn blocks(texts: &[&str], cached: bool) -> Json {
    let last = texts.len().saturating_sub(1);
    Json::array(texts.iter().enumerate().map(|(number, text)| {
        let mut block = Members::new();
        block.set("type", "text").set("text", *text);
        if cached && number == last {
            block.set("cache_control", Json::object([(CACHED.0, Json::from(CACHED.1))]));
        }
        Json::from(block)
    }))
}

fn output(body: &mut Body<'_>, model: Model, form: &Form, effort: Option<ReasoningEffort>) {
    let mut config = Members::new();
    let mut used = false;
    if let (Some(effort), Thinking::Effort | Thinking::Always) = (effort, model.thinking) {
        config.set("effort", word(effort));
        used = true;
    }
    match form {
        Form::Format(schema) if body.known("output") => {
            let format = Json::object([("type", Json::from("json_schema")), ("schema", schema.clone())]);
            config.set("format", format);
            used = true;
        }
        Form::Unsaid => body.ignore("output", "it cannot be said in the server's dialect"),
        _ => {}
    }
    if used {
        body.set("output_config", config);
    }
}

/// A model that thinks samples as it does; of the newer ones every model does.
fn sampling(body: &mut Body<'_>, model: Model, options: &GenerationOptions, thinks: bool) {
    const THINKS: &str = "the API takes none while the model thinks";
    if !model.sampling {
        body.lacks("temperature", options.temperature.is_some(), SAMPLING);
        body.lacks("top_p", options.top_p.is_some(), SAMPLING);
        body.lacks("top_k", options.top_k.is_some(), SAMPLING);
    } else if thinks {
        body.lacks("temperature", options.temperature.is_some(), THINKS);
        body.lacks("top_p", options.top_p.is_some(), THINKS);
        body.lacks("top_k", options.top_k.is_some(), THINKS);
    } else {
        body.number("temperature", options.temperature, 0.0..=1.0);
        if !model.both && options.temperature.is_some() {
            body.lacks("top_p", options.top_p.is_some(), "the model takes no temperature beside it");
        } else {
            body.number("top_p", options.top_p, 0.0..=1.0);
        }
        body.option("top_k", "top_k", options.top_k);
    }
}

fn options(body: &mut Body<'_>, options: &GenerationOptions) {
    let (stop, blank): (Vec<&str>, Vec<&str>) =
        options.stop.iter().map(String::as_str).partition(|text| !is_blank(text));
    body.lacks("stop", !blank.is_empty(), "the API takes no text of white space");
    body.option("stop", "stop_sequences", (!stop.is_empty()).then(|| Json::array(stop)));
    for (what, asked) in [
        ("min_p", options.min_p.is_some()),
        ("repeat_penalty", options.repeat_penalty.is_some()),
        ("frequency_penalty", options.frequency_penalty.is_some()),
        ("presence_penalty", options.presence_penalty.is_some()),
        ("logit_bias", !options.logit_bias.is_empty()),
        ("logprobs", options.logprobs.is_some()),
        ("seed", options.seed.is_some()),
    ]
    .into_iter()
    .chain(options.only_llama())
    {
        body.lacks(what, asked, "the messages API has no words for it");
    }
}

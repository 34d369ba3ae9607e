//! A turn as the body of `POST responses`.

use llm_functions::json::Json;

use super::input;
use crate::options::{GenerationOptions, ToolChoice};
use crate::platform::TurnRequest;
use crate::wire::body::Body;
use crate::wire::json::Members;
use crate::wire::{Codec, Encoded};

/// The API refuses a lower limit.
const LEAST_TOKENS: u32 = 16;
/// The most likely tokens that the API tells for each place.
const MOST_LOGPROBS: u8 = 20;

pub(in crate::wire) fn request(codec: &Codec, turn: &TurnRequest<'_>, stream: bool) -> Encoded {
    let mut body = Body::new(&codec.target.quirks);
    body.set("model", codec.target.model.as_str());
    let (instructions, input) = input::input(codec, turn);
    if !instructions.is_empty() {
        body.set("instructions", instructions);
    }
    body.set("input", input);
    tools(&mut body, codec, &turn.tool_choice);
    output(&mut body, codec, turn);
    options(&mut body, turn.options);
    include(&mut body, codec, turn.options);
    if codec.target.quirks.no_store {
        body.set("store", false);
    }
    body.set("stream", stream);
    body.finish(codec.functions.ignored())
}

fn tools(body: &mut Body<'_>, codec: &Codec, choice: &ToolChoice) {
    let tools = codec.functions.lowered().responses_tools();
    if tools.is_empty() || !body.known("tools") {
        let must_call = choice.must_call();
        return body.lacks("tool_choice", must_call, "there are no tools");
    }
    body.set("tools", Json::Array(tools));
    if is_missing(codec, choice) {
        body.ignore("tool_choice", "there is no tool of this name");
    } else {
        body.option("tool_choice", "tool_choice", chosen(codec, choice));
    }
    let (parallel, quirks) = (codec.schema.parallel_calls(), &codec.target.quirks);
    if parallel != quirks.parallel_calls && (quirks.knows("parallel_calls") || !parallel) {
        body.option("parallel_calls", "parallel_tool_calls", Some(parallel));
    }
}

/// Whether a function is demanded that has no tool.
fn is_missing(codec: &Codec, choice: &ToolChoice) -> bool {
    matches!(choice, ToolChoice::Function(name) if !codec.functions.has_tool(name))
}

fn chosen(codec: &Codec, choice: &ToolChoice) -> Option<Json> {
    match choice {
        ToolChoice::Auto => None,
        ToolChoice::None => Some("none".into()),
        ToolChoice::Required => Some("required".into()),
        ToolChoice::Function(name) => {
            let name = codec.functions.name(name).into_owned();
            Some(Json::object([("type", Json::from("function")), ("name", name.into())]))
        }
    }
}

fn output(body: &mut Body<'_>, codec: &Codec, turn: &TurnRequest<'_>) {
    let Some(output) = turn.output.map(|format| codec.functions.output(format)) else { return };
    if !body.known("output") {
        return;
    }
    let Some((name, description, schema, strict)) = output.schema() else {
        return body.ignore("output", "it cannot be said in the server's dialect");
    };
    let mut format = Members::new();
    format.set("type", "json_schema").set("name", name).set("schema", schema.clone()).set("strict", strict);
    format.set_if_some("description", (!description.is_empty()).then_some(description));
    body.set("text", Json::object([("format", Json::from(format))]));
}

fn options(body: &mut Body<'_>, options: &GenerationOptions) {
    let tokens = options.max_output_tokens;
    body.lacks(
        "max_output_tokens",
        tokens.is_some_and(|most| most < LEAST_TOKENS),
        "the API's least is sent, which is 16",
    );
    body.option("max_output_tokens", "max_output_tokens", tokens.map(|most| most.max(LEAST_TOKENS)));
    body.number("temperature", options.temperature, 0.0..=2.0);
    body.number("top_p", options.top_p, 0.0..=1.0);
    let effort = options.reasoning_effort.map(|effort| Json::object([("effort", effort.name().into())]));
    body.option("reasoning_effort", "reasoning", effort);
    for (what, asked) in [
        ("top_k", options.top_k.is_some()),
        ("min_p", options.min_p.is_some()),
        ("repeat_penalty", options.repeat_penalty.is_some()),
        ("frequency_penalty", options.frequency_penalty.is_some()),
        ("presence_penalty", options.presence_penalty.is_some()),
        ("logit_bias", !options.logit_bias.is_empty()),
        ("seed", options.seed.is_some()),
        ("stop", options.stop.iter().any(|text| !text.is_empty())),
    ]
    .into_iter()
    .chain(options.only_llama())
    {
        body.lacks(what, asked, "the responses API has no words for it");
    }
}

/// What comes back beside the answer: the thoughts, which nobody keeps but this conversation, and how likely tokens were.
fn include(body: &mut Body<'_>, codec: &Codec, options: &GenerationOptions) {
    let mut include = Vec::new();
    if may_think(&codec.target.model) {
        include.push("reasoning.encrypted_content");
    }
    if let Some(alternatives) = options.logprobs
        && body.known("logprobs")
    {
        body.lacks("logprobs", alternatives > MOST_LOGPROBS, "the API tells at most 20 alternatives");
        body.set("top_logprobs", alternatives.min(MOST_LOGPROBS));
        include.push("message.output_text.logprobs");
    }
    if !include.is_empty() {
        body.set("include", Json::array(include));
    }
}

/// Whether a model may think before it speaks. Those of `OpenAI` that do not refuse to be asked for their thoughts; any
/// other may.
fn may_think(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    !["gpt-4", "gpt-3", "chatgpt-4"].iter().any(|silent| name.starts_with(silent))
}

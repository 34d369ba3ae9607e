//! Requests of the messages API: by the rules that its documentation and its published client state, for turns of every
//! kind; and saying what was asked for.

use std::collections::BTreeSet;
use std::sync::Arc;

use llm_functions::dialect::Dialect;
use llm_functions::json::{Json, read};
use llm_functions::{ErasedFunction as _, Sensitivity};

use crate::message::{Message, Reasoning};
use crate::options::{GenerationOptions, ReasoningEffort, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::{Ignored, TurnRequest};
use crate::schema::Schema;
use crate::wire::json::{count, items, text};
use crate::wire::tests::support::{function, registry, schema, target};
use crate::wire::tests::turns::{self, Dice};
use crate::wire::{Api, Codec, Quirks};

/// One of each kind of model: without thinking, with budgets, with efforts, always thinking, of another maker.
const MODELS: [&str; 7] = [
    "claude-3-5-haiku-20241022",
    "claude-3-7-sonnet-20250219",
    "claude-haiku-4-5",
    "claude-sonnet-4-6",
    "claude-opus-5",
    "claude-fable-5",
    "deepseek-v4",
];

fn codec(model: &str, dialect: Dialect, schema: Schema) -> Codec {
    let mut target = target(Api::AnthropicMessages, dialect);
    target.model = model.to_owned();
    target.quirks = Quirks::anthropic();
    Codec::new(target, Arc::new(schema))
}

#[test]
fn requests_keep_the_rules() {
    for model in MODELS {
        for dialect in [Dialect::AnthropicStrict, Dialect::Anthropic] {
            for seed in 0..300 {
                let mut dice = Dice::new(seed);
                let functions = registry(turns::functions().into_iter().take(dice.roll(6)));
                let schema =
                    Schema::builder("tiny").functions(functions).parallel_calls(dice.roll(2) == 0).build().unwrap();
                let (messages, options) = (turns::messages(&mut dice), turns::options(&mut dice));
                let output = turns::output(&mut dice);
                let turn = TurnRequest::new(&messages, turns::choice(&mut dice), &options).output(output.as_ref());
                let body = codec(model, dialect, schema).request(&turn, true).body;
                // A name that is there twice would not be read.
                let sent = read(&body.to_string()).unwrap();
                check(model, &sent).unwrap_or_else(|rule| panic!("{model}, {dialect}, {seed}: {rule}\n{sent}"));
            }
        }
    }
}

fn rule(holds: bool, rule: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(rule) }
}

fn is_legal(word: &str, most: usize) -> bool {
    let is_legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    !word.is_empty() && word.len() <= most && word.chars().all(is_legal)
}

const MEMBERS: [&str; 13] = [
    "model",
    "max_tokens",
    "messages",
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "stream",
];

fn check(model: &str, body: &Json) -> Result<(), &'static str> {
    let Json::Object(members) = body else { return Err("a body is an object") };
    rule(members.iter().all(|(name, _)| MEMBERS.contains(&name.as_str())), "no member that the API does not know")?;
    let tokens = count(body, "max_tokens").ok_or("max_tokens is required")?;
    rule(tokens > 0, "max_tokens is not 0")?;
    let stop = items(body, "stop_sequences");
    rule(
        stop.iter().all(|text| text.as_str().is_some_and(|text| !text.trim().is_empty())),
        "a stop sequence has letters",
    )?;
    check_tools(body)?;
    check_messages(body)?;
    check_thinking(model, body, tokens)
}

fn check_tools(body: &Json) -> Result<(), &'static str> {
    let tools = items(body, "tools");
    let names: BTreeSet<&str> = tools.iter().filter_map(|tool| text(tool, "name")).collect();
    rule(names.len() == tools.len(), "each tool has a name of its own")?;
    rule(names.iter().all(|name| is_legal(name, 64)), "a tool's name is legal")?;
    for tool in tools {
        let schema = tool.get("input_schema").ok_or("a tool has a schema")?;
        rule(text(schema, "type") == Some("object"), "a tool takes an object")?;
        rule(["anyOf", "oneOf", "allOf"].iter().all(|name| schema.get(name).is_none()), "no alternatives at the root")?;
    }
    rule(tools.iter().filter(|tool| tool.get("strict").is_some()).count() <= 20, "at most 20 strict tools")?;
    let Some(choice) = body.get("tool_choice") else { return Ok(()) };
    rule(!tools.is_empty(), "no choice without tools")?;
    match text(choice, "type") {
        Some("tool") => rule(text(choice, "name").is_some_and(|name| names.contains(name)), "the chosen tool is there"),
        Some("auto" | "any") => rule(choice.get("name").is_none(), "no name but for a tool"),
        Some("none") => {
            rule(choice.get("disable_parallel_tool_use").is_none(), "nothing is parallel where nothing is called")
        }
        _ => Err("a kind of choice"),
    }
}

fn check_messages(body: &Json) -> Result<(), &'static str> {
    let messages = items(body, "messages");
    rule(!messages.is_empty(), "there is a message")?;
    rule(messages.windows(2).all(|two| text(&two[0], "role") != text(&two[1], "role")), "roles take turns")?;
    let (mut open, mut seen): (BTreeSet<String>, BTreeSet<String>) = Default::default();
    for message in messages {
        let content = items(message, "content");
        rule(!content.is_empty(), "a message has content")?;
        let mut answered = true;
        for block in content {
            match (text(message, "role"), text(block, "type")) {
                (Some("user" | "assistant"), Some("text")) => {
                    rule(text(block, "text").is_some_and(|text| !text.trim().is_empty()), "a text has letters")?;
                    answered = false;
                }
                (Some("user"), Some("image")) => {
                    rule(block.get("source").is_some(), "an image has a source")?;
                    answered = false;
                }
                (Some("assistant"), Some("tool_use")) => {
                    let id = text(block, "id").ok_or("a call has an identity")?;
                    rule(is_legal(id, 64) && seen.insert(id.to_owned()), "the identity is legal and new")?;
                    rule(text(block, "name").is_some_and(|name| is_legal(name, 64)), "a call has a legal name")?;
                    rule(matches!(block.get("input"), Some(Json::Object(_))), "an input is an object")?;
                    open.insert(id.to_owned());
                }
                (Some("user"), Some("tool_result")) => {
                    rule(answered, "answers come first")?;
                    rule(text(block, "tool_use_id").is_some_and(|id| open.remove(id)), "an answer belongs to a call")?;
                    let blank = text(block, "content").is_none_or(|output| output.trim().is_empty());
                    rule(!blank || block.get("is_error").is_none(), "a failure has words")?;
                }
                _ => return Err("a block of its role"),
            }
        }
        rule(text(message, "role") == Some("assistant") || open.is_empty(), "every call is answered at once")?;
    }
    rule(text(&messages[messages.len() - 1], "role") == Some("user"), "the last word is not the model's")
}

fn check_thinking(model: &str, body: &Json, tokens: u32) -> Result<(), &'static str> {
    let thinking = body.get("thinking").and_then(|thinking| text(thinking, "type"));
    let choice = body.get("tool_choice").and_then(|choice| text(choice, "type"));
    let sampling = ["temperature", "top_p", "top_k"].iter().any(|name| body.get(name).is_some());
    let thinks = matches!(thinking, Some("enabled" | "adaptive"));
    rule(!thinks || !matches!(choice, Some("any" | "tool")), "no thinking where a call is demanded")?;
    rule(!thinks || !sampling, "no sampling while thinking")?;
    let effort = body.get("output_config").and_then(|config| config.get("effort")).is_some();
    match model {
        "claude-3-5-haiku-20241022" => rule(thinking.is_none() && !effort, "no thinking before 3.7")?,
        "claude-sonnet-4-6" => rule(thinking != Some("enabled"), "no budget from 4.6 on")?,
        "claude-opus-5" => rule(thinking != Some("enabled") && !sampling, "no budget, no sampling from 4.7 on")?,
        "claude-fable-5" => rule(thinking.is_none() && !sampling, "always thinks")?,
        _ => rule(thinking != Some("adaptive") && !effort, "no effort before 4.6")?,
    }
    if model == "claude-haiku-4-5" {
        rule(body.get("temperature").is_none() || body.get("top_p").is_none(), "not both")?;
    }
    let Some(budget) = body.get("thinking").and_then(|thinking| count(thinking, "budget_tokens")) else {
        return Ok(());
    };
    rule(budget >= 1024 && budget < tokens, "a budget is within the limit")
}

fn ask(model: &str, options: &GenerationOptions, choice: ToolChoice, messages: &[Message]) -> (Json, Vec<Ignored>) {
    let look = function("look", r#"{"type":"object","properties":{},"additionalProperties":false}"#);
    let schema = Schema::builder("tiny").functions(registry([look])).build().unwrap();
    let encoded = codec(model, Dialect::Anthropic, schema).request(&TurnRequest::new(messages, choice, options), true);
    (encoded.body, encoded.ignored)
}

fn is(json: Option<&Json>, expected: &str) {
    assert_eq!(json, Some(&read(expected).unwrap()), "\n{}", json.map(Json::to_string).unwrap_or_default());
}

#[test]
fn a_request_without_wishes_is_short() {
    let options = GenerationOptions::default();
    let encoded = codec("claude-haiku-4-5", Dialect::Anthropic, Schema::builder("tiny").build().unwrap())
        .request(&TurnRequest::new(&[Message::user("Hello")], ToolChoice::Auto, &options), true);
    is(
        Some(&encoded.body),
        r#"{"model":"claude-haiku-4-5","max_tokens":16384,"messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}],"stream":true}"#,
    );
    let codec = codec("claude-haiku-4-5", Dialect::Anthropic, Schema::builder("tiny").build().unwrap());
    assert_eq!(Api::AnthropicMessages.headers(), [("anthropic-version", "2023-06-01")]);
    let messages = [Message::user("Hello")];
    assert_eq!(codec.path(&TurnRequest::new(&messages, ToolChoice::Auto, &options)), "messages");
}

#[test]
fn an_effort_is_a_budget_or_a_word() {
    let messages = [Message::user("Hello")];
    let asked = |model: &str, effort: ReasoningEffort, tokens: Option<u32>| {
        let options =
            GenerationOptions { max_output_tokens: tokens, ..GenerationOptions::default().reasoning_effort(effort) };
        ask(model, &options, ToolChoice::Auto, &messages)
    };
    let (body, ignored) = asked("claude-haiku-4-5", ReasoningEffort::Medium, None);
    is(body.get("thinking"), r#"{"type":"enabled","budget_tokens":8192}"#);
    assert_eq!((count(&body, "max_tokens"), ignored), (Some(16_384 + 8_192), vec![]));
    let (body, _) = asked("claude-haiku-4-5", ReasoningEffort::High, Some(4_000));
    is(body.get("thinking"), r#"{"type":"enabled","budget_tokens":2000}"#);
    let (body, ignored) = asked("claude-haiku-4-5", ReasoningEffort::High, Some(1_000));
    assert_eq!((body.get("thinking"), ignored[0].what), (None, "reasoning_effort"));
    let (body, _) = asked("claude-opus-5", ReasoningEffort::Minimal, None);
    is(body.get("thinking"), r#"{"type":"adaptive","display":"summarized"}"#);
    is(body.get("output_config"), r#"{"effort":"low"}"#);
    is(asked("claude-opus-5", ReasoningEffort::None, None).0.get("thinking"), r#"{"type":"disabled"}"#);
    let (body, ignored) = asked("claude-fable-5", ReasoningEffort::None, None);
    assert_eq!((body.get("thinking"), ignored[0].what), (None, "reasoning_effort"));
    let (_, ignored) = asked("claude-3-haiku-20240307", ReasoningEffort::Low, None);
    assert_eq!(ignored, [Ignored::new("reasoning_effort", "the model does not think")]);
}

#[test]
fn a_message_that_began_without_thinking_goes_on_without() {
    let call = llm_functions::ToolCall::new("a", "look", "{}");
    let result = llm_functions::ToolResult::success(&call, "nothing", Sensitivity::Public);
    let options = GenerationOptions::default().reasoning_effort(ReasoningEffort::Low);
    let mut messages = vec![
        Message::user("Hello"),
        Message::assistant("", vec![call.clone()], Sensitivity::Public),
        Message::tool(result),
    ];
    let (body, ignored) = ask("claude-haiku-4-5", &options, ToolChoice::Auto, &messages);
    assert_eq!((body.get("thinking"), ignored.len()), (None, 1));
    // Models with efforts think in the middle of a message too.
    assert!(ask("claude-opus-5", &options, ToolChoice::Auto, &messages).0.get("thinking").is_some());
    let mut record = crate::wire::record::Record::default();
    record.own(read(r#"{"type":"thinking","thinking":"Hm.","signature":"signed"}"#).unwrap());
    record.called("a");
    let mut thought = Reasoning::new("Hm.");
    thought.state = record.state("anthropic", "claude-haiku-4-5");
    messages[1] = Message::assistant("", vec![call], Sensitivity::Public).reasoning(Some(thought));
    assert!(ask("claude-haiku-4-5", &options, ToolChoice::Auto, &messages).0.get("thinking").is_some());
}

#[test]
fn options_are_written_or_reported() {
    let options = GenerationOptions {
        temperature: Some(1.5),
        top_p: Some(0.9),
        top_k: Some(40),
        seed: Some(7),
        logprobs: Some(2),
        stop: vec!["END".to_owned(), "\n".to_owned()],
        ..GenerationOptions::default()
    };
    let messages = [Message::user("Hello")];
    let what = |ignored: &[Ignored]| ignored.iter().map(|ignored| ignored.what).collect::<Vec<_>>();
    let (body, ignored) = ask("claude-3-5-haiku-20241022", &options, ToolChoice::Auto, &messages);
    is(body.get("temperature"), "1.0");
    is(body.get("top_p"), "0.9");
    is(body.get("top_k"), "40");
    is(body.get("stop_sequences"), r#"["END"]"#);
    assert_eq!(what(&ignored), ["temperature", "stop", "logprobs", "seed"]);
    let (body, ignored) = ask("claude-haiku-4-5", &options, ToolChoice::Auto, &messages);
    assert_eq!((body.get("top_p"), what(&ignored)), (None, vec!["temperature", "top_p", "stop", "logprobs", "seed"]));
    let (body, ignored) = ask("claude-opus-5", &options, ToolChoice::Auto, &messages);
    assert_eq!((body.get("temperature"), body.get("top_k")), (None, None));
    assert_eq!(what(&ignored), ["temperature", "top_p", "top_k", "stop", "logprobs", "seed"]);
}

#[test]
fn choices_have_the_api_s_words() {
    let (messages, options) = ([Message::user("Hello")], GenerationOptions::default());
    let chosen =
        |choice: ToolChoice| ask("claude-haiku-4-5", &options, choice, &messages).0.get("tool_choice").cloned();
    assert_eq!(chosen(ToolChoice::Auto), None);
    is(chosen(ToolChoice::None).as_ref(), r#"{"type":"none"}"#);
    is(chosen(ToolChoice::Required).as_ref(), r#"{"type":"any"}"#);
    is(chosen(ToolChoice::Function("look".into())).as_ref(), r#"{"type":"tool","name":"look"}"#);
    assert_eq!(chosen(ToolChoice::Function("nobody".into())), None);
    let schema = Schema::builder("tiny").functions(registry(turns::functions())).parallel_calls(false).build().unwrap();
    let turn = TurnRequest::new(&messages, ToolChoice::Auto, &options);
    let body = codec("claude-haiku-4-5", Dialect::Anthropic, schema).request(&turn, true).body;
    is(body.get("tool_choice"), r#"{"type":"auto","disable_parallel_tool_use":true}"#);
    // Where there are no instructions, the tools are what is the same in the next request.
    let tools = items(&body, "tools");
    assert!(tools.last().unwrap().get("cache_control").is_some() && tools[0].get("cache_control").is_none());
}

#[test]
fn only_so_many_tools_are_strict() {
    let functions = (0..30).map(|number| {
        function(
            &format!("f{number}"),
            r#"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}"#,
        )
    });
    let schema = schema(registry(functions));
    let mut target = target(Api::AnthropicMessages, Dialect::AnthropicStrict);
    target.quirks = Quirks::anthropic();
    let (messages, options) = ([Message::user("Hello")], GenerationOptions::default());
    let encoded = Codec::new(target, schema).request(&TurnRequest::new(&messages, ToolChoice::Auto, &options), true);
    let strict = items(&encoded.body, "tools").iter().filter(|tool| tool.get("strict").is_some()).count();
    assert_eq!((strict, encoded.ignored[0].what), (20, "tools"));
    // An older model refuses the word, and the form of an answer is a tool for it.
    let schema = Schema::builder("tiny").functions(registry(turns::functions())).build().unwrap();
    let format = OutputFormat::of_view(Arc::clone(turns::functions()[0].view()));
    let turn = TurnRequest::new(&messages, ToolChoice::Auto, &options).output(Some(&format));
    let encoded = codec("claude-opus-4-1", Dialect::AnthropicStrict, schema).request(&turn, true);
    assert!(!encoded.body.to_string().contains("\"strict\"") && encoded.body.get("output_config").is_none());
    assert_eq!((items(&encoded.body, "tools").len(), encoded.ignored[0].what), (turns::functions().len() + 1, "tools"));
}

//! Requests: as published, and saying what was asked for.

use std::sync::Arc;

use llm_functions::dialect::Dialect;
use llm_functions::json::{Json, read};
use llm_functions::{Sensitivity, ToolCall, ToolResult};

use super::harness::{Tally, corpus, published, valid};
use super::support::{codec, function, registry, schema, target};
use super::turns::{self, DIALECTS, Dice};
use crate::message::{Message, Reasoning};
use crate::options::{GenerationOptions, ReasoningEffort, ToolChoice};
use crate::output::OutputFormat;
use crate::platform::{Ignored, TurnRequest};
use crate::schema::{Example, Schema};
use crate::wire::{Api, Codec, Encoded, Quirks};

/// How many turns are made up for each dialect.
const TURNS: u64 = 500;

#[test]
fn chat_completions_are_as_published() {
    let Some(folder) = corpus("openai_spec") else { return };
    let mut tally = Tally::new("openai_spec, requests for chat completions");
    as_published(Api::ChatCompletions, &published(&folder, "CreateChatCompletionRequest"), &mut tally);
    tally.finish();
}

/// Holds the requests for turns of every kind to what a provider publishes.
pub(crate) fn as_published(api: Api, validator: &jsonschema::Validator, tally: &mut Tally) {
    for dialect in DIALECTS {
        for seed in 0..TURNS {
            let mut dice = Dice::new(seed);
            let mut target = target(api, dialect);
            target.quirks.unknown.retain(|_| dice.roll(8) > 0);
            target.quirks.examples = dice.roll(2) == 0;
            target.quirks.named_choice = dice.roll(4) > 0;
            target.quirks.parallel_calls = dice.roll(4) > 0;
            let functions = turns::functions().into_iter().take(dice.roll(6));
            let example = Example::answer("Who are you?", "A model.");
            let schema = Schema::builder("tiny").functions(registry(functions)).examples([example]);
            let codec = Codec::new(target, Arc::new(schema.parallel_calls(dice.roll(2) == 0).build().unwrap()));
            let (messages, options, output) =
                (turns::messages(&mut dice), turns::options(&mut dice), turns::output(&mut dice));
            let turn = TurnRequest::new(&messages, turns::choice(&mut dice), &options).output(output.as_ref());
            let body = codec.request(&turn, dice.roll(2) == 0).body;
            // It is sent as text, and a name that is there twice would be lost in a tree.
            let sent = read(&body.to_string()).unwrap();
            tally.check(valid(validator, &sent), || format!("{dialect}, {seed}: {}", explained(validator, &sent)));
        }
    }
}

fn explained(validator: &jsonschema::Validator, json: &Json) -> String {
    let value = serde_json::Value::from(json.clone());
    let problems = validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path()));
    problems.collect::<Vec<_>>().join("; ")
}

fn request(codec: &Codec, turn: &TurnRequest<'_>) -> Encoded {
    codec.request(turn, true)
}

fn weather() -> Arc<Schema> {
    let place = r#"{"type":"object","properties":{"place":{"type":"string"},"day":{"type":"string"}},"required":["place"],"additionalProperties":false}"#;
    schema(registry([function("get weather", place)]))
}

fn is(json: Option<&Json>, expected: &str) {
    assert_eq!(json, Some(&read(expected).unwrap()));
}

#[test]
fn a_conversation_with_calls_is_written_in_the_dialect() {
    let codec = codec(Api::ChatCompletions, Dialect::OpenAiStrict, weather());
    let call = ToolCall::new("x", "get weather", r#"{"place":"Oslo"}"#);
    let cut = ToolCall::new("y", "get weather", r#"{"place":"Oslo","day":"Mo"#);
    let invented = ToolCall::new("z", "größe messen", "[1]");
    let results =
        [&call, &cut, &invented].map(|call| Message::tool(ToolResult::success(call, "ok", Sensitivity::Public)));
    let mut messages = vec![Message::system("Be brief."), Message::user("Oslo?")];
    messages.push(Message::assistant("", vec![call, cut, invented], Sensitivity::Public));
    messages.extend(results);
    messages.push(Message::assistant("", Vec::new(), Sensitivity::Public));
    messages.push(Message::assistant("Cold.", Vec::new(), Sensitivity::Public).reasoning(Some(Reasoning::new("hm"))));
    let options = GenerationOptions::default();
    let Encoded { body, ignored } = request(&codec, &TurnRequest::new(&messages, ToolChoice::Auto, &options));
    assert_eq!(ignored, []);
    let name = &codec.functions.lowered().functions[0].name;
    let call = |id: &str, name: &str, arguments: &str| {
        let arguments = Json::from(arguments);
        format!(r#"{{"id":"{id}","type":"function","function":{{"name":"{name}","arguments":{arguments}}}}}"#)
    };
    let calls = [
        call("x", name, r#"{"place":"Oslo","day":null}"#),
        call("y", name, r#"{"place":"Oslo","day":null}"#),
        call("z", "gr__e_messen", r#"{"arguments":[1]}"#),
    ];
    let expected = format!(
        r#"[{{"role":"system","content":"Be brief."}},{{"role":"user","content":"Oslo?"}},
        {{"role":"assistant","content":null,"tool_calls":[{}]}},
        {{"role":"tool","tool_call_id":"x","content":"ok"}},{{"role":"tool","tool_call_id":"y","content":"ok"}},
        {{"role":"tool","tool_call_id":"z","content":"ok"}},{{"role":"assistant","content":"Cold."}}]"#,
        calls.join(",")
    );
    is(body.get("messages"), &expected);
}

#[test]
fn worked_examples_come_after_the_instructions_where_they_help() {
    let example = Example::call("Oslo?", "get weather", r#"{"place":"Oslo"}"#, "-3", "It is -3.");
    let functions = weather().functions().clone();
    let schema = Arc::new(Schema::builder("tiny").functions(functions).examples([example]).build().unwrap());
    let mut target = target(Api::ChatCompletions, Dialect::OpenAi);
    target.quirks.examples = true;
    let codec = Codec::new(target, schema);
    let name = codec.functions.name("get weather").into_owned();
    let messages = [Message::system("Be brief."), Message::user("Rome?")];
    let body = request(&codec, &TurnRequest::new(&messages, ToolChoice::Auto, &GenerationOptions::default())).body;
    is(
        body.get("messages"),
        &format!(
            r#"[{{"role":"system","content":"Be brief."}},{{"role":"user","content":"Oslo?"}},
            {{"role":"assistant","content":null,"tool_calls":[{{"id":"example_0","type":"function",
                "function":{{"name":"{name}","arguments":"{{\"place\":\"Oslo\"}}"}}}}]}},
            {{"role":"tool","tool_call_id":"example_0","content":"-3"}},{{"role":"assistant","content":"It is -3."}},
            {{"role":"user","content":"Rome?"}}]"#
        ),
    );
}

#[test]
fn options_are_written_or_reported() {
    let options = GenerationOptions {
        max_output_tokens: Some(9),
        temperature: Some(0.7),
        top_p: Some(1.5),
        top_k: Some(40),
        frequency_penalty: Some(f32::NAN),
        logit_bias: vec![(5, -200.0), (5, 1.0)],
        logprobs: Some(30),
        reasoning_effort: Some(ReasoningEffort::Low),
        seed: Some(7),
        stop: ["a", "", "b", "c", "d", "e"].map(str::to_owned).to_vec(),
        ..GenerationOptions::default()
    };
    let messages = [Message::user("Hello")];
    let turn = TurnRequest::new(&messages, ToolChoice::Auto, &options);
    let plain = super::support::plain(Api::ChatCompletions);
    let Encoded { body, ignored } = request(&plain, &turn);
    is(
        Some(&body),
        r#"{"model":"tiny","messages":[{"role":"user","content":"Hello"}],"max_completion_tokens":9,"temperature":0.7,"top_p":1.0,
        "seed":7,"reasoning_effort":"low","logit_bias":{"5":1},"logprobs":true,"top_logprobs":20,"stop":["a","b","c","d"],
        "stream":true,"stream_options":{"include_usage":true}}"#,
    );
    let what: Vec<&str> = ignored.iter().map(|ignored| ignored.what).collect();
    assert_eq!(what, ["top_p", "top_k", "frequency_penalty", "logit_bias", "logprobs", "stop"]);

    let mut target = target(Api::ChatCompletions, Dialect::OpenAi);
    let unknown =
        vec!["seed", "reasoning_effort", "logprobs", "stop", "logit_bias", "temperature", "top_p", "frequency_penalty"];
    target.quirks = Quirks { unknown, max_tokens: "max_tokens", stream_options: false, ..Quirks::default() };
    let Encoded { body, ignored } = request(&Codec::new(target, schema(registry([]))), &turn);
    is(
        Some(&body),
        r#"{"model":"tiny","messages":[{"role":"user","content":"Hello"}],"max_tokens":9,"top_k":40,"stream":true}"#,
    );
    for what in
        ["seed", "reasoning_effort", "logprobs", "stop", "logit_bias", "temperature", "top_p", "frequency_penalty"]
    {
        assert!(ignored.iter().any(|ignored| ignored.what == what), "{what} is lost without a word");
    }
}

#[test]
fn which_functions_may_be_called_is_said_in_the_way_the_server_knows() {
    let messages = [Message::user("Hello")];
    let options = GenerationOptions::default();
    let ask = |change: fn(&mut Quirks), choice: ToolChoice| {
        let mut target = target(Api::ChatCompletions, Dialect::OpenAi);
        change(&mut target.quirks);
        let functions = turns::functions().into_iter().take(2);
        request(&Codec::new(target, schema(registry(functions))), &TurnRequest::new(&messages, choice, &options))
    };
    let tools = |encoded: &Encoded| super::super::json::items(&encoded.body, "tools").len();
    let named = || ToolChoice::Function("get_weather".to_owned());
    for (choice, expected) in [
        (ToolChoice::None, "\"none\""),
        (ToolChoice::Required, "\"required\""),
        (named(), r#"{"type":"function","function":{"name":"get_weather"}}"#),
    ] {
        let encoded = ask(|_| {}, choice);
        is(encoded.body.get("tool_choice"), expected);
        assert_eq!((tools(&encoded), encoded.ignored.len()), (2, 0));
    }
    assert_eq!(ask(|_| {}, ToolChoice::Auto).body.get("tool_choice"), None);
    let only = ask(|quirks| quirks.named_choice = false, named());
    is(only.body.get("tool_choice"), "\"required\"");
    assert_eq!((tools(&only), only.ignored.len()), (1, 0));
    let unknown = |quirks: &mut Quirks| quirks.unknown.push("tool_choice");
    let none = ask(unknown, ToolChoice::None);
    assert_eq!((tools(&none), none.ignored.len()), (0, 0), "no tools, no calls");
    for choice in [ToolChoice::Required, named()] {
        assert_eq!(ask(unknown, choice).ignored, [Ignored::new("tool_choice", "the server does not know it")]);
    }
    let nobody = ask(|_| {}, ToolChoice::Function("nobody".to_owned()));
    assert_eq!((nobody.ignored[0].what, nobody.body.get("tool_choice")), ("tool_choice", None));
    let without = ask(|quirks| quirks.unknown.push("tools"), ToolChoice::Required);
    assert_eq!(without.ignored.iter().map(|ignored| ignored.what).collect::<Vec<_>>(), ["tools", "tool_choice"]);
}

#[test]
fn parallel_calls_are_mentioned_where_the_server_would_do_otherwise() {
    let messages = [Message::user("Hello")];
    let options = GenerationOptions::default();
    let ask = |wanted: bool, by_default: bool, known: bool| {
        let mut target = target(Api::ChatCompletions, Dialect::OpenAi);
        target.quirks.parallel_calls = by_default;
        if !known {
            target.quirks.unknown.push("parallel_calls");
        }
        let functions = registry(turns::functions());
        let schema = Schema::builder("tiny").functions(functions).parallel_calls(wanted).build().unwrap();
        let encoded =
            request(&Codec::new(target, Arc::new(schema)), &TurnRequest::new(&messages, ToolChoice::Auto, &options));
        (encoded.body.get("parallel_tool_calls").cloned(), encoded.ignored.len())
    };
    assert_eq!(ask(true, true, true), (None, 0));
    assert_eq!(ask(false, true, true), (Some(false.into()), 0));
    assert_eq!(ask(true, false, true), (Some(true.into()), 0));
    assert_eq!(ask(false, true, false), (None, 1));
    assert_eq!(ask(true, false, false), (None, 0));
}

#[test]
fn the_form_of_an_answer_is_asked_for_and_the_answer_brought_back() {
    use llm_functions::ErasedFunction as _;
    let function = function(
        "sleep report",
        r#"{"type":"object","properties":{"hours":{"type":"number"},"note":{"type":"string"}},"required":["hours"],"additionalProperties":false}"#,
    );
    let format = OutputFormat::of_view(Arc::clone(function.view()));
    let (messages, options) = ([Message::user("Hello")], GenerationOptions::default());
    let turn = TurnRequest::new(&messages, ToolChoice::Auto, &options).output(Some(&format));
    let codec = codec(Api::ChatCompletions, Dialect::OpenAiStrict, schema(registry([])));
    let body = request(&codec, &turn).body;
    let asked = body.get("response_format").and_then(|format| format.get("json_schema")).unwrap();
    is(asked.get("strict"), "true");
    is(asked.get("schema").and_then(|schema| schema.get("required")), r#"["hours","note"]"#);
    let answer = r#"{"choices":[{"message":{"content":"{\"hours\":7.5,\"note\":null}"},"finish_reason":"stop"}]}"#;
    let said = |body: &str| super::assembled::assembled(&codec.whole(&turn, body.as_bytes()).unwrap()).text;
    assert_eq!(said(answer), r#"{"hours":7.5}"#);
    let mut target = target(Api::ChatCompletions, Dialect::OpenAiStrict);
    target.quirks.unknown.push("output");
    let encoded = request(&Codec::new(target, schema(registry([]))), &turn);
    assert!(encoded.body.get("response_format").is_none() && encoded.ignored.iter().any(|it| it.what == "output"));
    let messages = encoded.body.get("messages").unwrap().to_string();
    assert!(messages.starts_with(r#"[{"role":"system","content":"Answer with nothing but one JSON"#), "{messages}");
    assert!(messages.contains(r#"\"hours\":"#), "a server that cannot hold the model to the form tells it: {messages}");
    // One that was cut is left as it is.
    let cut = r#"{"choices":[{"message":{"content":"{\"hours\":7.5,\"no"},"finish_reason":"length"}]}"#;
    assert_eq!(said(cut), r#"{"hours":7.5,"no"#);
}

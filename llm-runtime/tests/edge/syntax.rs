//! Models whose template knows functions: calls in the family's own syntax, begun freely or required.
#![allow(clippy::print_stderr, reason = "counts are told")]

use llm_functions::{ToolCall, ToolResult, functions};
use llm_runtime::edge::{CallSyntax, ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{
    Delta, Engine, Example, FinishReason, GenerationOptions, Message, Schema, SchemaBuilder, Sensitivity, ToolChoice,
    TurnRequest,
};

use crate::functions::{GetHealthData, LogMeal, LogWalk, WritePlan, registry, with_functions};
use crate::support::{MODEL, greedy, model_path, next, open, turn};

/// A template of the Hermes kind: functions in the system text, calls and results in tags.
const HERMES: &str = "{%- macro called(c) %}{{ '<tool_call>\\n{\"name\": \"' + c.function.name + '\", \"arguments\": ' + c.function.arguments|tojson + '}\\n</tool_call>' }}{% endmacro %}{{ '<|im_start|>system\\n' }}{% if messages[0].role == 'system' %}{{ messages[0].content }}{% else %}{{ 'You help.' }}{% endif %}{% if tools %}{{ '\\n\\nFunctions:' }}{% for t in tools %}{{ '\\n' + t.function|tojson }}{% endfor %}{{ '\\nTo call one, write its name and arguments between <tool_call> and </tool_call>.' }}{% endif %}{{ '<|im_end|>\\n' }}{% for m in messages %}{% if m.role == 'tool' %}{{ '<|im_start|>user\\n<tool_response>\\n' + m.content + '\\n</tool_response><|im_end|>\\n' }}{% elif m.role == 'assistant' %}{{ '<|im_start|>assistant\\n' + m.content }}{% for c in m.tool_calls or [] %}{{ ('' if loop.first and not m.content else '\\n') + called(c) }}{% endfor %}{{ '<|im_end|>\\n' }}{% elif m.role == 'user' %}{{ '<|im_start|>user\\n' + m.content + '<|im_end|>\\n' }}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

fn platform(profile: ModelProfile) -> EdgePlatform {
    EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new(MODEL, model_path()).profile(profile)))
}

fn hermes() -> ModelProfile {
    ModelProfile { template: Some(HERMES.into()), ..ModelProfile::default() }
}

fn with_examples() -> SchemaBuilder {
    Schema::builder(MODEL).functions(functions![GetHealthData, LogMeal]).examples([
        Example::call(
            "Did I walk much in the last three days?",
            "get_health_data",
            r#"{"kinds":["steps"],"days":3}"#,
            r#"{"steps":[4000,5000,6000]}"#,
            "You took 15000 steps.",
        ),
        Example::call(
            "I had a bowl of soup.",
            "log_meal",
            r#"{"food":"soup","at_home":true}"#,
            "saved",
            "I wrote it down.",
        ),
    ])
}

/// Few for every change; `cargo xtask soak` asks for more by this variable.
fn count() -> u32 {
    const FEW: u32 = 16;
    std::env::var("LLM_FUNCTIONS_SOAK_CALLS").map_or(FEW, |count| count.parse().expect("a number of calls"))
}

fn fit(calls: &[ToolCall]) {
    let registry = functions![GetHealthData, LogMeal, WritePlan, LogWalk];
    for call in calls {
        let fits = registry.prepare(call).map(drop);
        assert!(fits.is_ok(), "{fits:?} {}", call.arguments);
    }
}

#[tokio::test]
async fn every_call_in_the_syntax_of_a_template_fits_whatever_the_temperature() {
    let platform = platform(hermes());
    let names: Vec<String> = registry().views().map(|view| view.name.to_string()).collect();
    let prompts =
        ["I ate pizza.", "asdf }{\"]</tool_call>", "\"\"\"\\\\", "Wo war ich gestern? 😀", "1e999 0.3333333333"];
    let mut engine = open(&platform, with_functions()).await;
    let mut several = 0;
    for number in 0..count() {
        let temperature = [0.0, 0.7, 1.2, 2.0][number as usize % 4];
        let options = GenerationOptions::default().temperature(temperature).seed(number).max_output_tokens(512);
        let choice = match number % 2 {
            0 => ToolChoice::Function(names[number as usize / 2 % names.len()].clone()),
            _ => ToolChoice::Required,
        };
        let question = [Message::user(prompts[number as usize % prompts.len()])];
        let answer = turn(&mut *engine, &question, choice.clone(), &options).await.unwrap();
        assert!(!answer.calls.is_empty() && answer.text.is_empty(), "{answer:?}");
        if let ToolChoice::Function(name) = &choice {
            assert!(answer.calls.len() == 1 && answer.calls[0].name == *name, "{answer:?}");
        }
        several += u32::from(answer.calls.len() > 1);
        assert_eq!(answer.finish, Some(FinishReason::ToolCalls), "{answer:?}");
        fit(&answer.calls);
    }
    eprintln!("hermes on {MODEL}: {} messages, {several} of them with several calls, all fit", count());
}

#[tokio::test]
async fn a_model_begins_a_call_in_mid_stream_and_answers_its_result() {
    let platform = platform(hermes());
    let mut engine = open(&platform, with_examples()).await;
    let question = Message::user("How many steps did I take in the last seven days?");
    let messages = [question];
    let called = turn(&mut *engine, &messages, ToolChoice::Auto, &greedy(128)).await.unwrap();
    assert_eq!(called.finish, Some(FinishReason::ToolCalls), "{called:?}");
    fit(&called.calls);
    let [question] = messages;
    let mut conversation =
        vec![question, Message::assistant(&*called.text, called.calls.clone(), Sensitivity::Sensitive)];
    for call in &called.calls {
        conversation.push(Message::tool(ToolResult::success(call, r#"{"steps":[7000,8000]}"#, Sensitivity::Sensitive)));
    }
    let options = greedy(48);
    let request = TurnRequest::new(&conversation, ToolChoice::None, &options);
    let counted = engine.count_tokens(&request);
    let answer = turn(&mut *engine, &conversation, ToolChoice::None, &options).await.unwrap();
    assert!(answer.calls.is_empty() && !answer.text.is_empty() && !answer.text.contains("<tool_call>"), "{answer:?}");
    assert!(counted.exact && counted.tokens == answer.usage.input_tokens as usize, "{counted:?} {answer:?}");
    assert!(answer.usage.cached_input_tokens >= called.usage.input_tokens, "{answer:?}");
}

#[tokio::test]
async fn who_may_not_call_speaks() {
    let platform = platform(hermes());
    let mut engine = open(&platform, with_examples()).await;
    let question = [Message::user("How many steps did I take in the last seven days?")];
    for (temperature, seed) in [(0.0, 0), (1.0, 1), (2.0, 2)] {
        let options = GenerationOptions::default().temperature(temperature).seed(seed).max_output_tokens(48);
        let words = turn(&mut *engine, &question, ToolChoice::None, &options).await.unwrap();
        assert!(words.calls.is_empty() && !words.text.contains("<tool_call>"), "{words:?}");
    }
    let mut nobody = open(&platform, Schema::builder(MODEL)).await;
    let words = turn(&mut *nobody, &question, ToolChoice::Auto, &greedy(16)).await.unwrap();
    assert!(words.calls.is_empty() && !words.text.is_empty(), "{words:?}");
    let refused = turn(&mut *nobody, &question, ToolChoice::Required, &greedy(16)).await;
    assert!(refused.is_err(), "{refused:?}");
}

#[tokio::test]
async fn a_call_after_words_goes_on_elsewhere_under_its_grammar() {
    let platform = platform(hermes());
    let mut messages = Vec::new();
    for (number, (food, said)) in
        [("soup", "a bowl of soup"), ("bread", "some bread"), ("rice", "rice")].into_iter().enumerate()
    {
        let call = ToolCall::new(number.to_string(), "log_meal", format!(r#"{{"food":"{food}","at_home":true}}"#));
        messages.push(Message::user(format!("I had {said} at home.")));
        messages.push(Message::assistant("I write it down.", vec![call.clone()], Sensitivity::Sensitive));
        messages.push(Message::tool(ToolResult::success(&call, "saved", Sensitivity::Sensitive)));
        messages.push(Message::assistant("It is saved.", Vec::new(), Sensitivity::Sensitive));
    }
    messages.push(Message::user("I had an apple at home."));
    let options = greedy(96);
    let request = || TurnRequest::new(&messages, ToolChoice::Auto, &options).token_ids(true);
    let mut engine = open(&platform, Schema::builder(MODEL).functions(functions![GetHealthData, LogMeal])).await;
    let whole = told(&mut *engine, request()).await;
    assert!(!whole.text.is_empty() && whole.finish == Some(FinishReason::ToolCalls), "{whole:?}");
    fit(&whole.calls);
    for cut in (0..=whole.tokens.len()).step_by(6) {
        let resumed = told(&mut *engine, request().resume(&whole.tokens[..cut])).await;
        assert_eq!(resumed.tokens[..cut], whole.tokens[..cut], "from token {cut}");
        assert_eq!(resumed.finish, whole.finish, "from token {cut}: {resumed:?}");
        fit(&resumed.calls);
    }
}

#[derive(Debug, Default)]
struct Told {
    tokens: Vec<u32>,
    text: String,
    calls: Vec<ToolCall>,
    finish: Option<FinishReason>,
}

async fn told(engine: &mut dyn Engine, request: TurnRequest<'_>) -> Told {
    let mut told = Told::default();
    let mut deltas = engine.generate(request);
    while let Some(delta) = next(&mut deltas).await {
        match delta.unwrap() {
            Delta::Tokens(tokens) => told.tokens.extend(tokens),
            Delta::Text(text) => told.text.push_str(&text),
            Delta::CallStart { name, .. } => told.calls.push(ToolCall::new("1", name, "")),
            Delta::CallArguments { fragment, .. } => told.calls.last_mut().unwrap().arguments.push_str(&fragment),
            Delta::Finish(finish) => told.finish = Some(finish),
            _ => {}
        }
    }
    told
}

/// The second real model, which is large: a test of its mechanisms where it is in the cache already.
#[tokio::test]
async fn another_model_calls_in_its_own_form_and_in_that_of_its_family() {
    let path = model_path().with_file_name("gemma-3-270m-q4_k_m.gguf");
    if !path.is_file() {
        eprintln!("skipped: gemma3-270m is not in the cache; `cargo xtask models fetch gemma3-270m` puts it there");
        return;
    }
    let usual = ModelProfile::for_model("gemma3-270m");
    let family = ModelProfile {
        syntax: Some(CallSyntax::FunctionGemma),
        choice: ChoiceMethod::Decoded,
        prose_prefix: String::new(),
        ..usual.clone()
    };
    for (name, profile) in [("its transcript", usual), ("function gemma", family)] {
        let platform = EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new(MODEL, &path).profile(profile)));
        let mut engine = open(&platform, with_examples()).await;
        for seed in 0..4 {
            let options = GenerationOptions::default()
                .temperature([0.0, 1.5][seed as usize % 2])
                .seed(seed)
                .max_output_tokens(256);
            let question = [Message::user("I had an apple at home.")];
            let answer = turn(&mut *engine, &question, ToolChoice::Required, &options).await.unwrap();
            assert!(!answer.calls.is_empty() && answer.finish == Some(FinishReason::ToolCalls), "{name}: {answer:?}");
            fit(&answer.calls);
        }
        let answer = turn(&mut *engine, &[Message::user("I had an apple at home.")], ToolChoice::Auto, &greedy(64))
            .await
            .unwrap();
        eprintln!("gemma3-270m in {name}: {} calls, {} characters of text", answer.calls.len(), answer.text.len());
        fit(&answer.calls);
    }
}

#[tokio::test]
async fn a_call_is_closed_in_time_or_not_begun() {
    let platform = platform(hermes());
    let mut engine = open(&platform, with_examples()).await;
    let question = [Message::user("How many steps did I take in the last seven days?")];
    for tokens in [1, 4, 16, 40, 64, 96, 200] {
        for seed in 0..2 {
            let options = GenerationOptions::default().temperature(1.0).seed(seed).max_output_tokens(tokens);
            let answer = turn(&mut *engine, &question, ToolChoice::Auto, &options).await.unwrap();
            match answer.finish {
                Some(FinishReason::ToolCalls) => fit(&answer.calls),
                Some(FinishReason::Stop | FinishReason::Length) => assert!(answer.calls.is_empty(), "{answer:?}"),
                _ => panic!("{answer:?}"),
            }
            assert!(answer.usage.output_tokens <= tokens, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_profile_may_name_a_syntax_for_a_template_without_functions() {
    for syntax in [
        CallSyntax::QwenCoder,
        CallSyntax::FunctionGemma,
        CallSyntax::Harmony,
        CallSyntax::DeepSeek,
        CallSyntax::Cohere,
    ] {
        let profile = ModelProfile { syntax: Some(syntax), choice: ChoiceMethod::Decoded, ..ModelProfile::default() };
        let platform = platform(profile);
        let mut engine =
            open(&platform, Schema::builder(MODEL).functions(functions![GetHealthData, LogMeal, WritePlan])).await;
        for seed in 0..2 {
            let options = GenerationOptions::default()
                .temperature([0.0, 1.5][seed as usize % 2])
                .seed(seed)
                .max_output_tokens(400);
            let question = [Message::user("Plan: measure steps and sleep twice a day.")];
            let answer = turn(&mut *engine, &question, ToolChoice::Required, &options).await.unwrap();
            assert!(
                !answer.calls.is_empty() && answer.finish == Some(FinishReason::ToolCalls),
                "{syntax:?} {answer:?}"
            );
            fit(&answer.calls);
        }
    }
}

//! Models whose template knows functions: calls in the family's own syntax, begun freely or required.
#![allow(clippy::print_stderr, reason = "counts are told")]

use llm_functions::{ToolCall, ToolResult, functions};
use llm_runtime::edge::{CallSyntax, ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{
    Example, FinishReason, GenerationOptions, Message, Schema, SchemaBuilder, Sensitivity, ToolChoice, TurnRequest,
};

use crate::functions::{GetHealthData, LogMeal, LogWalk, WritePlan, registry, with_functions};
use crate::support::{MODEL, greedy, model_path, open, turn};

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
    for syntax in
        [CallSyntax::Plain, CallSyntax::QwenCoder, CallSyntax::FunctionGemma, CallSyntax::Harmony, CallSyntax::Glm]
    {
        let profile = ModelProfile { syntax: Some(syntax), choice: ChoiceMethod::Decoded, ..ModelProfile::default() };
        let platform = platform(profile);
        let mut engine =
            open(&platform, Schema::builder(MODEL).functions(functions![GetHealthData, LogMeal, WritePlan])).await;
        for seed in 0..4 {
            let options = GenerationOptions::default()
                .temperature([0.0, 1.5][seed as usize % 2])
                .seed(seed)
                .max_output_tokens(900);
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

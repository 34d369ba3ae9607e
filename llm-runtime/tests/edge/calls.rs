//! Calls: under the grammar of their function, as the caller chooses, answered in words.

use llm_functions::{ToolResult, functions};
use llm_runtime::edge::{ChoiceMethod, EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{Example, FinishReason, GenerationOptions, Message, Schema, Sensitivity, ToolChoice};

use crate::functions::{GetHealthData, LogMeal, WritePlan, registry, with_functions};
use crate::support::{MODEL, greedy, model_path, open, platform, turn};

#[tokio::test]
async fn a_required_call_fits_its_function_and_its_result_is_answered_in_words() {
    let platform = platform();
    let schema = Schema::builder(MODEL).functions(functions![GetHealthData, LogMeal]).examples([
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
    ]);
    let mut engine = open(platform, schema).await;
    let question = Message::user("How many steps did I take in the last seven days?");
    let called = turn(&mut *engine, std::slice::from_ref(&question), ToolChoice::Required, &greedy(128)).await.unwrap();
    assert_eq!(called.finish, Some(FinishReason::ToolCalls), "{called:?}");
    let [call] = called.calls.as_slice() else { panic!("{called:?}") };
    // That it fits is the engine's work; whether it is the right one is the model's, which the evaluation measures.
    registry().prepare(call).unwrap();

    let result = ToolResult::success(call, r#"{"steps":[7000,8000,6000,7000,8000,7000,7000]}"#, Sensitivity::Sensitive);
    let messages =
        [question, Message::assistant("", vec![call.clone()], Sensitivity::Sensitive), Message::tool(result)];
    let answer = turn(&mut *engine, &messages, ToolChoice::Auto, &greedy(48)).await.unwrap();
    assert!(answer.calls.is_empty() && !answer.text.is_empty(), "{answer:?}");
    assert!(answer.usage.cached_input_tokens >= called.usage.input_tokens, "{answer:?}");
}

#[tokio::test]
async fn the_choice_of_the_caller_is_honoured() {
    let platform = platform();
    let mut engine = open(platform, with_functions()).await;
    let question = [Message::user("I ate an apple.")];
    let words = turn(&mut *engine, &question, ToolChoice::None, &greedy(8)).await.unwrap();
    assert!(words.calls.is_empty() && !words.text.starts_with("{\""), "{words:?}");
    let named = turn(&mut *engine, &question, ToolChoice::Function("log_walk".into()), &greedy(300)).await.unwrap();
    assert_eq!(named.calls[0].name, "log_walk");
    registry().prepare(&named.calls[0]).unwrap();
}

#[tokio::test]
async fn thanks_are_not_a_reason_to_call_a_function() {
    let platform = platform();
    let mut engine = open(platform, with_functions()).await;
    let answer = turn(&mut *engine, &[Message::user("Thank you!")], ToolChoice::Auto, &greedy(16)).await.unwrap();
    assert!(answer.calls.is_empty() && !answer.text.is_empty(), "{answer:?}");
}

/// Few for every change; `cargo xtask soak` asks for more by this variable.
fn count() -> u32 {
    const FEW: u32 = 20;
    std::env::var("LLM_FUNCTIONS_SOAK_CALLS").map_or(FEW, |count| count.parse().expect("a number of calls"))
}

#[tokio::test]
async fn every_call_fits_whatever_the_temperature_and_however_little_room_there_is() {
    let platform = platform();
    let registry = registry();
    let names: Vec<&str> = registry.views().map(|view| &*view.name).collect();
    let prompts = ["I ate pizza.", "asdf }{\"]", "\"\"\"\\\\", "Wo war ich gestern? 😀", "1e999 0.3333333333"];
    let mut engine = open(platform, with_functions()).await;
    for number in 0..count() {
        let temperature = [0.0, 0.7, 1.2, 2.0][number as usize % 4];
        let room = [100, 160, 300][number as usize % 3];
        let options = GenerationOptions::default().temperature(temperature).seed(number).max_output_tokens(room);
        let choice = ToolChoice::Function(names[number as usize / 5 % names.len()].into());
        let question = [Message::user(prompts[number as usize % prompts.len()])];
        let answer = turn(&mut *engine, &question, choice, &options).await.unwrap();
        let [call] = answer.calls.as_slice() else { panic!("{answer:?}") };
        let fits = registry.prepare(call).map(drop);
        assert!(fits.is_ok() && answer.finish == Some(FinishReason::ToolCalls), "{fits:?} {answer:?}");
    }
}

#[tokio::test]
async fn parameters_of_every_kind_are_written_so_that_they_fit() {
    let registry = functions![WritePlan];
    let mut engine = open(platform(), Schema::builder(MODEL).functions(functions![WritePlan])).await;
    let mut question = vec![Message::user("Plan: measure steps and sleep twice a day.")];
    for seed in 0..4 {
        let options =
            GenerationOptions::default().temperature([0.0, 1.2][seed as usize % 2]).seed(seed).max_output_tokens(900);
        let answer = turn(&mut *engine, &question, ToolChoice::Required, &options).await.unwrap();
        let [call] = answer.calls.as_slice() else { panic!("{answer:?}") };
        let fits = registry.prepare(call).map(|prepared| prepared.arguments().to_string());
        assert!(fits.is_ok(), "{fits:?} {answer:?}");
    }
    // A call of the conversation is shown to the model in the shape that it writes.
    let arguments =
        r#"{"measure":["steps"],"rhythm":{"every":"need"},"plan":{"what":"walk","parts":[]},"limits":{},"minutes":5}"#;
    let call = llm_functions::ToolCall::new("1", "write_plan", arguments);
    let result = ToolResult::success(&call, "saved", Sensitivity::Public);
    question.extend([
        Message::assistant("", vec![call], Sensitivity::Public),
        Message::tool(result),
        Message::user("Again!"),
    ]);
    let again = turn(&mut *engine, &question, ToolChoice::Required, &greedy(900)).await.unwrap();
    registry.prepare(&again.calls[0]).unwrap();
}

#[tokio::test]
async fn each_way_to_choose_gives_a_call_that_fits() {
    let path = model_path();
    for choice in [ChoiceMethod::Likelihood, ChoiceMethod::Calibrated, ChoiceMethod::Decoded] {
        let profile = ModelProfile { choice, ..ModelProfile::smollm2() };
        let platform = EdgePlatform::new(EdgeConfig::new().model(EdgeModel::new(MODEL, path.clone()).profile(profile)));
        let mut engine = open(&platform, with_functions()).await;
        let question = [Message::user("How many steps did I take in the last three days?")];
        let answer = turn(&mut *engine, &question, ToolChoice::Required, &greedy(200)).await.unwrap();
        registry().prepare(&answer.calls[0]).unwrap();
    }
}

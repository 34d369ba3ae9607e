//! A turn that was interrupted goes on elsewhere as it would have gone on.

use llm_functions::ToolCall;
use llm_runtime::edge::EdgePlatform;
use llm_runtime::{
    Delta, Engine, ErrorKind, FinishReason, GenerationOptions, Message, Result, Schema, SchemaBuilder, TokenLogprob,
    ToolChoice, TurnRequest,
};

use crate::functions::{registry, with_functions};
use crate::support::{MODEL, config, model_path, next, open};

/// A turn with its tokens.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Told {
    pub(crate) tokens: Vec<u32>,
    pub(crate) text: String,
    pub(crate) call: String,
    logprobs: Vec<TokenLogprob>,
    finish: Option<FinishReason>,
    output_tokens: u32,
}

pub(crate) async fn generate(engine: &mut dyn Engine, request: TurnRequest<'_>) -> Result<Told> {
    let mut told = Told::default();
    let mut deltas = engine.generate(request);
    while let Some(delta) = next(&mut deltas).await {
        match delta? {
            Delta::Tokens(tokens) => told.tokens.extend(tokens),
            Delta::Text(text) => told.text.push_str(&text),
            Delta::CallStart { name, .. } => told.call.push_str(&name),
            Delta::CallArguments { fragment, .. } => told.call.push_str(&fragment),
            Delta::Logprobs(tokens) => told.logprobs.extend(tokens),
            Delta::Usage(usage) => told.output_tokens = usage.output_tokens,
            Delta::Finish(finish) => told.finish = Some(finish),
            _ => {}
        }
    }
    Ok(told)
}

/// The whole turn here, and then on a fresh engine from some places on.
async fn from_some_places(
    schema: fn() -> SchemaBuilder,
    question: &str,
    choice: ToolChoice,
    options: &GenerationOptions,
) -> (Told, Vec<(usize, Told)>) {
    let platform = EdgePlatform::new(config(model_path()));
    let messages = [Message::user(question)];
    let request = || TurnRequest::new(&messages, choice.clone(), options).token_ids(true);
    let whole = generate(&mut *open(&platform, schema()).await, request()).await.unwrap();
    assert!(whole.tokens.len() > 8, "{whole:?}");
    let elsewhere = EdgePlatform::new(config(model_path()));
    let mut resumed = Vec::new();
    for cut in [1, whole.tokens.len() / 2, whole.tokens.len() - 1, whole.tokens.len()] {
        let mut engine = open(&elsewhere, schema()).await;
        let told = generate(&mut *engine, request().resume(&whole.tokens[..cut])).await.unwrap();
        assert_eq!(told.tokens[..cut], whole.tokens[..cut], "from token {cut}");
        resumed.push((cut, told));
    }
    (whole, resumed)
}

fn plain() -> SchemaBuilder {
    Schema::builder(MODEL)
}

#[tokio::test]
async fn an_answer_goes_on_word_for_word_where_the_model_is_sure() {
    let options = GenerationOptions::greedy().max_output_tokens(30).stop("nine,");
    let question = "Count from one to twelve in words.";
    let (whole, resumed) = from_some_places(plain, question, ToolChoice::None, &options).await;
    for (cut, told) in resumed {
        assert_eq!(told, whole, "from token {cut}");
    }
}

/// A prompt is computed in larger batches than an answer, whose sums end in other digits, so that a draw at a near tie may
/// fall otherwise. What was generated before is kept, and what follows is drawn from the same random numbers.
#[tokio::test]
async fn an_answer_goes_on_with_its_random_numbers_and_penalties() {
    let mut options = GenerationOptions::default().temperature(0.9).seed(11).max_output_tokens(24);
    (options.frequency_penalty, options.top_p) = (Some(0.5), Some(0.9));
    let (whole, resumed) = from_some_places(plain, "Tell me about the sea.", ToolChoice::None, &options).await;
    assert!(resumed.iter().any(|(cut, told)| *cut < whole.tokens.len() - 1 && told.text == whole.text));
    for (_, told) in resumed {
        assert_eq!((told.finish, told.output_tokens), (whole.finish, whole.output_tokens));
    }
}

#[tokio::test]
async fn a_call_goes_on_under_its_grammar() {
    let options = GenerationOptions::default().temperature(1.0).seed(5).max_output_tokens(200);
    let choice = ToolChoice::Function("get_health_data".into());
    let (whole, resumed) = from_some_places(with_functions, "How far did I walk?", choice, &options).await;
    for told in resumed.into_iter().map(|(_, told)| told).chain([whole]) {
        let arguments = told.call.strip_prefix("get_health_data").unwrap();
        registry().prepare(&ToolCall::new("1", "get_health_data", arguments)).unwrap();
        assert_eq!(told.finish, Some(FinishReason::ToolCalls));
    }
}

#[tokio::test]
async fn what_was_never_a_beginning_of_the_call_is_refused() {
    let platform = EdgePlatform::new(config(model_path()));
    let mut engine = open(&platform, with_functions()).await;
    let messages = [Message::user("How far did I walk?")];
    let options = GenerationOptions::greedy();
    let choice = ToolChoice::Function("get_health_data".into());
    let request = TurnRequest::new(&messages, choice, &options).resume(&[1000, 1001]);
    let error = generate(&mut *engine, request).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Generation(reason) if reason.contains("continued")), "{error}");
}

#[tokio::test]
async fn how_likely_tokens_were_is_told_for_each_that_was_sampled() {
    let platform = EdgePlatform::new(config(model_path()));
    let mut engine = open(&platform, plain()).await;
    let messages = [Message::user("What is the capital of France?")];
    let options = GenerationOptions::greedy().max_output_tokens(8).logprobs(3);
    let told = generate(&mut *engine, TurnRequest::new(&messages, ToolChoice::Auto, &options)).await.unwrap();
    assert_eq!(told.logprobs.len(), told.output_tokens as usize);
    assert_eq!(told.logprobs.iter().map(|token| token.token.as_str()).collect::<String>(), told.text);
    for token in &told.logprobs {
        assert!(token.logprob <= 0.0 && token.top.len() == 3, "{}", token.token);
        assert_eq!((&token.top[0].0, token.top[0].1.to_bits()), (&token.token, token.logprob.to_bits()));
    }
}

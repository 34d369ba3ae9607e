//! A text that the model goes on with as it stands.

use std::future::poll_fn;

use llm_runtime::edge::EdgePlatform;
use llm_runtime::{Delta, Engine, FinishReason, Input, Schema, Sensitivity, ToolChoice, TurnRequest};

use crate::support::{MODEL, config, greedy, model_path, open};

const TEXT: &str = "One, two, three, four, five,";

async fn go_on(engine: &mut dyn Engine, text: &str, resume: &[u32]) -> (String, Vec<u32>, u32) {
    let options = greedy(8);
    let turn = TurnRequest::new(&[], ToolChoice::None, &options).plain(Some(text)).token_ids(true).resume(resume);
    assert_eq!(turn.sensitivity(), Sensitivity::Sensitive);
    let mut deltas = engine.generate(turn);
    let (mut said, mut tokens, mut prompt) = (String::new(), Vec::new(), 0);
    loop {
        match poll_fn(|context| deltas.as_mut().poll_next(context)).await.unwrap().unwrap() {
            Delta::Text(more) => said.push_str(&more),
            Delta::Tokens(more) => tokens.extend(more),
            Delta::Usage(usage) => prompt = usage.input_tokens,
            Delta::Finish(reason) => {
                assert_eq!(reason, FinishReason::Length);
                return (said, tokens, prompt);
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_text_is_gone_on_with_and_no_template_stands_around_it() {
    let platform = EdgePlatform::new(config(model_path()));
    let mut engine = open(&platform, Schema::builder(MODEL)).await;
    assert!(engine.reads(Input::Plain) && !engine.reads(Input::Images));
    let (said, tokens, prompt) = go_on(&mut *engine, TEXT, &[]).await;
    assert!(said.contains("six") && said.contains("seven"), "{said}");
    assert!((8..20).contains(&prompt), "{prompt} tokens are more than the text");
    // It can be taken up from its tokens as any other turn.
    assert_eq!(go_on(&mut *engine, TEXT, &tokens[..4]).await, (said, tokens, prompt));
    // A mark of the template is text like any other.
    let (_, _, marked) = go_on(&mut *engine, "<|im_start|>", &[]).await;
    assert!(marked > 2, "{marked}");
}

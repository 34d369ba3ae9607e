//! The same on a GPU. Compiled with the feature of one only; `cargo xtask soak gpu` does so.
#![cfg(any(feature = "edge-cuda", feature = "edge-metal", feature = "edge-vulkan"))]

use llm_runtime::edge::EdgePlatform;
use llm_runtime::{Message, ToolChoice};

use crate::functions::with_functions;
use crate::support::{Answer, MODEL, config, greedy, model_path, open, turn};

async fn ask(platform: &EdgePlatform, question: &str, choice: ToolChoice) -> Answer {
    let mut engine = open(platform, with_functions()).await;
    turn(&mut *engine, &[Message::user(question)], choice, &greedy(120)).await.unwrap()
}

#[tokio::test]
async fn a_gpu_says_and_calls_what_the_processor_does() {
    let (gpu, processor) = (config(model_path()), config(model_path()).gpu_layers(0));
    let (gpu, processor) = (EdgePlatform::new(gpu), EdgePlatform::new(processor));
    let (said, called) = ("Say hello.", "I walked from Rome to Ostia, 28 km.");
    let on_gpu = ask(&gpu, said, ToolChoice::None).await;
    let facts = gpu.facts(MODEL).await.unwrap();
    assert!(facts.gpu_layers > 0 && !facts.gpus.is_empty(), "there is no GPU: {facts:?}");
    eprintln!("computed by {}", facts.gpus.join(", "));
    // Sums of another order: the beginning is the same, and the whole of it is text.
    let here = ask(&processor, said, ToolChoice::None).await;
    assert_eq!(on_gpu.text.split(' ').next(), here.text.split(' ').next(), "{} and {}", on_gpu.text, here.text);
    let on_gpu = ask(&gpu, called, ToolChoice::Required).await;
    let here = ask(&processor, called, ToolChoice::Required).await;
    assert_eq!(on_gpu.calls.first().map(|call| &call.name), here.calls.first().map(|call| &call.name));
}

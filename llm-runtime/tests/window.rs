//! Long conversations in a small window, through a session.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use llm_runtime::mock::MockPlatform;
use llm_runtime::{Event, GenerationOptions, Runner, Schema, SchemaBuilder, Session};

const SENTENCE: &str = "Somebody said something that is about as long as a sentence in a conversation. ";

async fn open(platform: &MockPlatform, schema: SchemaBuilder) -> Session {
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    let schema = schema.instructions("Be brief.").options(GenerationOptions::default().max_output_tokens(20));
    runner.session(schema.build().unwrap()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_model_reads_what_fits_and_the_conversation_keeps_everything() {
    let platform = (0..40).fold(MockPlatform::new("tiny").window(200), |platform, _| platform.says(SENTENCE));
    let mut session = open(&platform, Schema::builder("tiny")).await;
    let mut trimmed = Vec::new();
    for number in 0..40 {
        let mut events = session.generate(format!("Question {number}"));
        while let Some(event) = events.next().await {
            if let Event::Trimmed { messages } = event.unwrap() {
                trimmed.push(messages);
            }
        }
    }
    let context = session.context().await;
    assert_eq!(context.messages().len(), 81);
    assert!(trimmed.len() > 30 && trimmed.is_sorted() && trimmed.iter().all(|left_out| left_out % 2 == 0));
    let requests = platform.requests();
    let last = &requests.last().unwrap().messages;
    assert_eq!(last[0], context.messages()[0]);
    assert_eq!(last[1..], context.messages()[1 + trimmed.last().unwrap()..80]);
    let report = session.token_report().await;
    assert!(report.total > 200 && report.window == Some(200) && !report.exact);
    assert_eq!(report.total, report.functions + report.instructions + report.conversation);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_is_refused_before_anything_is_sent_and_leaves_the_session_usable() {
    let platform = MockPlatform::new("tiny").window(200).says("Yes.").says("Short.");
    let mut session = open(&platform, Schema::builder("tiny")).await;
    let error = session.generate_text(SENTENCE.repeat(10)).await.unwrap_err();
    assert!(error.is_context_window() && !error.to_string().contains("Somebody"), "{error}");
    assert!(platform.requests().is_empty());
    assert_eq!(session.generate_text("Are you there?").await.unwrap(), "Yes.");

    let mut session = open(&platform, Schema::builder("tiny").trim(false)).await;
    assert_eq!(session.generate_text(SENTENCE.repeat(5)).await.unwrap(), "Short.");
    assert!(session.generate_text(SENTENCE.repeat(3)).await.unwrap_err().is_context_window());
    assert_eq!(platform.requests().len(), 2);
}

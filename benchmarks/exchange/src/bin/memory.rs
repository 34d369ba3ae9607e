//! What ten thousand sessions that wait hold: bytes in use a session. Prints `what, bytes`, separated by tabs.
#![allow(clippy::print_stdout, reason = "a program that reports")]

use exchange::ours;
use llm_runtime::Session;
use llm_runtime::mock::{MockPlatform, Turn};
use peak_alloc::PeakAlloc;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const SESSIONS: usize = 10_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread is there");
    runtime.block_on(async {
        let platform = MockPlatform::new("tiny").forgets().answers(|request| match request.results().is_empty() {
            true => Turn::new().calls("look", r#"{"milliseconds":0}"#),
            false => Turn::from("Done."),
        });
        let (runner, schema) = (ours::runner(platform), Arc::new(ours::schema()));
        let mut sessions: Vec<Session> = Vec::with_capacity(SESSIONS);
        let before = ALLOCATOR.current_usage();
        for _ in 0..SESSIONS {
            sessions.push(runner.session(Arc::clone(&schema)).await.expect("the model is there"));
        }
        println!("opened\t{}", of_each(before));
        for session in &mut sessions {
            session.generate_text("Go!").await.expect("the script goes on");
        }
        println!("after a question with a call\t{}", of_each(before));
        let context = sessions[0].context().await;
        println!("of which the conversation\t{}", serde_json::to_string(&context).map_or(0, |text| text.len()));
    });
}

/// With what the vector of sessions holds of each.
fn of_each(before: usize) -> usize {
    (ALLOCATOR.current_usage() - before) / SESSIONS + size_of::<Session>()
}

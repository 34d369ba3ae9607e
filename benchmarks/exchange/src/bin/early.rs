//! What it gains to start calls while the model still writes: from the question to the last answer, in paused time, in
//! which computing takes none. Prints `tokens a second, milliseconds a call, waiting for the message, starting early`,
//! the last two in milliseconds, separated by tabs.
#![allow(clippy::print_stdout, reason = "a program that reports")]

use std::time::Duration;

use exchange::{latencies, ours};
use llm_runtime::mock::{MockPlatform, Turn};

/// What a token of JSON has, about.
const CHARACTERS: usize = 4;
const CALLS: usize = 8;

fn main() {
    for tokens_a_second in [20, 50, 100] {
        for latency in [100, 500, 2_000] {
            let (waiting, early) = (run("wait", tokens_a_second, latency), run("look", tokens_a_second, latency));
            println!("{tokens_a_second}\t{latency}\t{}\t{}", waiting.as_millis(), early.as_millis());
        }
    }
}

fn run(function: &str, tokens_a_second: u32, latency: u64) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a thread is there").block_on(async {
        let arguments = latencies::arguments(latency);
        let turn = (0..CALLS).fold(Turn::new(), |turn, _| turn.calls(function, &arguments));
        let turn = turn.in_pieces(CHARACTERS).paced(Duration::from_secs(1) / tokens_a_second);
        let session = ours::open(MockPlatform::new("tiny").turn(turn).says("Done.")).await;
        let began = tokio::time::Instant::now();
        ours::exchange(session).await;
        began.elapsed()
    })
}

//! What it gains to start calls while the model still writes: from the question to the last answer, in paused time, in
//! which computing takes none. What can be gained depends on where the slow calls stand, so the same calls are made in
//! every rotation, slowest first, and slowest last. Prints `tokens a second, milliseconds of the slowest call, waiting for
//! the message, starting early on average, slowest first, slowest last`, the last four in milliseconds, separated by tabs.
#![allow(clippy::print_stdout, reason = "a program that reports")]

use std::time::Duration;

use exchange::{latencies, ours};
use llm_runtime::mock::{MockPlatform, Turn};

/// What a token of JSON has, about.
const CHARACTERS: usize = 4;
const CALLS: u32 = 8;

fn main() {
    for tokens_a_second in [20, 50, 100] {
        for slowest in [100, 500, 2_000] {
            let rising: Vec<u64> = (1..=u64::from(CALLS)).map(|number| slowest * number / u64::from(CALLS)).collect();
            let falling: Vec<u64> = rising.iter().rev().copied().collect();
            let all: Vec<Duration> =
                (0..rising.len()).map(|by| run("look", tokens_a_second, &rotated(&rising, by))).collect();
            let average = all.iter().sum::<Duration>() / CALLS;
            let waiting = run("wait", tokens_a_second, &rising);
            let [first, last] = [falling, rising].map(|calls| run("look", tokens_a_second, &calls));
            let [waiting, average, first, last] = [waiting, average, first, last].map(|took| took.as_millis());
            println!("{tokens_a_second}\t{slowest}\t{waiting}\t{average}\t{first}\t{last}");
        }
    }
}

fn rotated(calls: &[u64], by: usize) -> Vec<u64> {
    let (before, after) = calls.split_at(by);
    [after, before].concat()
}

fn run(function: &str, tokens_a_second: u32, calls: &[u64]) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a thread is there").block_on(async {
        let calls = calls.iter().map(|latency| latencies::arguments(*latency));
        let turn = calls.fold(Turn::new(), |turn, arguments| turn.calls(function, &arguments));
        let turn = turn.in_pieces(CHARACTERS).paced(Duration::from_secs(1) / tokens_a_second);
        let session = ours::open(MockPlatform::new("tiny").turn(turn).says("Done.")).await;
        let began = tokio::time::Instant::now();
        ours::exchange(session).await;
        began.elapsed()
    })
}

//! From the question to the answer when a message has many calls of known latencies: the best of several rounds, in which
//! the contenders take turns. Prints `contender, calls, microseconds, microseconds of the ideal`, separated by tabs.
#![allow(clippy::print_stdout, reason = "a program that reports")]

use std::time::{Duration, Instant};

use exchange::{hand, latencies, ours, rig};

const CALLS: [usize; 4] = [1, 8, 64, 1_000];
const ROUNDS: usize = 15;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("threads can be had").block_on(async {
        for calls in CALLS {
            measure(calls).await;
        }
    });
}

async fn measure(calls: usize) {
    let latencies = latencies::of(calls);
    let arguments: Vec<String> = latencies.iter().map(|latency| latencies::arguments(*latency)).collect();
    let mut best = [Duration::MAX; 4];
    for _ in 0..ROUNDS {
        let session = ours::session("wait", &arguments).await;
        let (told, untold) = (rig::model(&arguments), rig::model(&arguments));
        let by_hand = arguments.clone();
        best[0] = best[0].min(time(hand::exchange(by_hand)).await);
        best[1] = best[1].min(time(ours::exchange(session)).await);
        best[2] = best[2].min(time(rig::exchange(told, calls)).await);
        // One after the other, and so once is enough where there are many.
        if calls < 100 || best[3] == Duration::MAX {
            best[3] = best[3].min(time(rig::exchange(untold, 1)).await);
        }
    }
    let names = ["join_all", "ours", "rig, told to", "rig"];
    for (name, best) in names.iter().zip(best) {
        println!("{name}\t{calls}\t{}\t{}", best.as_micros(), latencies::ideal(&latencies).as_micros());
    }
}

async fn time(work: impl Future<Output = ()>) -> Duration {
    let began = Instant::now();
    work.await;
    began.elapsed()
}

//! What an event costs on its way from an engine to its reader: nanoseconds of processor time a text delta, the best of
//! several rounds, all on one thread. Prints `contender, nanoseconds`, separated by tabs.
#![allow(clippy::print_stdout, reason = "a program that reports")]

use std::hint::black_box;

use exchange::{ours, rig};
use llm_runtime::Event;
use llm_runtime::mock::{MockPlatform, Turn};
use nix::time::{ClockId, clock_gettime};
use tokio::sync::mpsc;

const DELTAS: usize = 100_000;
const ROUNDS: usize = 7;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a thread is there");
    let (mut channel, mut session, mut agent) = (f64::INFINITY, f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        runtime.block_on(async {
            channel = channel.min(bare().await);
            session = session.min(of_session().await);
            agent = agent.min(of_rig().await);
        });
    }
    println!("channel\t{channel:.0}\nours\t{session:.0}\nrig\t{agent:.0}");
}

fn texts() -> Vec<String> {
    (0..DELTAS).map(|number| format!(" w{:02}", number % 100)).collect()
}

/// A bounded channel between two tasks, and nothing else.
async fn bare() -> f64 {
    let texts = texts();
    let began = now();
    let (sender, mut receiver) = mpsc::channel(64);
    tokio::spawn(async move {
        for text in texts {
            if sender.send(text).await.is_err() {
                return;
            }
        }
    });
    while let Some(text) = receiver.recv().await {
        black_box(text);
    }
    since(began)
}

async fn of_session() -> f64 {
    let turn = texts().into_iter().fold(Turn::new(), Turn::says);
    let mut session = ours::open(MockPlatform::new("tiny").forgets().turn(turn)).await;
    let began = now();
    let mut events = session.generate("Go!");
    let mut length = 0;
    while let Some(event) = events.next().await {
        if let Event::Text(text) = event.expect("the script goes on") {
            length += black_box(text).len();
        }
    }
    assert_eq!(length, DELTAS * 4);
    since(began)
}

async fn of_rig() -> f64 {
    let model = rig::streaming(texts());
    let began = now();
    assert!(rig::listen(model).await >= DELTAS);
    since(began)
}

fn now() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("Linux has this clock");
    #[allow(clippy::cast_precision_loss, reason = "a program does not run that long")]
    let nanoseconds = time.tv_sec() as f64 * 1e9 + time.tv_nsec() as f64;
    nanoseconds
}

#[allow(clippy::cast_precision_loss, reason = "few enough")]
fn since(began: f64) -> f64 {
    (now() - began) / DELTAS as f64
}

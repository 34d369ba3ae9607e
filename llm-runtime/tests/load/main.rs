//! A crowd of sessions with faults all over: every call is answered once and in order, no task is left behind, and the
//! memory is what it was before.
//!
//! `LLM_FUNCTIONS_SOAK_SESSIONS` sets how many sessions there are; a thousand otherwise.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts are told")]

mod crowd;
mod functions;

use std::time::Duration;

use llm_runtime::abandoned_calls;
use llm_runtime::mock::{ChaosPlatform, FabricatingPlatform};
use peak_alloc::PeakAlloc;
use tokio::runtime::{Builder, Runtime};

use crowd::{Crowd, Tally};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// How often a turn has a fault; the functions have theirs as often.
const FAULTS: f64 = 0.1;

/// How many bytes more may be in use after a crowd than before it: tables that grow once and are kept. Of a thousand
/// sessions each would have to leave fewer than 130 bytes behind to stay below.
const KEPT: usize = 128 << 10;

fn sessions() -> usize {
    std::env::var("LLM_FUNCTIONS_SOAK_SESSIONS").ok().and_then(|number| number.parse().ok()).unwrap_or(1000)
}

fn run(runtime: &Runtime, sessions: usize, seed: u64, pace: &functions::Pace) -> Tally {
    let model = FabricatingPlatform::new("tiny", seed).random(4);
    let chaos = ChaosPlatform::new(model, seed).faults(FAULTS).stall(pace.unit * 20).giant(20_000);
    let tally = runtime.block_on(Crowd { platform: chaos.clone(), sessions, pace: pace.clone() }.run());
    assert!(chaos.injected().len() * 40 > sessions, "hardly any fault: {}", chaos.injected().len());
    tally
}

/// Waits until no task is left, and no thread that nobody waits for; how long that takes is nobody's promise.
fn wait_for_tasks(runtime: &Runtime, unit: Duration) {
    let metrics = runtime.metrics();
    for _ in 0..5_000 {
        if metrics.num_alive_tasks() == 0 && abandoned_calls() == 0 {
            return;
        }
        runtime.block_on(async { tokio::time::sleep(unit).await });
    }
    panic!("{} tasks and {} threads are left behind", metrics.num_alive_tasks(), abandoned_calls());
}

fn leaves_nothing_behind(name: &str, runtime: &Runtime, pace: &functions::Pace) {
    functions::silence_planned_panics();
    // As many, so that every table that grows with the crowd has grown.
    run(runtime, sessions(), 1, pace);
    wait_for_tasks(runtime, pace.unit);
    let before = ALLOCATOR.current_usage();
    let tally = run(runtime, sessions(), 2, pace);
    wait_for_tasks(runtime, pace.unit);
    let after = ALLOCATOR.current_usage();
    eprintln!("{name}: {} sessions, {tally}; {before} bytes in use before, {after} after", sessions());
    assert!(tally.calls > sessions() && tally.errors > 0 && tally.abandoned > 0, "{tally}");
    assert!(after < before + KEPT, "{} bytes more are in use after than before", after - before);
}

/// One after the other, because both count what the whole process has in use.
#[test]
fn a_crowd_leaves_nothing_behind() {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let pace = functions::Pace { unit: Duration::from_secs(1), call_timeout: Duration::from_secs(60) };
    leaves_nothing_behind("virtual time", &runtime, &pace);
    drop(runtime);

    let runtime = Builder::new_multi_thread().worker_threads(4).enable_time().build().unwrap();
    let pace = functions::Pace { unit: Duration::from_millis(1), call_timeout: Duration::from_millis(200) };
    leaves_nothing_behind("four threads", &runtime, &pace);
}

//! The role of a bad network: takes what comes to a host out of the kernel, holds it back and loses some of it.

use std::io::Write;
use std::time::{Duration, Instant};

use nfq::{Queue, Verdict};

/// `DELAY JITTER LOSS`: milliseconds, milliseconds, per cent.
pub(crate) fn play(told: &str) {
    let told: Vec<u64> = told.split(' ').map(|number| number.parse().unwrap()).collect();
    let [delay, jitter, loss] = told[..] else { panic!("three numbers") };
    let mut queue = Queue::open().unwrap();
    queue.bind(7).unwrap();
    queue.set_nonblocking(true);
    println!("ready");
    std::io::stdout().flush().unwrap();
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: u64| {
        // xorshift: the same faults each time.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below.max(1)
    };
    let mut held: Vec<(Instant, nfq::Message)> = Vec::new();
    loop {
        while let Ok(mut message) = queue.recv() {
            let is_lost = random(100) < loss;
            message.set_verdict(if is_lost { Verdict::Drop } else { Verdict::Accept });
            let after = if is_lost { 0 } else { delay + random(jitter + 1) };
            held.push((Instant::now() + Duration::from_millis(after), message));
        }
        let now = Instant::now();
        let (due, later) = held.into_iter().partition(|(when, _)| *when <= now);
        held = later;
        for (_, message) in due {
            queue.verdict(message).unwrap();
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

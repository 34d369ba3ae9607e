//! How long the calls of a message take.

use std::time::Duration;

/// The latency of each of so many calls: 1 to 20 ms, in an order that looks random and is always the same.
#[must_use]
pub fn of(calls: usize) -> Vec<u64> {
    (0..calls as u64)
        .map(|number| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32)
        .map(|mixed| mixed % 20 + 1)
        .collect()
}

/// What nobody can be faster than: the longest of them.
#[must_use]
pub fn ideal(latencies: &[u64]) -> Duration {
    Duration::from_millis(latencies.iter().copied().max().unwrap_or(0))
}

/// The arguments of such a call.
#[must_use]
pub fn arguments(milliseconds: u64) -> String {
    format!(r#"{{"milliseconds":{milliseconds}}}"#)
}

//! [`Clock`]: by which time tokens are made.
//!
//! Who makes tokens on this machine makes them by its clock, and who checks them goes by another. A server that refuses a token
//! says by its `Date` what time it is there; the next token is made by that time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// The furthest that another clock is followed: as long as a token of a node lives. A server that lies gains no more than that
/// a token begins or ends so much later.
const FURTHEST: i64 = 15 * 60;

/// Clocks that differ by less do not: tokens are let so much of leeway, and a date has whole seconds.
const LEAST: i64 = 3;

/// How far the clock of those who check tokens is ahead of this machine's.
#[derive(Debug, Default)]
pub(super) struct Clock(AtomicI64);

impl Clock {
    /// In seconds.
    pub(super) fn ahead(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    /// The time there.
    pub(super) fn now(&self) -> SystemTime {
        let (now, ahead) = (SystemTime::now(), self.ahead());
        let by = Duration::from_secs(ahead.unsigned_abs());
        let there = if ahead < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        there.unwrap_or(now)
    }

    /// Somebody who refused a token says what time it is. Whether that is another than was thought.
    pub(super) fn learn(&self, there: SystemTime) -> bool {
        let ahead = ahead_of(there, SystemTime::now()).clamp(-FURTHEST, FURTHEST);
        let ahead = if ahead.abs() < LEAST { 0 } else { ahead };
        (self.0.swap(ahead, Ordering::Relaxed) - ahead).abs() >= LEAST
    }
}

/// How many seconds the one is ahead of the other.
pub(crate) fn ahead_of(there: SystemTime, here: SystemTime) -> i64 {
    let whole = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    match there.duration_since(here) {
        Ok(ahead) => whole(ahead),
        Err(behind) => -whole(behind.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_clock_is_followed_so_far_and_no_further() {
        let (clock, now) = (Clock::default(), SystemTime::now());
        assert!(!clock.learn(now) && clock.ahead() == 0);
        assert!(clock.learn(now + Duration::from_secs(100)) && (99..=100).contains(&clock.ahead()));
        assert!(!clock.learn(now + Duration::from_secs(100)), "it is known");
        assert!((98..=101).contains(&ahead_of(clock.now(), SystemTime::now())), "whole seconds, twice cut off");
        assert!(clock.learn(now - Duration::from_secs(1 << 30)) && clock.ahead() == -FURTHEST);
        assert!(clock.learn(now + Duration::from_secs(1 << 30)) && clock.ahead() == FURTHEST);
    }
}

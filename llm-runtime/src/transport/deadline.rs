//! When a limit of time ends, also one that the clock cannot hold.

use std::time::Duration;

use tokio::time::Instant;

/// A limit that nobody reaches, for one that the clock cannot hold.
const NEVER: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// The end of a limit that begins now. [`Duration::MAX`] is no limit, and so is what a server's `Retry-After` makes of it.
pub(crate) fn end_of(limit: Duration) -> Instant {
    after(Instant::now(), limit)
}

/// The end of a limit that began then.
pub(crate) fn after(then: Instant, limit: Duration) -> Instant {
    then.checked_add(limit).unwrap_or_else(|| then + NEVER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_is_one_that_nobody_reaches() {
        let now = Instant::now();
        assert_eq!(after(now, Duration::from_secs(2)) - now, Duration::from_secs(2));
        assert_eq!(after(now, Duration::MAX) - now, NEVER);
    }
}

//! [`RetryPolicy`]: how often and when.

use std::time::Duration;

/// How often and when a turn is tried again: after an error that may pass, and only while nothing of the turn has reached
/// anybody. The delays double each time, with jitter; a server's `Retry-After` counts instead where it sends one.
///
/// ```
/// use llm_runtime::cloud::RetryPolicy;
/// let never = RetryPolicy::none();
/// assert_eq!(never.retries, 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often at most, after the first attempt; 3 unless set.
    pub retries: usize,
    /// The delay before the first retry, without its jitter, which is at most as long again; half a second unless set.
    pub first_delay: Duration,
    /// The longest delay of our own, without its jitter; 20 seconds unless set.
    pub longest_delay: Duration,
    /// The longest time that a server may want us to wait; where it wants more, its error is returned at once. 1 minute
    /// unless set.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            retries: 3,
            first_delay: Duration::from_millis(500),
            longest_delay: Duration::from_secs(20),
            longest_wait: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Nothing is tried again.
    pub fn none() -> Self {
        Self { retries: 0, ..Self::default() }
    }

    /// Sets how often at most a turn is tried again.
    #[must_use]
    pub const fn retries(mut self, retries: usize) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the first delay.
    #[must_use]
    pub const fn first_delay(mut self, delay: Duration) -> Self {
        self.first_delay = delay;
        self
    }

    /// Sets the longest delay of our own.
    #[must_use]
    pub const fn longest_delay(mut self, delay: Duration) -> Self {
        self.longest_delay = delay;
        self
    }

    /// Sets the longest time that a server may want us to wait.
    #[must_use]
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }
}

//! What is tried again, when, and how often.
//!
//! Only a turn of which nothing has reached anybody is tried again: what was shown cannot be taken back, and a call that
//! was executed must not be made twice.

mod policy;

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

pub use policy::RetryPolicy;

use crate::error::{Error, ErrorKind, WaitedFor};

/// The delays of one turn.
pub(super) struct Delays {
    backoff: ExponentialBackoff,
    longest_wait: Duration,
}

impl Delays {
    pub(super) fn new(policy: &RetryPolicy) -> Self {
        let backoff = ExponentialBuilder::new()
            .with_min_delay(policy.first_delay)
            .with_max_delay(policy.longest_delay)
            .with_max_times(policy.retries)
            .with_jitter()
            .build();
        Self { backoff, longest_wait: policy.longest_wait }
    }

    /// How long to wait before the turn is tried again; `None` when it is not.
    pub(super) fn after(&mut self, error: &Error) -> Option<Duration> {
        if !is_worth_it(error) {
            return None;
        }
        let delay = self.backoff.next()?;
        match error.retry_after() {
            // Waiting longer than that is not ours to decide; the error says how long.
            Some(wanted) if wanted > self.longest_wait => None,
            // The jitter comes on top, so that clients that were sent away together do not come back together.
            Some(wanted) => Some(wanted.saturating_add(delay.min(wanted / 4))),
            None => Some(delay),
        }
    }
}

/// Whether the same request may succeed now. A model that did not begin in time has been computing, and would from the start.
fn is_worth_it(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Timeout { waited_for, .. } => *waited_for == WaitedFor::Connection,
        _ => error.is_retryable(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::Sensitivity;

    use super::*;
    use crate::error::ProviderError;
    use crate::labelled::Labelled;

    fn answered(status: u16, after: Option<u64>) -> Error {
        let mut error = ProviderError::new(status, Labelled::new(String::new(), Sensitivity::Public));
        error.retry_after = after.map(Duration::from_secs);
        ErrorKind::from(error).into()
    }

    fn delays() -> Delays {
        Delays::new(&RetryPolicy::default())
    }

    #[test]
    fn what_may_succeed_later_is_tried_again_and_nothing_else_is() {
        for status in [408, 409, 425, 429, 500, 502, 503, 504, 529] {
            assert!(delays().after(&answered(status, None)).is_some(), "{status}");
        }
        for status in [200, 400, 401, 402, 403, 404, 413, 422, 501] {
            assert!(delays().after(&answered(status, None)).is_none(), "{status}");
        }
        let timeout = |waited_for| {
            Error::new(ErrorKind::Timeout { destination: String::new(), waited_for, limit: Duration::ZERO })
        };
        assert!(delays().after(&timeout(WaitedFor::Connection)).is_some());
        assert!(delays().after(&timeout(WaitedFor::FirstToken)).is_none());
        assert!(delays().after(&ErrorKind::Cancelled.into()).is_none());
        let mut quota = ProviderError::new(429, Labelled::new(String::new(), Sensitivity::Public));
        quota.code = Some("insufficient_quota".into());
        assert!(delays().after(&ErrorKind::from(quota).into()).is_none());
    }

    #[test]
    fn delays_grow_with_jitter_and_come_to_an_end() {
        let mut delays = delays();
        let found: Vec<_> = std::iter::from_fn(|| delays.after(&answered(500, None))).collect();
        assert_eq!(found.len(), RetryPolicy::default().retries);
        assert!(found.iter().all(|delay| *delay >= RetryPolicy::default().first_delay));
        assert!(found.is_sorted(), "each is at least twice the last without its jitter, which at most doubles it");
    }

    #[test]
    fn a_server_that_says_how_long_is_believed_up_to_a_point() {
        let wait = delays().after(&answered(429, Some(20))).unwrap();
        assert!((20..=25).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(delays().after(&answered(429, Some(0))), Some(Duration::ZERO));
        assert_eq!(delays().after(&answered(429, Some(86_400))), None);
        assert_eq!(delays().after(&answered(400, Some(1))), None, "what does not help later is not tried later");
    }
}

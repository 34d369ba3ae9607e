//! [`Subjects`]: how often each subject asks.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::token::Grant;

/// The most subjects that are remembered. Beyond it those who have not asked for a minute are forgotten, and they may ask anew
/// by then.
const MOST: usize = 10_000;

const MINUTE: Duration = Duration::from_secs(60);

/// How often each subject with a limit asks. A bucket is filled with a minute's requests and fills up evenly.
#[derive(Debug, Default)]
pub(super) struct Subjects(Mutex<HashMap<String, Bucket>>);

#[derive(Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Subjects {
    /// Counts a request, or says how long it takes until one may be made.
    pub(super) fn count(&self, grant: &Grant) -> Result<(), Duration> {
        self.count_at(grant, Instant::now())
    }

    fn count_at(&self, grant: &Grant, now: Instant) -> Result<(), Duration> {
        let Some(limit) = grant.limits.rpm.map(f64::from) else { return Ok(()) };
        if limit < 1.0 {
            return Err(MINUTE);
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = grant.account();
        if all.len() >= MOST && !all.contains_key(&account) {
            all.retain(|_, bucket| now.saturating_duration_since(bucket.at) < MINUTE);
            if all.len() >= MOST {
                return Err(MINUTE);
            }
        }
        let bucket = all.entry(account).or_insert(Bucket { left: limit, at: now });
        let filled = now.saturating_duration_since(bucket.at).as_secs_f64() / MINUTE.as_secs_f64() * limit;
        bucket.left = (bucket.left + filled).min(limit);
        bucket.at = now;
        if bucket.left < 1.0 {
            return Err(MINUTE.mul_f64((1.0 - bucket.left) / limit));
        }
        bucket.left -= 1.0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;
    use std::time::SystemTime;

    use super::*;
    use crate::token::Limits;

    fn grant(subject: &str, rpm: Option<u32>) -> Grant {
        let limits = Limits { rpm, ..Limits::default() };
        let (issuer, token) = ("site".to_owned(), "t".to_owned());
        let (scopes, expires) = (BTreeSet::new(), SystemTime::UNIX_EPOCH);
        Grant { issuer, subject: subject.to_owned(), token, scopes, limits, expires }
    }

    #[test]
    fn who_asks_too_often_waits_as_long_as_he_is_told() {
        let (subjects, now) = (Subjects::default(), Instant::now());
        let (ada, bob) = (grant("ada", Some(2)), grant("bob", Some(2)));
        subjects.count_at(&ada, now).unwrap();
        subjects.count_at(&ada, now).unwrap();
        let wait = subjects.count_at(&ada, now).unwrap_err();
        assert_eq!(wait, Duration::from_secs(30));
        subjects.count_at(&bob, now).unwrap();
        assert!(subjects.count_at(&ada, now + wait / 2).is_err());
        subjects.count_at(&ada, now + wait).unwrap();
        assert!(subjects.count_at(&grant("none", Some(0)), now).is_err());
        for _ in 0..1000 {
            subjects.count_at(&grant("free", None), now).unwrap();
        }
    }

    #[test]
    fn the_memory_for_subjects_is_bounded() {
        let (subjects, now) = (Subjects::default(), Instant::now());
        for number in 0..MOST {
            subjects.count_at(&grant(&number.to_string(), Some(5)), now).unwrap();
        }
        assert!(subjects.count_at(&grant("one more", Some(5)), now).is_err());
        subjects.count_at(&grant("one more", Some(5)), now + MINUTE).unwrap();
        assert_eq!(subjects.0.lock().unwrap().len(), 1);
    }
}

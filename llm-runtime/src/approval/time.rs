//! Time stamps in JSON: whole seconds since 1970-01-01T00:00:00Z, as in the `exp` of a JWT (RFC 7519), so that no reader
//! needs a calendar.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::Serializer;

/// So many seconds after the epoch; a time before it is the epoch.
pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// In whole seconds, so that it is the same after it was written and read. A time that the clock cannot show is the
/// last one that fits.
pub(super) fn after(now: SystemTime, ttl: Duration) -> SystemTime {
    let whole = UNIX_EPOCH + Duration::from_secs(seconds(now));
    let ttl = ttl.min(LONGEST);
    whole.checked_add(Duration::from_secs(ttl.as_secs())).unwrap_or(whole)
}

/// A century; nobody waits longer, and every clock can show it.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

pub(super) fn serialize<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(seconds(*time))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    let time = UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    time.ok_or_else(|| D::Error::custom("a time stamp is beyond what this system's clock can show"))
}

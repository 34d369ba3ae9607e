//! How long a server wants to be left alone, as its headers say it.

use std::time::{Duration, SystemTime};

/// Reads `retry-after-ms`, which some servers send because it is finer, and `Retry-After` in seconds or as a date of HTTP
/// (RFC 9110, 10.2.3). What cannot be read is as if it were not there.
pub(crate) fn retry_after<'h>(header: impl Fn(&str) -> Option<&'h str>, now: SystemTime) -> Option<Duration> {
    let milliseconds = header("retry-after-ms").and_then(seconds).map(|found| found / 1000);
    milliseconds.or_else(|| {
        let text = header("retry-after")?;
        seconds(text).or_else(|| {
            let date = httpdate::parse_http_date(text.trim()).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        })
    })
}

/// Some servers send a fraction although the standard has whole seconds.
fn seconds(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(name: &str, value: &str) -> Option<Duration> {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        retry_after(|wanted| (wanted == name).then_some(value), now)
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(read("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(read("retry-after", " 0.5 "), Some(Duration::from_millis(500)));
        assert_eq!(read("retry-after-ms", "609"), Some(Duration::from_millis(609)));
        assert_eq!(read("retry-after", "Sun, 06 Nov 1994 08:50:37 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(read("retry-after", "Sunday, 06-Nov-94 08:49:47 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(read("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO), "it is over");
    }

    #[test]
    fn what_cannot_be_read_is_not_there() {
        for nonsense in ["", "soon", "-1", "NaN", "inf", "1e300", "Sun, 99 Nov 1994 08:49:37 GMT"] {
            assert_eq!(read("retry-after", nonsense), None, "{nonsense}");
        }
    }
}

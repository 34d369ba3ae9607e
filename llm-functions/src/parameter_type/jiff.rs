//! The types of `jiff`. `Zoned` is missing: its zones come from a database that is read from the machine or compiled
//! in, and a model that names a zone is better asked for it by a parameter of its own.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp};

use super::calendar::{DATE_TIME, DATE_TIME_HINT, TIME, TIME_HINT, is_exact};
use super::duration::{HINT, Parts, SIGNED};
use super::text_form::{of_format, of_pattern, text_types};
use crate::format::Format;

macro_rules! seconds {
    () => {
        r"[0-9]{1,11}(\.[0-9]{1,9})?S"
    };
}
macro_rules! hours {
    () => {
        concat!("T([0-9]{1,8}H([0-9]{1,10}M)?(", seconds!(), ")?|[0-9]{1,10}M(", seconds!(), ")?|", seconds!(), ")")
    };
}
macro_rules! years {
    () => {
        concat!(
            "([0-9]{1,4}Y([0-9]{1,5}M)?([0-9]{1,6}W)?([0-9]{1,6}D)?",
            "|[0-9]{1,5}M([0-9]{1,6}W)?([0-9]{1,6}D)?|[0-9]{1,6}W([0-9]{1,6}D)?|[0-9]{1,6}D)"
        )
    };
}

/// Any amounts in the order of ISO 8601. The counts of digits are such that no unit is out of its range.
const SPAN: &str = concat!("^-?P(", years!(), "(", hours!(), ")?|", hours!(), ")$");
const SPAN_HINT: &str = "An ISO 8601 duration such as P1M, P2W or P1Y2M3DT4H30M.";

text_types! {
    /// Days of the years 0 to 9999; of another the JSON is refused when it is read.
    Date,
    of_format::<Self>("Date", Format::Date),
    "a day that the calendar has, such as `2026-03-01`",
    |text| text.parse().ok(),
    Self::to_string;

    Time,
    of_pattern::<Self>("Time", TIME_HINT, TIME),
    "a time of day without an offset, such as `07:30:00`",
    |text| text.parse().ok(),
    Self::to_string;

    /// In the years 0 to 9999; of another the JSON is refused when it is read.
    DateTime,
    of_pattern::<Self>("DateTime", DATE_TIME_HINT, DATE_TIME),
    "a day that the calendar has and a time of day without an offset, such as `2026-03-01T07:30:00`",
    |text| text.parse().ok(),
    Self::to_string;

    /// In the years 0 to 9999; of another the JSON is refused when it is read. A leap second is the second before it.
    Timestamp,
    of_format::<Self>("Timestamp", Format::DateTime),
    "a day that the calendar has and a time with an offset, such as `2026-03-01T07:30:00Z`, to the nanosecond at most",
    |text| text.parse().ok().filter(|instant| is_exact(text) && EXPRESSIBLE <= *instant),
    Self::to_string;

    /// Up to 9 999 999 999 days; of a longer one the JSON is refused when it is read.
    SignedDuration,
    of_pattern::<Self>("SignedDuration", HINT, SIGNED),
    "a length of time in weeks, or in days, hours, minutes and seconds, such as `PT1H30M`",
    |text| Parts::of_text(text).and_then(duration),
    |value| parts(value).to_text();

    /// Amounts of up to 9 999 years, 99 999 months, 999 999 weeks or days, 99 999 999 hours, 9 999 999 999 minutes and
    /// 99 999 999 999 seconds; of more the JSON is refused when it is read. What is shorter than a second is written as
    /// a fraction of one.
    Span,
    of_pattern::<Self>("Span", SPAN_HINT, SPAN),
    "an ISO 8601 duration such as `P1M`, `P2W` or `P1Y2M3DT4H30M`",
    |text| text.parse().ok(),
    Self::to_string;
}

/// The first instant of the year 0: before it RFC 3339 has no text.
const EXPRESSIBLE: Timestamp = Timestamp::constant(-62_167_219_200, 0);

fn duration(parts: Parts) -> Option<SignedDuration> {
    let length = std::time::Duration::new(parts.seconds, parts.nanoseconds);
    let length = SignedDuration::try_from(length).ok()?;
    if parts.negative { length.checked_neg() } else { Some(length) }
}

fn parts(duration: &SignedDuration) -> Parts {
    let length = duration.unsigned_abs();
    Parts { negative: duration.is_negative(), seconds: length.as_secs(), nanoseconds: length.subsec_nanos() }
}

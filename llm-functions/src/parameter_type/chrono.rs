//! The types of `chrono`.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

use super::calendar::{DATE_TIME_HINT, LEAP_DATE_TIME, LEAP_TIME, TIME_HINT, is_exact};
use super::duration::{HINT, Parts, SIGNED};
use super::text_form::{of_format, of_pattern, text_types};
use crate::format::Format;

text_types! {
    /// Days of the years 0 to 9999; of another the JSON is refused when it is read.
    NaiveDate,
    of_format::<Self>("NaiveDate", Format::Date),
    "a day that the calendar has, such as `2026-03-01`",
    |text| text.parse().ok(),
    Self::to_string;

    NaiveTime,
    of_pattern::<Self>("NaiveTime", TIME_HINT, LEAP_TIME),
    "a time of day without an offset, such as `07:30:00`",
    |text| text.parse().ok(),
    Self::to_string;

    /// In the years 0 to 9999; of another the JSON is refused when it is read.
    NaiveDateTime,
    of_pattern::<Self>("NaiveDateTime", DATE_TIME_HINT, LEAP_DATE_TIME),
    "a day that the calendar has and a time of day without an offset, such as `2026-03-01T07:30:00`",
    |text| text.split_once('T').and_then(|(date, time)| Some(Self::new(date.parse().ok()?, time.parse().ok()?))),
    |value| format!("{}T{}", value.date(), value.time());

    /// In the years 0 to 9999; of another the JSON is refused when it is read.
    DateTime<Utc>,
    of_format::<Self>("DateTime", Format::DateTime),
    "a day that the calendar has and a time with an offset, such as `2026-03-01T07:30:00Z`, to the nanosecond at most",
    |text| instant(text).map(|instant| instant.to_utc()).filter(|instant| has_four_digits(instant.year())),
    |value| value.to_rfc3339_opts(SecondsFormat::AutoSi, true);

    /// In the years 0 to 9999; of another the JSON is refused when it is read. An offset is written in whole minutes.
    DateTime<FixedOffset>,
    of_format::<Self>("DateTime", Format::DateTime),
    "a day that the calendar has and a time with an offset, such as `2026-03-01T07:30:00+01:00`, to the nanosecond at most",
    instant,
    |value| whole_minutes(value).to_rfc3339_opts(SecondsFormat::AutoSi, true);

    /// Up to 9 999 999 999 days; of a longer one the JSON is refused when it is read.
    TimeDelta,
    of_pattern::<Self>("TimeDelta", HINT, SIGNED),
    "a length of time in weeks, or in days, hours, minutes and seconds, such as `PT1H30M`",
    |text| Parts::of_text(text).and_then(delta),
    |value| parts(*value).to_text();
}

fn instant(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok().filter(|_| is_exact(text))
}

fn has_four_digits(year: i32) -> bool {
    (0..=9999).contains(&year)
}

/// The same instant, seen from an offset that RFC 3339 can write.
fn whole_minutes(value: &DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let seconds = value.offset().local_minus_utc();
    FixedOffset::east_opt(seconds / 60 * 60).map_or(*value, |offset| value.with_timezone(&offset))
}

fn delta(parts: Parts) -> Option<TimeDelta> {
    let delta = TimeDelta::new(parts.seconds.try_into().ok()?, parts.nanoseconds)?;
    Some(if parts.negative { -delta } else { delta })
}

fn parts(delta: TimeDelta) -> Parts {
    let length = delta.abs();
    Parts {
        negative: delta < TimeDelta::zero(),
        seconds: length.num_seconds().unsigned_abs(),
        nanoseconds: length.subsec_nanos().unsigned_abs(),
    }
}

//! What the types of `chrono` and `jiff` share: dates and times of day that belong to no zone.
//!
//! JSON Schema's `time` and `date-time` demand an offset, so what has none is told by a pattern. A pattern cannot know
//! which months have how many days; that is left to the types.

macro_rules! date {
    () => {
        "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    };
}
macro_rules! time {
    ($second:literal) => {
        concat!("([01][0-9]|2[0-3]):[0-5][0-9](:", $second, r"(\.[0-9]{1,9})?)?")
    };
}

/// A time of day.
#[cfg(feature = "jiff")]
pub(super) const TIME: &str = concat!("^", time!("[0-5][0-9]"), "$");
/// A time of day, which may be within a leap second.
#[cfg(feature = "chrono")]
pub(super) const LEAP_TIME: &str = concat!("^", time!("([0-5][0-9]|60)"), "$");
/// A day and a time of day.
#[cfg(feature = "jiff")]
pub(super) const DATE_TIME: &str = concat!("^", date!(), "T", time!("[0-5][0-9]"), "$");
/// A day and a time of day, which may be within a leap second.
#[cfg(feature = "chrono")]
pub(super) const LEAP_DATE_TIME: &str = concat!("^", date!(), "T", time!("([0-5][0-9]|60)"), "$");

/// What a model reads of a time of day.
pub(super) const TIME_HINT: &str = "A time of day without an offset, such as 07:30 or 07:30:15.";
/// What a model reads of a day and a time of day.
pub(super) const DATE_TIME_HINT: &str = "A date and a time of day without an offset, such as 2026-03-01T07:30:00.";
/// Nothing shorter than a nanosecond has a place in the types. To drop it would be to change what the model said.
pub(super) fn is_exact(text: &str) -> bool {
    let fraction = text.split_once('.').map_or("", |(_, after)| after);
    fraction.bytes().take_while(u8::is_ascii_digit).count() <= 9
}

//! Lengths of time, written as in ISO 8601: `std::time::Duration`, and what the types of other crates share.
//!
//! JSON Schema's format `duration` has no fractions of a second, and allows months and years, whose length is not
//! known. A pattern says exactly what is read here.

use std::borrow::Cow;
use std::time::Duration;

use super::text_form::{of_pattern, text_types};

macro_rules! seconds {
    () => {
        r"[0-9]{1,14}(\.[0-9]{1,9})?S"
    };
}
macro_rules! time {
    () => {
        concat!("T([0-9]{1,11}H([0-9]{1,13}M)?(", seconds!(), ")?|[0-9]{1,13}M(", seconds!(), ")?|", seconds!(), ")")
    };
}
macro_rules! unsigned {
    () => {
        concat!("P([0-9]{1,9}W|[0-9]{1,10}D(", time!(), ")?|", time!(), ")$")
    };
}

/// What a model reads of a length of time.
pub(super) const HINT: &str =
    "A length of time as in ISO 8601, in weeks, or in days, hours, minutes and seconds, such as PT1H30M.";

/// Weeks, or days, hours, minutes and seconds. The counts of digits are such that no sum overflows any of the types.
pub(super) const UNSIGNED: &str = concat!("^", unsigned!());
/// The same, with `-` before it for one that goes back.
#[cfg(any(feature = "chrono", feature = "jiff"))]
pub(super) const SIGNED: &str = concat!("^-?", unsigned!());

/// A length of time of which no type has been made yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) negative: bool,
    pub(super) seconds: u64,
    /// Below 1 000 000 000.
    pub(super) nanoseconds: u32,
}

/// A letter, how many seconds it stands for, and the most digits before it.
type Unit = (char, u64, usize);
const DATE: [Unit; 2] = [('W', 604_800, 9), ('D', 86_400, 10)];
const TIME: [Unit; 3] = [('H', 3_600, 11), ('M', 60, 13), ('S', 1, 14)];

impl Parts {
    /// Reads what the patterns match, and nothing else.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        let text = text.strip_prefix('P')?;
        let (date, time) = text.split_once('T').map_or((text, None), |(date, time)| (date, Some(time)));
        let weeks_stand_alone = !date.contains('W') || (time.is_none() && !date.contains('D'));
        if !weeks_stand_alone || time.unwrap_or(date).is_empty() {
            return None;
        }
        let (time, nanoseconds) = without_fraction(time.unwrap_or_default())?;
        Some(Self { negative, seconds: sum(date, &DATE)? + sum(&time, &TIME)?, nanoseconds })
    }

    /// In days, hours, minutes and seconds: the form that is read most easily. Of each as many as the pattern has digits for,
    /// since the sum of a text's amounts may be more days than it may say.
    pub(super) fn to_text(self) -> String {
        let fraction = format!("{:09}", self.nanoseconds);
        let fraction = fraction.trim_end_matches('0');
        let [_, days] = DATE;
        let [hours, minutes, _] = TIME;
        let (days, seconds) = divided(self.seconds, days);
        let (hours, seconds) = divided(seconds, hours);
        let (minutes, seconds) = divided(seconds, minutes);
        let date = amount(days, "D");
        let time = amount(hours, "H") + &amount(minutes, "M");
        let time =
            if fraction.is_empty() { time + &amount(seconds, "S") } else { format!("{time}{seconds}.{fraction}S") };
        let sign = if self.negative { "-" } else { "" };
        match (date.is_empty(), time.is_empty()) {
            (true, true) => "PT0S".to_owned(),
            (false, true) => format!("{sign}P{date}"),
            (_, false) => format!("{sign}P{date}T{time}"),
        }
    }
}

/// How many of a unit there are, as many as it has digits for, and the seconds that are left.
fn divided(seconds: u64, (_, length, digits): Unit) -> (u64, u64) {
    let most = std::iter::repeat_n(9, digits).fold(0, |number, digit| number * 10 + digit);
    let amount = (seconds / length).min(most);
    (amount, seconds - amount * length)
}

fn amount(amount: u64, unit: &str) -> String {
    if amount == 0 { String::new() } else { format!("{amount}{unit}") }
}

/// The seconds in a text of amounts, whose units stand in this order, none twice.
fn sum(mut text: &str, units: &[Unit]) -> Option<u64> {
    let mut seconds = 0;
    for (unit, length, most_digits) in units {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (amount, rest) = text.split_at(digits);
        if let Some(rest) = rest.strip_prefix(*unit) {
            seconds += amount.parse::<u64>().ok().filter(|_| digits <= *most_digits)? * length;
            text = rest;
        }
    }
    text.is_empty().then_some(seconds)
}

/// The time with whole seconds, and the nanoseconds beside them.
fn without_fraction(time: &str) -> Option<(Cow<'_, str>, u32)> {
    let Some((whole, fraction)) = time.split_once('.') else { return Some((time.into(), 0)) };
    let fraction = fraction.strip_suffix('S')?;
    let is_read = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let nanoseconds = format!("{fraction:0<9}").parse().ok().filter(|_| is_read)?;
    Some((format!("{whole}S").into(), nanoseconds))
}

text_types! {
    /// Up to 9 999 999 999 days and what the digits of hours, minutes and seconds add; of a longer one (27 million years) the JSON is refused when it is read.
    Duration,
    of_pattern::<Self>("Duration", HINT, UNSIGNED),
    "a length of time in weeks, or in days, hours, minutes and seconds, such as `PT1H30M`",
    |text| Parts::of_text(text).filter(|parts| !parts.negative).map(|parts| Self::new(parts.seconds, parts.nanoseconds)),
    |value| Parts { negative: false, seconds: value.as_secs(), nanoseconds: value.subsec_nanos() }.to_text();
}

//! A date as precise as it is known. FHIR writes `1987`, `1987-03`, `1987-03-05` and instants with an offset.

use std::{cmp::Ordering, fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};
use serde::{Serialize, Serializer};

/// When something happened: a year, a month, a day or an instant.
///
/// The day of an instant is the one on the calendar of whoever wrote it: a visit at eight in the evening in San Francisco
/// was that evening, whatever the date was in Greenwich.
///
/// ```
/// use examples::health::record::RecordDate;
///
/// let date: RecordDate = "2026-02".parse()?;
/// assert_eq!(date.last_day(), jiff::civil::date(2026, 2, 28));
/// assert_eq!(date.to_string(), "2026-02");
/// # Ok::<(), examples::health::record::InvalidDate>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordDate {
    first: Date,
    precision: Precision,
    instant: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    Year,
    Month,
    Day,
}

/// The text is not a date in any of FHIR's forms. It is not repeated here: it may be somebody's birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date of the form YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with an offset")]
pub struct InvalidDate;

impl RecordDate {
    /// The first day that it may have been.
    pub const fn first_day(&self) -> Date {
        self.first
    }

    /// The last day that it may have been; the first one for a full date.
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        }
    }

    /// The exact time, when one is known.
    pub const fn instant(&self) -> Option<Timestamp> {
        self.instant
    }

    /// Whether it may have been between two days, both included.
    pub fn overlaps(&self, from: Date, to: Date) -> bool {
        self.first <= to && self.last_day() >= from
    }
}

impl From<Date> for RecordDate {
    fn from(day: Date) -> Self {
        Self { first: day, precision: Precision::Day, instant: None }
    }
}

impl FromStr for RecordDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        // Every form is plain ASCII, which makes the slices below safe, and none is long.
        if !text.is_ascii() || text.len() > 40 {
            return Err(InvalidDate);
        }
        match text.len() {
            4 => Ok(Self { first: day(text, "-01-01")?, precision: Precision::Year, instant: None }),
            7 => Ok(Self { first: day(text, "-01")?, precision: Precision::Month, instant: None }),
            10 => Ok(Self { first: day(text, "")?, precision: Precision::Day, instant: None }),
            length if length > 10 && text.as_bytes()[10] == b'T' => {
                let instant = text.parse().map_err(|_| InvalidDate)?;
                Ok(Self { first: day(&text[..10], "")?, precision: Precision::Day, instant: Some(instant) })
            }
            _ => Err(InvalidDate),
        }
    }
}

/// Reads `YYYY-MM-DD` and nothing else: the library's own parser also takes other notations of ISO 8601.
fn day(text: &str, rest: &str) -> Result<Date, InvalidDate> {
    let text = format!("{text}{rest}");
    let shape = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let day: Date = if shape { text.parse().map_err(|_| InvalidDate)? } else { return Err(InvalidDate) };
    if day.year() > 0 { Ok(day) } else { Err(InvalidDate) }
}

impl fmt::Display for RecordDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(formatter, "{:04}", self.first.year()),
            Precision::Month => write!(formatter, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => write!(formatter, "{}", self.first),
        }
    }
}

impl Ord for RecordDate {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |date: &Self| (date.first, date.instant, date.precision as u8);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for RecordDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Serialize for RecordDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn read(text: &str) -> Result<RecordDate, InvalidDate> {
        text.parse()
    }

    #[test]
    fn reads_every_precision_and_prints_it_back() {
        for text in ["1987", "1987-03", "1987-03-05"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        let evening = read("2026-01-20T20:00:00-08:00").unwrap();
        assert_eq!(evening.to_string(), "2026-01-20");
        assert_eq!(evening.instant().unwrap().to_string(), "2026-01-21T04:00:00Z");
    }

    #[test]
    fn refuses_what_is_no_date() {
        let broken =
            ["", "text", "0000", "2024-13", "2024-02-30", "19870305", "2024-1-1", "+02024-01-01", "2024-01-01T10"];
        for text in
            broken.into_iter().chain(["2014-10-09T14:58:00", "2024-02-30T10:00:00Z", "١٩٨٧", "1987-03-05 10:00:00Z"])
        {
            assert_eq!(read(text), Err(InvalidDate), "{text}");
        }
    }

    #[test]
    fn a_month_overlaps_a_window_that_touches_it() {
        let month = read("2024-02").unwrap();
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert!(month.overlaps(day("2024-02-29"), day("2024-03-10")));
        assert!(!month.overlaps(day("2024-03-01"), day("2024-03-10")));
    }

    #[test]
    fn sorts_by_day_then_by_time() {
        let mut dates = ["2024-02-01T10:00:00Z", "2024-02-01T09:00:00Z", "2023"].map(|text| read(text).unwrap());
        dates.sort();
        assert_eq!(dates[0].to_string(), "2023");
        assert!(dates[1].instant() < dates[2].instant());
    }
}

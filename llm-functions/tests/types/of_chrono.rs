use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use llm_functions::{LlmFunction, ParameterType, arguments};
use proptest::prelude::*;

use crate::{comes_back, is_read, is_read_or_refused, refused_after, refused_before, texts_of};

fn date() -> impl Strategy<Value = NaiveDate> {
    (0_i32..=9999, 1_u32..=365).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day).unwrap())
}

/// Also within a leap second.
fn time() -> impl Strategy<Value = NaiveTime> {
    let usual = (0_u32..86_400, nanoseconds());
    let leap = (0_u32..1_440, nanoseconds()).prop_map(|(minute, nano)| (minute * 60 + 59, nano + 1_000_000_000));
    let both = prop_oneof![3 => usual, 1 => leap];
    both.prop_map(|(second, nano)| NaiveTime::from_num_seconds_from_midnight_opt(second, nano).unwrap())
}

fn nanoseconds() -> impl Strategy<Value = u32> {
    prop_oneof![Just(0), (0_u32..1_000).prop_map(|millis| millis * 1_000_000), 0_u32..1_000_000_000]
}

/// Years 0 to 9999, less a day at both ends for offsets.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    let seconds = -62_167_219_200_i64 + 86_400..253_402_300_800 - 86_400;
    (seconds, nanoseconds()).prop_map(|(second, nano)| DateTime::from_timestamp(second, nano).unwrap())
}

fn delta() -> impl Strategy<Value = TimeDelta> {
    let seconds = prop_oneof![-200_000_i64..200_000, -9_999_999_999 * 86_400..9_999_999_999 * 86_400_i64];
    (seconds, nanoseconds()).prop_map(|(seconds, nano)| TimeDelta::new(seconds, nano).unwrap())
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn values_come_back(date in date(), time in time(), instant in instant(), offset in -86_399..86_400, delta in delta()) {
        comes_back(&date)?;
        comes_back(&time)?;
        comes_back(&NaiveDateTime::new(date, time))?;
        comes_back(&instant)?;
        comes_back(&instant.with_timezone(&FixedOffset::east_opt(offset).unwrap()))?;
        comes_back(&delta)?;
    }

    #[test]
    fn texts_of_a_pattern_are_read(time in texts_of::<NaiveTime>(), delta in texts_of::<TimeDelta>()) {
        is_read::<NaiveTime>(&time)?;
        is_read::<TimeDelta>(&delta)?;
    }

    #[test]
    fn texts_of_a_format_are_read_or_refused(
        date in "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        time in "[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,12})?",
        offset in "Z|z|[+-][0-2][0-9]:[0-6][0-9]",
        separator in "[Tt]",
    ) {
        is_read_or_refused::<NaiveDate>(&date)?;
        is_read_or_refused::<NaiveDateTime>(&format!("{date}T{time}"))?;
        let instant = format!("{date}{separator}{time}{offset}");
        is_read_or_refused::<DateTime<Utc>>(&instant)?;
        is_read_or_refused::<DateTime<FixedOffset>>(&instant)?;
    }
}

#[test]
fn times_of_day_have_no_offset_and_need_no_seconds() {
    assert_eq!(NaiveTime::from_json("07:30".into()), Ok(NaiveTime::from_hms_opt(7, 30, 0).unwrap()));
    for text in ["07:30:00Z", "07:30:00+01:00", "24:00", "7:30", "07:60", "07:30:61", "", "07:30:00.", "0730"] {
        refused_before::<NaiveTime>(text);
        refused_before::<NaiveDateTime>(&format!("2026-03-01T{text}"));
    }
    for text in ["2026-03-01 07:30", "2026-03-01", "2026-3-1T07:30", "2026-03-01t07:30"] {
        refused_before::<NaiveDateTime>(text);
    }
}

#[test]
fn days_that_no_calendar_has_are_refused() {
    for text in ["2026-13-01", "2026-01-32", "26-01-01", "+12026-01-01", "2026-00-01"] {
        refused_before::<NaiveDate>(text);
        refused_before::<NaiveDateTime>(&format!("{text}T00:00"));
        refused_before::<DateTime<Utc>>(&format!("{text}T00:00:00Z"));
    }
}

/// Remember a day.
#[derive(LlmFunction)]
struct Remember {
    /// The day.
    day: NaiveDate,
    /// The instant.
    instant: Option<DateTime<Utc>>,
}

#[test]
fn what_only_the_calendar_knows_is_refused_in_words() {
    for text in ["2026-02-30T07:30", "2026-02-29T00:00:00"] {
        refused_after::<NaiveDateTime>(text);
    }
    let error = arguments::decode::<Remember>(r#"{"day": "soon", "instant": "2026-03-01T07:30:00"}"#).err().unwrap();
    assert!(error.for_model().contains("argument `/day`: expected a"), "{}", error.for_model());
    assert!(error.for_model().contains(r#"found "soon""#), "{}", error.for_model());
    assert_eq!(error.problems().len(), 2);
    let day: Remember = arguments::decode(r#"{"day": "2024-02-29"}"#).unwrap();
    assert_eq!((day.day.to_string(), day.instant), ("2024-02-29".to_owned(), None));
}

#[test]
fn instants_need_an_offset_and_stay_within_four_digits() {
    let leap: DateTime<Utc> = DateTime::from_json("2016-12-31T23:59:60Z".into()).unwrap();
    assert_eq!(leap.to_json(), "2016-12-31T23:59:60Z".into());
    refused_before::<DateTime<Utc>>("2026-03-01T07:30:00");
    for text in ["0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-00:01", "2026-03-01T07:30:00.0123456789Z"] {
        refused_after::<DateTime<Utc>>(text);
    }
    let error = arguments::decode::<Remember>(r#"{"day": "2026-03-01", "instant": "9999-12-31T23:59:59-01:00"}"#);
    let message = error.err().unwrap().for_model();
    assert!(message.starts_with("argument `/instant`: expected a day that the calendar has and a time"), "{message}");
    assert!(message.ends_with(r#"found "9999-12-31T23:59:59-01:00""#), "{message}");
}

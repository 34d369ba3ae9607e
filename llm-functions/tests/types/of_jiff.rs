use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, SpanFieldwise, Timestamp};
use llm_functions::ParameterType;
use proptest::prelude::*;

use crate::{
    checked, comes_back, is_read, is_read_or_refused, is_valid, refused, refused_after, refused_before, texts_of,
};

fn date() -> impl Strategy<Value = Date> {
    (0_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn time() -> impl Strategy<Value = Time> {
    let clock = (0_i8..24, 0_i8..60, 0_i8..60, nanoseconds());
    clock.prop_map(|(hour, minute, second, nano)| Time::new(hour, minute, second, nano).unwrap())
}

fn nanoseconds() -> impl Strategy<Value = i32> {
    prop_oneof![Just(0), (0_i32..1_000).prop_map(|millis| millis * 1_000_000), 0_i32..1_000_000_000]
}

fn instant() -> impl Strategy<Value = Timestamp> {
    let last = Timestamp::MAX.as_second();
    (-62_167_219_200..last, nanoseconds()).prop_map(|(second, nano)| {
        let nano = if second < 0 { 0 } else { nano };
        Timestamp::new(second, nano).unwrap()
    })
}

fn duration() -> impl Strategy<Value = SignedDuration> {
    let seconds = prop_oneof![-200_000_i64..200_000, -9_999_999_999 * 86_400..9_999_999_999 * 86_400_i64];
    (seconds, nanoseconds()).prop_map(|(seconds, nano)| SignedDuration::new(seconds, nano))
}

fn span() -> impl Strategy<Value = Span> {
    let days = (0_i64..=9_999, 0_i64..=99_999, 0_i64..=999_999, 0_i64..=999_999);
    let hours = (0_i64..=99_999_999, 0_i64..=9_999_999_999, 0_i64..=99_999_999_999);
    let span =
        (days, hours, any::<bool>()).prop_map(|((years, months, weeks, days), (hours, minutes, seconds), back)| {
            let span = Span::new().years(years).months(months).weeks(weeks).days(days);
            let span = span.hours(hours).minutes(minutes).seconds(seconds);
            if back { -span } else { span }
        });
    prop_oneof![span, (0_i64..20, 0_i64..14).prop_map(|(years, months)| Span::new().years(years).months(months))]
}

#[test]
fn more_days_than_have_digits_are_written_as_hours_and_minutes() {
    for text in ["P8310000000DT40600000000H", "P9999999999DT99999999999H9999999999999M99999999999999S"] {
        is_read::<SignedDuration>(text).unwrap();
        let read = SignedDuration::from_json(text.into()).unwrap();
        assert_eq!(SignedDuration::from_json(read.to_json()).unwrap(), read);
    }
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn values_come_back(date in date(), time in time(), instant in instant(), duration in duration()) {
        comes_back(&date)?;
        comes_back(&time)?;
        comes_back(&DateTime::from_parts(date, time))?;
        comes_back(&instant)?;
        comes_back(&duration)?;
    }

    #[test]
    fn spans_come_back_field_by_field(span in span()) {
        let written = span.to_json();
        prop_assert!(is_valid::<Span>(&written), "{}", written);
        let back = Span::from_json(checked::<Span>(&written).unwrap()).unwrap();
        prop_assert_eq!(SpanFieldwise(back), SpanFieldwise(span));
    }

    #[test]
    fn texts_of_a_pattern_are_read(
        time in texts_of::<Time>(),
        duration in texts_of::<SignedDuration>(),
        span in texts_of::<Span>(),
    ) {
        is_read::<Time>(&time)?;
        is_read::<SignedDuration>(&duration)?;
        is_read::<Span>(&span)?;
    }

    #[test]
    fn texts_of_a_format_are_read_or_refused(
        date in "[0-9]{4}-[01][0-9]-[0-3][0-9]",
        time in "[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,12})?",
        offset in "Z|z|[+-][0-2][0-9]:[0-6][0-9]",
        separator in "[Tt]",
    ) {
        is_read_or_refused::<Date>(&date)?;
        is_read_or_refused::<DateTime>(&format!("{date}T{time}"))?;
        is_read_or_refused::<Timestamp>(&format!("{date}{separator}{time}{offset}"))?;
    }
}

#[test]
fn parts_of_a_second_are_written_as_a_fraction() {
    let span = Span::new().milliseconds(1_500).nanoseconds(7);
    assert_eq!(span.to_json(), "PT1.500000007S".into());
    let back = Span::from_json(span.to_json()).unwrap();
    assert_eq!(back.compare(span).unwrap(), std::cmp::Ordering::Equal);
}

#[test]
fn what_has_an_offset_is_no_time_of_day_and_what_has_none_no_instant() {
    assert_eq!(Time::from_json("07:30".into()), Ok(Time::constant(7, 30, 0, 0)));
    for text in ["07:30:00Z", "24:00", "7:30", "07:30:60", "0730", "T07:30", "07"] {
        refused_before::<Time>(text);
        refused_before::<DateTime>(&format!("2026-03-01T{text}"));
    }
    refused::<Span>("\"P\"", "an ISO 8601 duration");
    for text in ["PT", "P1D1M", "1h 30m", "P1.5D", "PT1.5H", "P1YT", "p1y"] {
        refused_before::<Span>(text);
    }
}

#[test]
fn what_the_type_cannot_hold_is_refused_in_words() {
    for text in ["2026-02-30", "2026-13-01"] {
        refused_before::<Date>(text);
        refused_before::<Timestamp>(&format!("{text}T00:00:00Z"));
    }
    refused_after::<DateTime>("2026-02-30T00:00");
    refused_before::<Timestamp>("2026-03-01T07:30:00");
    for text in ["0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-23:59", "2026-03-01T07:30:00.0123456789Z"] {
        refused_after::<Timestamp>(text);
    }
    let leap = Timestamp::from_json("2016-12-31T23:59:60Z".into()).unwrap();
    assert_eq!(leap.to_json(), "2016-12-31T23:59:59Z".into());
}

//! Dates and times of day: RFC 3339, section 5.6.

/// `full-date "T" full-time`.
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `full-date`: the day has to be in the calendar.
pub(super) fn is_date(text: &str) -> bool {
    let [year, month, day] = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            [number(year), number(&[*m1, *m2]), number(&[*d1, *d2])]
        }
        _ => return false,
    };
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) => (1..=days(year, month)).contains(&day),
        _ => false,
    }
}

/// How many days a month has; none, when there is no such month.
pub(super) fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// `full-time`: with an offset. A leap second is one at 23:59:60 in UTC only.
pub(super) fn is_time(text: &str) -> bool {
    let Some((time, rest)) = text.split_at_checked("hh:mm:ss".len()) else { return false };
    let [h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else { return false };
    let parts = (number(&[*h1, *h2]), number(&[*m1, *m2]), number(&[*s1, *s2]));
    let (Some(hour @ 0..24), Some(minute @ 0..60), Some(second @ 0..=60)) = parts else { return false };
    let Some(offset) = fraction(rest).and_then(offset) else { return false };
    let utc = (i64::from(hour * 60 + minute) - offset).rem_euclid(24 * 60);
    second < 60 || utc == 24 * 60 - 1
}

/// What follows the fraction of a second, if there is one.
fn fraction(text: &str) -> Option<&str> {
    let Some(digits) = text.strip_prefix('.') else { return Some(text) };
    let rest = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < digits.len()).then_some(rest)
}

/// `time-offset`, in minutes.
fn offset(text: &str) -> Option<i64> {
    match text.as_bytes() {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours @ 0..24, minutes @ 0..60) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?) else { return None };
            let minutes = i64::from(hours * 60 + minutes);
            Some(if *sign == b'+' { minutes } else { -minutes })
        }
        _ => None,
    }
}

/// At most four decimal digits.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

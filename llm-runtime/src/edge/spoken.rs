//! Numbers, dates and times of day as people say them in English, as the values that they are.

use llm_functions::json::{Json, read};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number in digits as JSON has them, or a whole one below a million in words: `forty-two`. What a point and three digits
/// end may be a thousand elsewhere, as in `1.500`: that is none.
pub(crate) fn number(words: &str) -> Option<Json> {
    match read(words) {
        Ok(Json::Number(_)) if may_be_thousands(words) => None,
        Ok(number @ Json::Number(_)) => Some(number),
        _ => read(&in_words(words)?.to_string()).ok(),
    }
}

fn may_be_thousands(digits: &str) -> bool {
    let of = |digits: &str| (1..=3).contains(&digits.len()) && digits.bytes().all(|one| one.is_ascii_digit());
    let parts = digits.trim_start_matches('-').split_once('.');
    parts.is_some_and(|(whole, rest)| of(whole) && !whole.starts_with('0') && of(rest) && rest.len() == 3)
}

/// `three hundred and twelve`, `a thousand`, `two dozen`; what is "a" alone is an article.
fn in_words(words: &str) -> Option<usize> {
    let words = words.to_lowercase();
    let (mut thousands, mut below) = (None, None);
    for word in words.split(['-', ' ']) {
        below = match (word, below) {
            ("a", None) => Some(1),
            ("and", Some(0 | 100..)) => below,
            ("hundred", Some(1..10)) => below.map(|below| 100 * below),
            ("dozen", Some(1..10)) => below.map(|below| 12 * below),
            ("thousand", Some(1..1000)) if thousands.is_none() => {
                thousands = below.map(|below| 1000 * below);
                Some(0)
            }
            (_, None) => Some(simple(word)?),
            (_, Some(before)) => {
                Some(before + simple(word).filter(|next| follows(*next, before, thousands.is_some()))?)
            }
        };
    }
    below.filter(|_| words != "a").map(|below| thousands.unwrap_or(0) + below)
}

/// A number that is one word.
fn simple(word: &str) -> Option<usize> {
    let small = SMALL.iter().position(|one| *one == word);
    small.or_else(|| TENS.iter().position(|one| *one == word).map(|place| 20 + 10 * place))
}

/// Whether a number is what comes after another: `five` after `twenty`, `twenty` after `three hundred`.
fn follows(next: usize, before: usize, thousands: bool) -> bool {
    let room = if next < 10 { 10 } else { 100 };
    next > 0 && before.is_multiple_of(room) && before % 100 != 10 && (thousands || before > 0)
}

/// A day of the calendar, as `2026-05-02`: `2026-05-02`, `2 May 2026`, `May 2nd, 2026`, `the 2nd of May 2026`.
pub(crate) fn date(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    let parts: Vec<&str> = lower.split(|one: char| !one.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match *parts.strip_prefix(&["the"]).unwrap_or(&parts) {
        [year, month, day] if is_iso(&lower) => (year, month.parse().ok()?, day),
        [day, "of", name, year] => (year, month(name)?, day),
        [first, second, year] => match (month(first), month(second)) {
            (Some(month), None) => (year, month, second),
            (None, Some(month)) => (year, month, first),
            _ => return None,
        },
        _ => return None,
    };
    let day = ["st", "nd", "rd", "th"].iter().find_map(|ending| day.strip_suffix(ending)).unwrap_or(day);
    let (year, day): (u32, u32) = (Some(year).filter(|year| year.len() == 4)?.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let most = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=most).contains(&day).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn is_iso(text: &str) -> bool {
    let fits = |(one, of): (u8, u8)| if of == b'0' { one.is_ascii_digit() } else { one == of };
    text.len() == 10 && text.bytes().zip(*b"0000-00-00").all(fits)
}

/// By its name or the beginning of it: `sep`, `sept`.
fn month(name: &str) -> Option<usize> {
    let place = MONTHS
        .iter()
        .position(|month| (name.len() == 3 || name == "sept") && month.starts_with(name) || *month == name);
    place.map(|place| place + 1)
}

/// A time of day, as `07:30`: `07:30`, `7:30 am`, `9 p.m.`, `19:30`, `noon`. What leaves open which half of the day is meant, as
/// `half past seven` and `10:30` do, is none: the words around it say which, and a dose at the wrong end of a day is worse than
/// none.
pub(crate) fn time(words: &str) -> Option<String> {
    let lower = words.to_lowercase();
    if let Some(place) = ["midnight", "noon"].iter().position(|one| *one == lower) {
        return Some(format!("{:02}:00", 12 * place));
    }
    let halves = [("am", 0), ("a.m", 0), ("a.m.", 0), ("pm", 12), ("p.m", 12), ("p.m.", 12)];
    let half = halves.into_iter().find_map(|(half, after)| Some((lower.strip_suffix(half)?, after)));
    let (hour, minute) = if let Some((digits, after)) = half {
        let (hour, minute) = digits.trim_end().split_once(':').unwrap_or((digits.trim_end(), "00"));
        (digits_of(hour, 1..=2).filter(|hour| (1..=12).contains(hour))? % 12 + after, minute)
    } else {
        let (hour, minute) = lower.split_once(':')?;
        (digits_of(hour, 2..=2).filter(|hour| !(10..=12).contains(hour))?, minute)
    };
    let minute = digits_of(minute, 2..=2)?;
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// A number of so many digits and nothing else.
fn digits_of(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let digits = count.contains(&text.len()) && text.bytes().all(|one| one.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits_or_words() {
        for (words, found) in [
            ("4.5", Some("4.5")),
            ("-3", Some("-3")),
            ("Twelve", Some("12")),
            ("forty-two", Some("42")),
            ("0.125", Some("0.125")),
            ("1500.125", Some("1500.125")),
            ("1.500", None),
            ("-12.000", None),
            ("ninety nine", Some("99")),
            ("zero", Some("0")),
            ("three hundred", Some("300")),
            ("a hundred and five", Some("105")),
            ("Two thousand three hundred and twelve", Some("2312")),
            ("forty thousand and six", Some("40006")),
            ("a dozen", Some("12")),
            ("ten dozen", None),
            ("five five", None),
            ("zero five", None),
            ("ten five", None),
            ("five hundred six hundred", None),
            ("a thousand thousand", None),
            ("two and five", None),
            ("hundred", None),
            ("a", None),
            ("and", None),
            ("twenty-ten", None),
            ("ten-two", None),
            ("twenty-zero", None),
            ("\"5\"", None),
            ("a few", None),
            ("", None),
        ] {
            assert_eq!(number(words).map(|number| number.to_string()).as_deref(), found, "{words}");
        }
    }

    #[test]
    fn dates_are_days_with_their_year() {
        let second = Some("2026-05-02");
        for words in ["2026-05-02", "2 May 2026", "May 2, 2026", "the 2nd of May 2026", "2nd May, 2026", "May 2nd 2026"]
        {
            assert_eq!(date(words).as_deref(), second, "{words}");
        }
        assert_eq!(date("29 Feb 2028").as_deref(), Some("2028-02-29"));
        assert_eq!(date("sept 30 2025").as_deref(), Some("2025-09-30"));
        for words in [
            "2 May",
            "May 2026",
            "29 Feb 2026",
            "31 June 2026",
            "2 mays 2026",
            "0 May 2026",
            "2026-13-01",
            "2 3 2026",
            "",
        ] {
            assert_eq!(date(words), None, "{words}");
        }
    }

    #[test]
    fn times_have_an_hour_and_say_which() {
        for (words, found) in [
            ("07:05", Some("07:05")),
            ("19:30", Some("19:30")),
            ("7:05 am", Some("07:05")),
            ("5:15PM", Some("17:15")),
            ("9 pm", Some("21:00")),
            ("12am", Some("00:00")),
            ("12 pm", Some("12:00")),
            ("noon", Some("12:00")),
            ("Midnight", Some("00:00")),
            ("10:30 p.m.", Some("22:30")),
            ("9 a.m", Some("09:00")),
            ("00:15", Some("00:15")),
            ("10:30", None),
            ("12:15", None),
            ("19:30 pm", None),
            ("7:05", None),
            ("half past seven", None),
            ("7", None),
            ("07:5", None),
            ("25:00", None),
            ("13 pm", None),
            ("7:30 pam", None),
            ("+7 pm", None),
            ("pm", None),
            ("", None),
        ] {
            assert_eq!(time(words).as_deref(), found, "{words}");
        }
    }
}

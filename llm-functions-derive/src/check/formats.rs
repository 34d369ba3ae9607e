//! Literal texts against their formats, where that takes no library. The rest is checked when a function is registered.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether a text is of a format; `None` when that is not known here.
pub(super) fn fits(format: &str, text: &str) -> Option<bool> {
    match format {
        "ipv4" => Some(text.parse::<Ipv4Addr>().is_ok()),
        "ipv6" => Some(text.parse::<Ipv6Addr>().is_ok()),
        "uuid" => Some(shaped(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")),
        "date" => Some(date(text)),
        // The day and the time are two texts; what follows the seconds is left to the registration.
        "date-time" => Some(text.split_once(['T', 't']).is_some_and(|(day, time)| date(day) && clock(time))),
        "time" => Some(clock(text)),
        "email" => Some(text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())),
        "uri" => Some(text.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme))),
        _ => None,
    }
}

/// Whether every `x` of the shape is a hexadecimal digit, every `0` a decimal one, and the rest is as it stands.
fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.chars().zip(shape.chars()).all(|(letter, wanted)| match wanted {
            'x' => letter.is_ascii_hexdigit(),
            '0' => letter.is_ascii_digit(),
            wanted => letter == wanted,
        })
}

fn date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    shaped(text, "0000-00-00")
        && (1..=12).contains(&part(5, 7))
        && (1..=days(part(0, 4), part(5, 7))).contains(&part(8, 10))
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Hours, minutes and seconds, and something after them that says where the clock stands.
fn clock(text: &str) -> bool {
    let at = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let shaped = text.get(..8).is_some_and(|start| shaped(start, "00:00:00")) && text.len() > 8;
    // A leap second is the 61st.
    shaped && at(0, 2) < Some(24) && at(3, 5) < Some(60) && at(6, 8) < Some(61)
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_of_their_format_or_not() {
        for (format, good, bad) in [
            ("ipv4", "127.0.0.1", "127.0.0.256"),
            ("ipv6", "::1", "1"),
            ("uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae7dec11d0a76500a0c91e6bf6"),
            ("date", "2024-02-29", "2023-02-29"),
            ("date-time", "2026-03-01T07:30:00Z", "2026-03-01 07:30"),
            ("time", "23:59:60+01:00", "24:00:00Z"),
            ("email", "a@example.org", "example.org"),
            ("uri", "https://example.org", "//example.org"),
        ] {
            assert_eq!((fits(format, good), fits(format, bad)), (Some(true), Some(false)), "{format}");
        }
    }
}

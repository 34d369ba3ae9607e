//! Durations in attributes: `"30s"`, `"1m 30s"`, `"500ms"`.

use std::time::Duration;

use crate::suggest;

/// The units, in milliseconds. Without one a number would be read as seconds by one author and as milliseconds by the
/// next.
const UNITS: &[(&str, u64)] = &[("ms", 1), ("s", 1_000), ("m", 60_000), ("min", 60_000), ("h", 3_600_000)];

/// The duration, or what is wrong with it in words that follow the key.
pub(super) fn read(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim();
    let mut milliseconds: u64 = 0;
    let unreadable = || format!("is \"{text}\", which is not a duration; write it as \"30s\", \"5m\" or \"500ms\"");
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let letters = after.trim_start();
        let end = letters.find(|letter: char| !letter.is_alphabetic()).unwrap_or(letters.len());
        let (unit, after) = letters.split_at(end);
        let number: u64 = number.parse().map_err(|_| unreadable())?;
        let part = number.checked_mul(factor(unit)?).and_then(|part| milliseconds.checked_add(part));
        milliseconds = part.ok_or_else(unreadable)?;
        rest = after.trim_start();
    }
    if milliseconds == 0 {
        return Err(format!("is \"{text}\", which leaves no time; write it as \"30s\", \"5m\" or \"500ms\""));
    }
    Ok(Duration::from_millis(milliseconds))
}

fn factor(unit: &str) -> Result<u64, String> {
    if unit.is_empty() {
        return Err("has a number without a unit; write it as \"30s\", \"5m\" or \"500ms\"".to_owned());
    }
    let known: Vec<&str> = UNITS.iter().map(|(name, _)| *name).collect();
    let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
    factor.ok_or_else(|| format!("has the unknown unit `{unit}`; {}", suggest::listed(&known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_add_up() {
        for (text, milliseconds) in [("30s", 30_000), ("1m 30s", 90_000), ("500ms", 500), ("2 h", 7_200_000)] {
            assert_eq!(read(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, reason) in [
            ("", "leaves no time"),
            ("0s", "leaves no time"),
            ("30", "without a unit"),
            ("30 sec", "unknown unit `sec`"),
            ("-1s", "not a duration"),
            ("1.5s", "without a unit"),
            ("s", "not a duration"),
            ("99999999999999999999h", "not a duration"),
            ("9999999999999999999h", "not a duration"),
        ] {
            assert!(read(text).is_err_and(|found| found.contains(reason)), "{text}: {:?}", read(text));
        }
    }
}

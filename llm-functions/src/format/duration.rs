//! Durations: ISO 8601 in the grammar of RFC 3339, appendix A. Units come in order and without a gap, weeks alone.

pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    match rest.split_once('T') {
        Some(("", time)) => is_run(time, "HMS"),
        Some((date, time)) => is_run(date, "YMD") && is_run(time, "HMS"),
        None => is_run(rest, "YMD") || is_run(rest, "W"),
    }
}

/// One or more numbers, each with the unit that follows the one before.
fn is_run(text: &str, units: &str) -> bool {
    let mut units = units.chars();
    let mut parts = text.split_inclusive(|c: char| !c.is_ascii_digit()).peekable();
    let Some(first) = parts.next() else { return false };
    let Some(unit) = unit(first) else { return false };
    units.any(|known| known == unit) && parts.all(|part| self::unit(part).is_some() && self::unit(part) == units.next())
}

/// The unit behind the digits.
fn unit(part: &str) -> Option<char> {
    let unit = part.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.chars().next().filter(|c| unit.len() < part.len() && unit.len() == c.len_utf8())
}

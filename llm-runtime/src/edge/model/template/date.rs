//! The date of today in the forms that templates ask for.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The date in the codes `%d`, `%b`, `%B`, `%m`, `%Y`, `%y`; a time of day is midnight, and other codes are left out.
pub(super) fn today(format: &str) -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = civil(seconds / 86_400);
    let name = MONTHS.get(usize::from(month) - 1).copied().unwrap_or_default();
    let mut text = String::new();
    let two = |number: u64| format!("{number:02}");
    let mut rest = format.chars();
    while let Some(character) = rest.next() {
        match (character, if character == '%' { rest.next() } else { None }) {
            ('%', Some('d')) => text.push_str(&two(day)),
            ('%', Some('m')) => text.push_str(&two(u64::from(month))),
            ('%', Some('b')) => text.push_str(&name[..3]),
            ('%', Some('B')) => text.push_str(name),
            ('%', Some('Y')) => text.push_str(&year.to_string()),
            ('%', Some('y')) => text.push_str(&two(year % 100)),
            ('%', Some('H' | 'M' | 'S')) => text.push_str("00"),
            ('%', _) => {}
            (other, _) => text.push(other),
        }
    }
    text
}

/// Days since 1970 → year, month, day (the proleptic Gregorian calendar, counted in years that begin in March).
fn civil(days: u64) -> (u64, u8, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), u8::try_from(month).unwrap_or(1), day)
}

#[cfg(test)]
mod tests {
    use super::{civil, today};

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_088), (2024, 12, 31));
        assert_eq!(today("%Q"), "");
    }
}

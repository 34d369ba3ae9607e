//! Whole numbers in decimal notation, exactly: `2e1` is 20, and `20.00000000000000000001` is not, whatever a float says.

/// The most digits that a 64-bit integer has, and one more.
const LONGEST: usize = 20;

/// The integer that a number of JSON is, if it is one in every digit and fits 64 bits.
pub(super) fn whole(text: &str) -> Option<i128> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, mantissa),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [before, after].concat();
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        // Minus zero is a float and no integer.
        return (sign > 0).then_some(0);
    }
    // The value is the significant digits times ten to this power.
    let trailing = i64::try_from(digits.len() - significant.len()).ok()?;
    let shift = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(after.len()).ok()?)?.checked_add(trailing)?;
    let zeros = usize::try_from(shift).ok().filter(|zeros| significant.len() + zeros <= LONGEST)?;
    let value: i128 = format!("{significant}{}", "0".repeat(zeros)).parse().ok()?;
    Some(sign * value).filter(|value| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(value))
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn every_digit_counts() {
        for (text, value) in [
            ("20.0", Some(20)),
            ("2e1", Some(20)),
            ("2E+1", Some(20)),
            ("2000e-2", Some(20)),
            ("0.2e2", Some(20)),
            ("-3.000", Some(-3)),
            ("0.0", Some(0)),
            ("0e999999999999999999", Some(0)),
            ("-0.0", None),
            ("5.7", None),
            ("1.000000000000000005", None),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("18446744073709551615.0", Some(18_446_744_073_709_551_615)),
            ("18446744073709551616", None),
            ("-9223372036854775808.0", Some(-9_223_372_036_854_775_808)),
            ("-9223372036854775809.0", None),
            ("1e18", Some(1_000_000_000_000_000_000)),
            ("1e400", None),
            ("1e99999999999999999999999", None),
            ("1e-99999999999999999999999", None),
        ] {
            assert_eq!(whole(text), value, "{text}");
        }
    }
}

//! Numbers of the lengths that people write; longer ones are read by the reader of all JSON.

use super::Token;
use crate::json::{self, Json};

/// The number that begins at `start`, and where it ends.
pub(super) fn read(text: &str, start: usize) -> Option<(Token, usize)> {
    let digits = text.as_bytes().get(start..)?;
    let (negative, digits) = digits.strip_prefix(b"-").map_or((false, digits), |digits| (true, digits));
    let (whole, length) = sum(digits);
    let sound = length == 1 || length <= LONGEST && digits.first() != Some(&b'0');
    let end = start + usize::from(negative) + length;
    match digits.get(length) {
        Some(b'.') if sound && length > 0 => fraction(negative, whole, digits, length)
            .map(|(number, length)| (number, end + length))
            .or_else(|| slowly(text, start)),
        Some(b'e' | b'E') => slowly(text, start),
        // JSON knows a negative zero, an integer does not.
        _ if sound && length > 0 && !(negative && whole == 0) => {
            Some((Token::Integer(if negative { -whole } else { whole }), end))
        }
        _ => slowly(text, start),
    }
}

/// So many digits are less than 2^53, so that a float holds them exactly.
const LONGEST: usize = 15;

/// What the digits at the beginning amount to, and how many there are; meaningless when there are more than 18.
fn sum(digits: &[u8]) -> (i64, usize) {
    let mut value = 0_i64;
    for (index, digit) in digits.iter().enumerate() {
        if !digit.is_ascii_digit() {
            return (value, index);
        }
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
    }
    (value, digits.len())
}

/// A number with a point, and the length of what is behind the whole digits. A quotient of two floats that are exact is
/// as near as a float can be; with more digits, or with an exponent, it need not be.
#[allow(clippy::cast_precision_loss, reason = "fifteen digits lose nothing")]
fn fraction(negative: bool, whole: i64, digits: &[u8], length: usize) -> Option<(Token, usize)> {
    const POWERS: [f64; LONGEST + 1] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let fraction = digits.get(length + 1..)?;
    let (parts, count) = sum(fraction);
    if count == 0 || length + count > LONGEST || matches!(fraction.get(count), Some(b'e' | b'E')) {
        return None;
    }
    let scale = POWERS.get(count)?;
    let value = (whole as f64 * scale + parts as f64) / scale;
    Some((Token::Float(if negative { -value } else { value }), count + 1))
}

fn slowly(text: &str, start: usize) -> Option<(Token, usize)> {
    let rest = text.get(start..)?;
    let length =
        rest.find(|letter: char| !matches!(letter, '0'..='9' | '-' | '+' | '.' | 'e' | 'E')).unwrap_or(rest.len());
    let Ok(Json::Number(number)) = json::read(&rest[..length]) else { return None };
    let whole = number.as_i64().map(Token::Integer).or_else(|| number.as_u64().map(Token::Unsigned));
    Some((whole.or_else(|| number.as_f64().map(Token::Float))?, start + length))
}

#[cfg(test)]
mod tests {
    use super::{Token, read};
    use crate::json::{self, Json};

    /// The number of all of the text, as the reader of all JSON has it.
    fn other(text: &str) -> Option<Token> {
        let Ok(Json::Number(number)) = json::read(text) else { return None };
        let whole = number.as_i64().map(Token::Integer).or_else(|| number.as_u64().map(Token::Unsigned));
        whole.or_else(|| number.as_f64().map(Token::Float))
    }

    #[test]
    fn numbers_are_the_same_as_elsewhere() {
        let wholes = [
            "0",
            "-0",
            "7",
            "-7",
            "01",
            "-",
            "",
            "999999999999999",
            "1234567890123456",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551616",
            "123456789012345678901234567890",
        ];
        let tails = [
            "",
            ".",
            ".0",
            ".5",
            ".25",
            ".1",
            ".3",
            ".000001",
            ".123456789012",
            ".12345678901234567",
            "e3",
            "E-3",
            ".5e+2",
            ".e1",
            "e",
            "e400",
            "x",
            ".5.5",
            "-",
        ];
        for whole in wholes {
            for tail in tails {
                let text = format!("{whole}{tail}");
                let found = read(&text, 0).filter(|(_, end)| *end == text.len()).map(|(token, _)| token);
                assert_eq!(format!("{found:?}"), format!("{:?}", other(&text)), "{text}");
                // In the midst of other text.
                let embedded = format!("[{text},");
                let end = read(&embedded, 1).filter(|(_, end)| *end == text.len() + 1).map(|(token, _)| token);
                assert_eq!(format!("{end:?}"), format!("{found:?}"), "{embedded}");
            }
        }
    }
}

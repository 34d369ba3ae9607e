//! Strings: where they end, and what their escapes stand for.

/// The index of the closing quote of the string whose content begins at `start`, and whether there are escapes; `None`
/// when something in it is not sound, or is half of a pair of escapes.
pub(super) fn end(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    let mut at = start;
    let mut escaped = false;
    loop {
        at = special(bytes, at);
        match bytes.get(at)? {
            b'"' => return Some((at, escaped)),
            b'\\' => {
                escaped = true;
                at += escape(bytes.get(at + 1..)?)?;
            }
            _ => return None,
        }
    }
}

/// The index of the first byte from `at` on that ends a string, begins an escape or may not stand in a string.
fn special(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // Eight bytes at once: a byte that is less than `n` borrows from its high bit when `n` is taken away, and a byte
    // that is equal to another is 0 after `xor`. A borrow can spill over, but only behind the first that is found.
    let less = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*eight);
        let quote = less(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = less(word ^ (ONES * u64::from(b'\\')), 1);
        let found = (less(word, u64::from(b' ')) | quote | backslash) & HIGH;
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..b' ')).unwrap_or(rest.len())
}

/// How long the escape is whose backslash stands before `rest`, with the backslash.
fn escape(rest: &[u8]) -> Option<usize> {
    match rest.first()? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => hexadecimal(rest.get(1..5)?).and_then(char::from_u32).map(|_| 6),
        _ => None,
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| Some(value * 16 + char::from(*digit).to_digit(16)?))
}

/// The string that a text with sound escapes stands for.
pub(super) fn unescaped(text: &str) -> String {
    let mut string = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escape)) = memchr::memchr(b'\\', rest.as_bytes()).and_then(|at| rest.split_at_checked(at)) {
        string.push_str(plain);
        let (character, length) = meaning(escape.as_bytes().get(1..).unwrap_or_default());
        if let Some(character) = character {
            string.push(character);
        }
        rest = escape.get(1 + length..).unwrap_or_default();
    }
    string.push_str(rest);
    string
}

/// What the escape stands for, and how long it is without the backslash.
fn meaning(escape: &[u8]) -> (Option<char>, usize) {
    let character = match escape.first() {
        Some(b'b') => Some('\u{8}'),
        Some(b'f') => Some('\u{c}'),
        Some(b'n') => Some('\n'),
        Some(b'r') => Some('\r'),
        Some(b't') => Some('\t'),
        Some(b'u') => return (escape.get(1..5).and_then(hexadecimal).and_then(char::from_u32), 5),
        other => other.map(|byte| char::from(*byte)),
    };
    (character, 1)
}

#[cfg(test)]
mod tests {
    use super::{end, unescaped};

    #[test]
    fn every_byte_that_matters_is_found_at_every_place() {
        for length in 0..20 {
            let before = "é".repeat(length / 2) + &"x".repeat(length % 2);
            for (special, expected) in
                [("\"", Some((length, false))), ("\n", None), ("\u{1f}", None), ("\\x", None), ("", None)]
            {
                let text = format!("{before}{special}      ");
                assert_eq!(end(text.as_bytes(), 0), expected, "{text:?}");
            }
            let text = format!("{before}\\n\\u00e9\x7f\"");
            assert_eq!(end(text.as_bytes(), 0), Some((length + 9, true)), "{text:?}");
            assert_eq!(unescaped(&text[..length + 9]), format!("{before}\né\x7f"));
        }
    }

    #[test]
    fn escapes_mean_what_serde_json_says() {
        for text in [r"\\n", r#"\"\\\/\b\f\n\r\t"#, r"\u0041\u20AC", r"a\u0000", "plain", ""] {
            let quoted = format!("\"{text}\"");
            let (end, _) = end(quoted.as_bytes(), 1).unwrap_or_default();
            assert_eq!(end, quoted.len() - 1, "{text}");
            assert_eq!(serde_json::from_str::<String>(&quoted).ok(), Some(unescaped(text)));
        }
        for text in [r"\ud800", r"\u12g4", r"\u12", r"\x", "\\"] {
            assert_eq!(end(format!("{text}\"").as_bytes(), 0), None, "{text}");
        }
    }
}

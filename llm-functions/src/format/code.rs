//! UUIDs (RFC 4122, section 3) and base64 (RFC 4648, section 4).

/// Thirty-two hexadecimal digits in five groups; of any version, and of none.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Padded, in one line, and as an encoder must write it: the bits that no byte needs are zero.
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let unused_bits = [0, 2, 4].get(padding).copied();
    let last = digits.bytes().last().and_then(digit);
    text.len().is_multiple_of(4)
        && digits.bytes().all(|byte| digit(byte).is_some())
        && match (unused_bits, last) {
            (Some(bits), Some(last)) => last & ((1 << bits) - 1) == 0,
            (_, None) => text.is_empty(),
            (None, _) => false,
        }
}

/// What a digit counts.
fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

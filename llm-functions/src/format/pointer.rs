//! JSON pointers (RFC 6901) and relative ones (the draft that JSON Schema names).

/// Steps behind slashes, in which `~` is followed by `0` or `1`.
pub(super) fn is_pointer(text: &str) -> bool {
    let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    escaped && (text.is_empty() || text.starts_with('/'))
}

/// A number without leading zeros, and then `#` or a pointer.
pub(super) fn is_relative(text: &str) -> bool {
    let (up, rest) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()));
    let plain = up == "0" || !up.is_empty() && !up.starts_with('0');
    plain && (rest == "#" || is_pointer(rest))
}

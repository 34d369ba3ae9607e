//! URI templates: RFC 6570, section 2.

/// Literals and expressions in braces.
pub(super) fn is_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (literal, expression) = rest.split_at(open);
        let Some((inner, behind)) = expression.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            return false;
        };
        if !is_literal(literal) || !is_expression(inner) {
            return false;
        }
        rest = behind;
    }
    is_literal(rest)
}

fn is_literal(text: &str) -> bool {
    let legal = |letter: char| !letter.is_control() && !" \"<>\\^`{|}".contains(letter);
    is_encoded(text) && text.chars().all(legal)
}

/// Every percent sign begins a byte in two hexadecimal digits.
fn is_encoded(text: &str) -> bool {
    let is_byte = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|digit| digit.is_ascii_hexdigit());
    text.split('%').skip(1).all(is_byte)
}

/// An operator, and variables between commas. Operators that are kept for later are refused.
fn is_expression(text: &str) -> bool {
    text.strip_prefix(['+', '#', '.', '/', ';', '?', '&']).unwrap_or(text).split(',').all(is_variable)
}

/// A name, all of it, its first characters (`:3`), or each of its parts (`*`).
fn is_variable(text: &str) -> bool {
    let name = match text.split_once(':') {
        Some((name, length)) if is_length(length) => name,
        Some(_) => return false,
        None => text.strip_suffix('*').unwrap_or(text),
    };
    let legal = |letter: char| letter.is_ascii_alphanumeric() || "_%".contains(letter);
    is_encoded(name) && name.split('.').all(|part| !part.is_empty() && part.chars().all(legal))
}

/// From 1 to 9999.
fn is_length(text: &str) -> bool {
    text.len() <= 4 && !text.starts_with('0') && !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

//! Texts without quotes: how long they may be, and where they end.

use llm_functions::json::Json;

use super::{Rules, quoted_text};

/// As long as a text without a bound may be; the dialect gives every text one.
const LONGEST: u64 = 200;

impl Rules<'_> {
    /// A rule for a text up to the first `end`, with it. White space before the end that is no part of the text may be there
    /// or not: a reader takes one away.
    pub(super) fn text(&mut self, rule: &str, schema: &Json, pad: &str, end: &str) {
        if schema.get("pattern").is_some() || schema.get("format").is_some() {
            self.exact = false;
        }
        let count = |name: &str| match schema.get(name) {
            Some(Json::Number(number)) => number.as_u64(),
            _ => None,
        };
        let most = count("maxLength").unwrap_or(LONGEST);
        let least = count("minLength").unwrap_or(0).min(most);
        if self.begins_special(end) {
            let end = self.literal(end);
            let body = self.shape(schema).unwrap_or_else(|| format!(".{{{least},{most}}}"));
            self.lines.push(format!("{rule}: {rule}t {end}\n{rule}t: /(?s:{body})/"));
            return;
        }
        if let Some(shape) = self.shape(schema) {
            let space = if pad.is_empty() { "" } else { "\\n?" };
            self.lines.push(format!("{rule}[suffix={}]: /(?s:({shape}){space})/", quoted_text(end)));
            return;
        }
        let body = if pad.is_empty() { long_enough(least, most, end) } else { padded(least, most, end) };
        self.lines.push(format!("{rule}[suffix={}]: /(?s:{body})/", quoted_text(end)));
    }
}

impl Rules<'_> {
    /// A regular expression of all that a text may be, if its schema gives one.
    fn shape(&self, schema: &Json) -> Option<String> {
        if !self.shaped {
            return None;
        }
        if let Some(pattern) = schema.get("pattern").and_then(Json::as_str) {
            return whole(pattern);
        }
        let format = schema.get("format").and_then(Json::as_str)?;
        FORMATS.iter().find(|(name, _)| *name == format).map(|(_, shape)| (*shape).to_owned())
    }
}

/// What texts of a format look like. That there is no 31st of June is left to the function's own check.
const FORMATS: [(&str, &str); 5] = [
    ("date", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
    ("time", "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"),
    ("date-time", "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"),
    ("uuid", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    ("ipv4", "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"),
];

/// A pattern that says all of a text, without its anchors and as it stands between slashes.
fn whole(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$').filter(|inner| !inner.ends_with('\\'))?;
    let (mut depth, mut class, mut escaped) = (0_usize, false, false);
    let mut written = String::new();
    for character in inner.chars() {
        match character {
            _ if escaped => {}
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.checked_sub(1)?,
            // An anchor would belong to one alternative only.
            '|' if !class && depth == 0 => return None,
            '/' => written.push('\\'),
            _ => {}
        }
        escaped = character == '\\' && !escaped;
        written.push(character);
    }
    (!written.contains(['\n', '\r'])).then_some(written)
}

/// What ends a text ends it wherever it stands, so that it must not begin before the text is long enough.
fn long_enough(least: u64, most: u64, end: &str) -> String {
    let begins = first_of(end);
    if least == 0 { format!(".{{0,{most}}}") } else { format!("[^{begins}]{{{least}}}.{{0,{}}}", most - least) }
}

/// The same, where a reader takes a line break from the end: one more that is there, or none.
fn padded(least: u64, most: u64, end: &str) -> String {
    let with = format!("{}\\n", long_enough(least, most, end));
    let begins = first_of(end);
    match (least, most - least) {
        (0, 0) => format!("{with}|"),
        (0, more) => format!("{with}|(.{{0,{}}}[^\\n])?", more - 1),
        (least, 0) => format!("{with}|[^{begins}]{{{}}}[^{begins}\\n]", least - 1),
        (least, more) => {
            format!("{with}|[^{begins}]{{{}}}[^{begins}\\n]|[^{begins}]{{{least}}}.{{0,{}}}[^\\n]", least - 1, more - 1)
        }
    }
}

/// The first character of a text as part of a class of characters.
fn first_of(text: &str) -> String {
    match text.chars().next() {
        Some(first) if first.is_ascii() => format!("\\x{:02x}", u32::from(first)),
        Some(first) => first.to_string(),
        None => String::new(),
    }
}

//! Texts without quotes: how long they may be, and where they end.

use llm_functions::json::Json;

use super::Rules;

/// As long as a text without a bound may be; the dialect gives every text one.
const LONGEST: u64 = 200;

impl Rules<'_> {
    /// A rule for a text up to and with what ends it. A text of a format or pattern is only bounded here.
    pub(super) fn text(&mut self, rule: &str, schema: &Json, end: &str, never: &str) {
        if schema.get("pattern").is_some() || schema.get("format").is_some() {
            self.exact = false;
        }
        let count = |name: &str| match schema.get(name) {
            Some(Json::Number(number)) => number.as_u64(),
            _ => None,
        };
        let (least, most) = (count("minLength").unwrap_or(0), count("maxLength").unwrap_or(LONGEST));
        let body = format!("/(?s:.{{{least},{most}}})/");
        if self.begins_special(end) {
            let end = self.literal(end);
            self.lines.push(format!("{rule}: {rule}t {end}\n{rule}t: {body}"));
            return;
        }
        // What would end it for a reader must not come earlier.
        let body = if never == end && least == 0 { body } else { format!("{body} & ~/(?s:.*{}.*)/", escaped(never)) };
        self.lines.push(format!("{rule}[suffix={}]: {body}", super::quoted_text(end)));
    }
}

/// A text as a regular expression between slashes.
fn escaped(text: &str) -> String {
    let escape = |character: char| match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | ':' | '=' | '"' | '\'' | ',' => character.to_string(),
        other if other.is_ascii() => format!("\\x{:02x}", u32::from(other)),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}

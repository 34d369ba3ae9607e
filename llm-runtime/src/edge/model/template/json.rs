//! Values as Python writes them in JSON.

use std::fmt::Write as _;

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};

use crate::edge::model::special::{is_mark, unmarked};

/// How deep values may lie in each other.
const DEEPEST: usize = 128;

/// How JSON is written.
pub(super) struct Style {
    indent: Option<usize>,
    item: String,
    key: String,
    sorted: bool,
    ascii: bool,
}

impl Style {
    pub(super) fn new(indent: Option<usize>, separators: Option<(String, String)>, sorted: bool, ascii: bool) -> Self {
        let usual = || (if indent.is_some() { "," } else { ", " }.to_owned(), ": ".to_owned());
        let (item, key) = separators.unwrap_or_else(usual);
        Self { indent, item, key, sorted, ascii }
    }

    fn line(&self, out: &mut String, depth: usize) {
        if let Some(indent) = self.indent {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent * depth));
        }
    }
}

/// Appends a value.
pub(super) fn write(out: &mut String, value: &Value, style: &Style, depth: usize) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(Error::new(ErrorKind::BadSerialization, "the value is too deep"));
    }
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => out.push_str("null"),
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Number => out.push_str(&value.to_string()),
        ValueKind::Map => return map(out, value, style, depth),
        ValueKind::Seq | ValueKind::Iterable => return list(out, value, style, depth),
        _ => string(out, value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str(), style.ascii),
    }
    Ok(())
}

fn list(out: &mut String, value: &Value, style: &Style, depth: usize) -> Result<(), Error> {
    let mut first = true;
    out.push('[');
    for item in value.try_iter()? {
        if !std::mem::replace(&mut first, false) {
            out.push_str(&style.item);
        }
        style.line(out, depth + 1);
        write(out, &item, style, depth + 1)?;
    }
    if !first {
        style.line(out, depth);
    }
    out.push(']');
    Ok(())
}

fn map(out: &mut String, value: &Value, style: &Style, depth: usize) -> Result<(), Error> {
    let mut keys: Vec<Value> = value.try_iter()?.collect();
    if style.sorted {
        keys.sort_by_cached_key(|key| unmarked(key.as_str().unwrap_or_default()).into_owned());
    }
    out.push('{');
    for (place, key) in keys.iter().enumerate() {
        if place > 0 {
            out.push_str(&style.item);
        }
        style.line(out, depth + 1);
        string(out, &key.as_str().map_or_else(|| key.to_string(), str::to_owned), style.ascii);
        out.push_str(&style.key);
        write(out, &value.get_item(key)?, style, depth + 1)?;
    }
    if !keys.is_empty() {
        style.line(out, depth);
    }
    out.push('}');
    Ok(())
}

fn string(out: &mut String, text: &str, ascii: bool) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{C}' => out.push_str("\\f"),
            control if control < ' ' => escape(out, u32::from(control)),
            // Marks are ours, and gone before anybody reads.
            other if ascii && !other.is_ascii() && !is_mark(other) => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    escape(out, u32::from(*unit));
                }
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn escape(out: &mut String, unit: u32) {
    // Writing to a text does not fail.
    let _ = write!(out, "\\u{unit:04x}");
}

//! Gemma's values → JSON: `key:value,…` with a mark around strings.

use llm_functions::json::{Json, read};

use super::arguments::Read;
use crate::edge::syntax::finder::{Finder, Found};
use crate::edge::syntax::write::spaced;

/// How deep values may lie in each other. A decoder's grammar goes less deep.
const DEEPEST: usize = 64;

/// Reads up to the brace that closes the arguments.
#[derive(Debug)]
pub(super) struct Quoted {
    quote: &'static str,
    finder: Finder,
    raw: Vec<u8>,
    in_string: bool,
    depth: usize,
    begun: bool,
}

impl Quoted {
    pub(super) fn new(quote: &'static str) -> Self {
        Self { quote, finder: Finder::new([quote]), raw: Vec::new(), in_string: false, depth: 0, begun: false }
    }

    pub(super) fn feed(&mut self, byte: u8, json: &mut Vec<u8>) -> Read {
        if !std::mem::replace(&mut self.begun, true) {
            json.push(b'{');
        }
        let mut released = Vec::new();
        let found = self.finder.push(byte, &mut released);
        for byte in released {
            if !self.in_string && byte == b'}' && self.depth == 0 {
                self.close(json);
                return Read::Done;
            }
            if !self.in_string {
                match byte {
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
            }
            self.raw.push(byte);
        }
        if found != Found::Nothing {
            self.in_string = !self.in_string;
            self.raw.extend_from_slice(self.quote.as_bytes());
        }
        Read::More
    }

    fn close(&mut self, json: &mut Vec<u8>) {
        let text = String::from_utf8_lossy(&self.raw).into_owned();
        let mut reader = Reader { rest: &text, quote: self.quote };
        let members = reader.members(DEEPEST).filter(|_| reader.rest.trim().is_empty());
        let text = members.map_or_else(|| format!("{{{text}}}"), |members| spaced(&Json::Object(members)));
        // The brace before it has been told.
        json.extend_from_slice(text.strip_prefix('{').unwrap_or(&text).as_bytes());
    }

    pub(super) fn cut(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.raw)
    }
}

struct Reader<'t> {
    rest: &'t str,
    quote: &'t str,
}

impl Reader<'_> {
    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn ends(&self) -> bool {
        self.rest.trim_start().is_empty() || self.rest.trim_start().starts_with(['}', ']'])
    }

    fn members(&mut self, depth: usize) -> Option<Vec<(String, Json)>> {
        let mut members: Vec<(String, Json)> = Vec::new();
        while !self.ends() {
            if !members.is_empty() && !self.takes(",") {
                return None;
            }
            let key = self.key()?;
            if members.iter().any(|(known, _)| *known == key) {
                return None;
            }
            let value = self.value(depth.checked_sub(1)?)?;
            members.push((key, value));
        }
        Some(members)
    }

    fn key(&mut self) -> Option<String> {
        if self.takes(self.quote) {
            let key = self.string()?;
            return self.takes(":").then_some(key);
        }
        let (key, rest) = self.rest.split_once(':')?;
        self.rest = rest;
        Some(key.trim().trim_matches('"').to_owned())
    }

    fn string(&mut self) -> Option<String> {
        let (text, rest) = self.rest.split_once(self.quote)?;
        self.rest = rest;
        Some(text.to_owned())
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        if self.takes(self.quote) {
            return self.string().map(Json::String);
        }
        if self.takes("{") {
            let members = self.members(depth)?;
            return self.takes("}").then_some(Json::Object(members));
        }
        if self.takes("[") {
            let mut items = Vec::new();
            while !self.ends() {
                if !items.is_empty() && !self.takes(",") {
                    return None;
                }
                items.push(self.value(depth.checked_sub(1)?)?);
            }
            return self.takes("]").then_some(Json::Array(items));
        }
        let end = self.rest.find([',', '}', ']']).unwrap_or(self.rest.len());
        let (scalar, rest) = self.rest.split_at(end);
        self.rest = rest;
        read(scalar.trim()).ok()
    }
}

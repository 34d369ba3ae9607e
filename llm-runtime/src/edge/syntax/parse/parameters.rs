//! Arguments in tags of their own → the members of a JSON object.

use llm_functions::json::{Json, read};

use super::arguments::Read;
use super::literal::{Literal, Step};
use crate::edge::syntax::finder::{Finder, Found};
use crate::edge::syntax::{Parameters as Parts, write};

/// Reads arguments up to what follows all of them.
#[derive(Debug)]
pub(super) struct Parameters {
    parts: Parts,
    after: &'static str,
    /// What the model writes for this function; none is known for a function that there is not.
    schema: Option<Json>,
    at: At,
    key: Vec<u8>,
    value: Vec<u8>,
    /// Whether the value is a text, where the tag says so.
    text: Option<bool>,
    any: bool,
    count: usize,
}

#[derive(Debug)]
enum At {
    /// Before another one or the end of all.
    Between([Option<Literal>; 2]),
    Key,
    Then([Option<Literal>; 2]),
    Value(Finder),
}

impl Parameters {
    pub(super) fn new(parts: Parts, after: &'static str, schema: Option<Json>) -> Self {
        let at = between(parts, after);
        Self { parts, after, schema, at, key: Vec::new(), value: Vec::new(), text: None, any: false, count: 0 }
    }

    pub(super) fn feed(&mut self, byte: u8, json: &mut Vec<u8>) -> Read {
        match &mut self.at {
            At::Between(ways) => match first(ways, byte) {
                Way::Done(0) => {
                    self.key.clear();
                    self.at = At::Key;
                    self.open(json)
                }
                Way::Done(_) => {
                    self.open(json);
                    json.push(b'}');
                    Read::Done
                }
                Way::More => Read::More,
                Way::Other => Read::Other,
            },
            At::Key if self.parts.then.iter().all(|then| then.as_bytes().first() != Some(&byte)) => {
                self.key.push(byte);
                if self.key.len() > 256 { Read::Other } else { Read::More }
            }
            At::Key => {
                self.at = At::Then(self.parts.then.map(|then| Some(Literal::new(then))));
                self.feed(byte, json)
            }
            At::Then(ways) => match first(ways, byte) {
                Way::Done(which) => {
                    self.text = (self.parts.then[0] != self.parts.then[1]).then_some(which == 0);
                    self.value.clear();
                    self.at = At::Value(Finder::new([self.parts.end]));
                    Read::More
                }
                Way::More => Read::More,
                Way::Other => Read::Other,
            },
            At::Value(finder) => {
                if finder.push(byte, &mut self.value) != Found::Nothing {
                    self.member(json);
                    self.at = between(self.parts, self.after);
                }
                Read::More
            }
        }
    }

    /// The brace before the first one; from there on it is a call.
    fn open(&mut self, json: &mut Vec<u8>) -> Read {
        if !std::mem::replace(&mut self.any, true) {
            json.push(b'{');
        }
        Read::More
    }

    fn member(&mut self, json: &mut Vec<u8>) {
        let text = String::from_utf8_lossy(&self.value).into_owned();
        let key = String::from_utf8_lossy(&self.key).trim().to_owned();
        let value = self.valued(&key, self.unpadded(&text));
        if self.count > 0 {
            json.extend_from_slice(b", ");
        }
        self.count += 1;
        json.extend_from_slice(format!("{}: {}", Json::from(key.as_str()), write::spaced(&value)).as_bytes());
    }

    fn unpadded<'t>(&self, text: &'t str) -> &'t str {
        if self.parts.pad.is_empty() {
            return text;
        }
        let text = text.strip_prefix(self.parts.pad).unwrap_or(text);
        text.strip_suffix(self.parts.pad).unwrap_or(text)
    }

    /// A value as what the function takes there: a text unless it can be something else and is.
    fn valued(&self, key: &str, text: &str) -> Json {
        let schema = write::property(self.schema.as_ref(), key);
        let is_text = self.text.unwrap_or_else(|| schema.is_some_and(write::only_texts));
        let plain = || Json::String(text.to_owned());
        if is_text {
            return plain();
        }
        read(text.trim()).unwrap_or_else(|_| plain())
    }

    /// What was read of a value that ends in the middle, as JSON that ends in the middle.
    pub(super) fn cut(&mut self) -> Vec<u8> {
        if !matches!(self.at, At::Value(_)) {
            return Vec::new();
        }
        let text = String::from_utf8_lossy(&self.value).into_owned();
        let mut json = Vec::new();
        self.value = self.unpadded(&text).as_bytes().to_vec();
        self.member(&mut json);
        if json.last() == Some(&b'"') {
            json.pop();
        }
        json
    }
}

enum Way {
    More,
    Done(usize),
    Other,
}

/// Feeds texts of which one has to come.
fn first(ways: &mut [Option<Literal>; 2], byte: u8) -> Way {
    let mut any = false;
    for (place, way) in ways.iter_mut().enumerate() {
        match way.as_mut().map(|literal| literal.feed(byte)) {
            Some(Step::Done) => return Way::Done(place),
            Some(Step::More) => any = true,
            Some(Step::Other) => *way = None,
            None => {}
        }
    }
    if any { Way::More } else { Way::Other }
}

fn between(parts: Parts, after: &'static str) -> At {
    At::Between([Some(Literal::new(parts.before)), Some(Literal::new(after))])
}

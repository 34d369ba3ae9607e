//! Arguments by name, as Python has them → the members of a JSON object, each as soon as it is whole.

use llm_functions::json::Json;

use super::arguments::Read;
use super::python;

/// A longer one is no name.
const LONGEST_KEY: usize = 256;

/// Reads arguments up to the bracket that closes them.
#[derive(Debug, Default)]
pub(super) struct Keywords {
    at: At,
    key: Vec<u8>,
    value: Vec<u8>,
    /// The quote of the string that is open, and whether the last character takes away what the next one means.
    quote: Option<u8>,
    escaped: bool,
    depth: usize,
    open: bool,
    count: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Before a name, or the end.
    #[default]
    Key,
    Value,
}

impl Keywords {
    pub(super) fn feed(&mut self, byte: u8, json: &mut Vec<u8>) -> Read {
        match self.at {
            At::Key => self.in_key(byte, json),
            At::Value => self.in_value(byte, json),
        }
    }

    fn in_key(&mut self, byte: u8, json: &mut Vec<u8>) -> Read {
        match byte {
            b')' if self.key.trim_ascii().is_empty() => {
                self.begin(json);
                json.push(b'}');
                Read::Done
            }
            b'=' if !self.key.trim_ascii().is_empty() => {
                self.begin(json);
                self.at = At::Value;
                Read::More
            }
            // As in `page[size]`, a name of a parameter of many web services.
            b'[' | b']' if !self.key.trim_ascii().is_empty() => {
                self.key.push(byte);
                Read::More
            }
            b'=' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b'"' | b'\'' => Read::Other,
            _ if self.key.len() >= LONGEST_KEY => Read::Other,
            byte => {
                self.key.push(byte);
                Read::More
            }
        }
    }

    /// The brace before the first one; from there on it is a call.
    fn begin(&mut self, json: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.open, true) {
            json.push(b'{');
        }
    }

    fn in_value(&mut self, byte: u8, json: &mut Vec<u8>) -> Read {
        if let Some(quote) = self.quote {
            if byte == quote && !self.escaped {
                self.quote = None;
            }
            self.escaped = byte == b'\\' && !self.escaped;
            self.value.push(byte);
            return Read::More;
        }
        match byte {
            b',' if self.depth == 0 => {
                self.member(json);
                return Read::More;
            }
            b')' if self.depth == 0 => {
                self.member(json);
                json.push(b'}');
                return Read::Done;
            }
            b'"' | b'\'' => self.quote = Some(byte),
            b'(' | b'[' | b'{' => self.depth += 1,
            b')' | b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.value.push(byte);
        Read::More
    }

    fn member(&mut self, json: &mut Vec<u8>) {
        let value = std::mem::take(&mut self.value);
        self.name(json);
        json.extend_from_slice(python::as_json(&String::from_utf8_lossy(&value)).as_bytes());
        self.at = At::Key;
    }

    fn name(&mut self, json: &mut Vec<u8>) {
        if self.count > 0 {
            json.extend_from_slice(b", ");
        }
        self.count += 1;
        let key = std::mem::take(&mut self.key);
        let key = String::from_utf8_lossy(&key);
        json.extend_from_slice(format!("{}: ", Json::from(key.trim())).as_bytes());
    }

    /// What was read of a value that ends in the middle, as JSON that ends in the middle.
    pub(super) fn cut(&mut self) -> Vec<u8> {
        let mut json = Vec::new();
        if self.at == At::Value {
            let value = std::mem::take(&mut self.value);
            self.name(&mut json);
            json.extend_from_slice(value.trim_ascii_start());
        }
        json
    }
}

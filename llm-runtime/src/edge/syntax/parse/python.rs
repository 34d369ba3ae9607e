//! A value as Python or JSON has it → JSON text.

use llm_functions::json::{Json, read};

use crate::edge::syntax::write::spaced;

/// How deep values may lie in each other. A decoder's grammar goes less deep.
const DEEPEST: usize = 64;

/// The value as JSON; what is neither Python nor JSON stays as it is, for whoever checks arguments.
pub(super) fn as_json(text: &str) -> String {
    let text = text.trim();
    if let Ok(value) = read(text) {
        return spaced(&value);
    }
    let mut reader = Reader { rest: text };
    let value = reader.value(DEEPEST).filter(|_| reader.rest.trim().is_empty());
    value.map_or_else(|| text.to_owned(), |value| spaced(&value))
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn takes(&mut self, text: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        for (open, close) in [("[", "]"), ("(", ")")] {
            if self.takes(open) {
                return self.items(close, |reader| reader.value(depth)).map(Json::Array);
            }
        }
        if self.takes("{") {
            return self.items("}", |reader| reader.member(depth)).map(Json::Object);
        }
        match self.quote() {
            Some(quote) => self.string(quote).map(Json::String),
            None => scalar(self.word()),
        }
    }

    fn member(&mut self, depth: usize) -> Option<(String, Json)> {
        let quote = self.quote()?;
        let key = self.string(quote)?;
        self.takes(":").then_some(())?;
        Some((key, self.value(depth)?))
    }

    fn items<T>(&mut self, close: &str, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        while !self.takes(close) {
            items.push(one(self)?);
            if !self.takes(",") && !self.rest.trim_start().starts_with(close) {
                return None;
            }
        }
        Some(items)
    }

    fn quote(&mut self) -> Option<char> {
        ['"', '\''].into_iter().find(|quote| self.takes(quote.encode_utf8(&mut [0; 4])))
    }

    fn word(&mut self) -> &'t str {
        let text = self.rest.trim_start();
        let (word, rest) = text.split_at(text.find([',', ')', ']', '}', ':']).unwrap_or(text.len()));
        self.rest = rest;
        word.trim_end()
    }

    fn string(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut characters = self.rest.chars();
        loop {
            match characters.next()? {
                '\\' => escape(&mut characters, &mut text)?,
                end if end == quote => break,
                other => text.push(other),
            }
        }
        self.rest = characters.as_str();
        Some(text)
    }
}

fn scalar(word: &str) -> Option<Json> {
    match word {
        "True" => Some(Json::Bool(true)),
        "False" => Some(Json::Bool(false)),
        "None" => Some(Json::Null),
        word => read(word).ok(),
    }
}

/// What a backslash and the characters after it stand for. One that means nothing is a character, as in Python.
fn escape(characters: &mut std::str::Chars<'_>, text: &mut String) -> Option<()> {
    let digits = |characters: &mut std::str::Chars<'_>, count: usize| {
        let code: String = characters.take(count).collect();
        u32::from_str_radix(&code, 16).ok().filter(|_| code.len() == count)
    };
    match characters.next()? {
        'n' => text.push('\n'),
        't' => text.push('\t'),
        'r' => text.push('\r'),
        'b' => text.push('\u{8}'),
        'f' => text.push('\u{c}'),
        'x' => text.push(char::from_u32(digits(characters, 2)?)?),
        'u' => text.push(char::from_u32(digits(characters, 4)?)?),
        'U' => text.push(char::from_u32(digits(characters, 8)?)?),
        plain @ ('"' | '\'' | '\\' | '/') => text.push(plain),
        other => text.extend(['\\', other]),
    }
    Some(())
}

//! Text that is not JSON and leaves no doubt what it says → JSON text.
//!
//! Only characters are exchanged here: `True` for `true`, one kind of quote for the other, a round bracket for a square
//! one. What comes out is read by the reader of JSON, so that nothing passes here that would not pass there: no name
//! twice, no number that JSON does not know, no depth beyond its own. What is not understood is refused.

use super::CoercionKind;

/// The same as JSON text, and which liberties that took; `None` when the text says nothing that has one meaning.
pub(super) fn translate(text: &str) -> Option<(String, Vec<CoercionKind>)> {
    let mut translation =
        Translation { rest: text, out: String::with_capacity(text.len()), open: Vec::new(), kinds: Vec::new() };
    while let Some(character) = translation.next() {
        translation.token(character)?;
    }
    Some((translation.out, translation.kinds))
}

struct Translation<'t> {
    rest: &'t str,
    out: String,
    open: Vec<Open>,
    kinds: Vec<CoercionKind>,
}

/// A bracket that is open.
struct Open {
    bracket: char,
    commas: bool,
}

impl Translation<'_> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        Some(next)
    }

    fn note(&mut self, kind: CoercionKind) {
        if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    fn token(&mut self, character: char) -> Option<()> {
        match character {
            '"' | '\'' => return self.string(character),
            '[' | '{' | '(' => self.enter(character),
            ']' | '}' | ')' => return self.leave(character),
            ',' => self.comma(),
            'A'..='Z' | 'a'..='z' => return self.word(character),
            ':' | ' ' | '\t' | '\n' | '\r' => self.out.push(character),
            '0'..='9' | '-' => self.number(character),
            _ => return None,
        }
        Some(())
    }

    fn enter(&mut self, bracket: char) {
        self.open.push(Open { bracket, commas: false });
        if bracket == '(' {
            self.note(CoercionKind::PythonLiteral);
        }
        self.out.push(if bracket == '(' { '[' } else { bracket });
    }

    /// Round brackets are a list if there is a comma or nothing in them; around one value they mean nothing.
    fn leave(&mut self, bracket: char) -> Option<()> {
        let opened = self.open.pop()?;
        let empty = self.last() == Some('[');
        match (opened.bracket, bracket) {
            ('[', ']') | ('{', '}') => self.out.push(bracket),
            ('(', ')') if opened.commas || empty => self.out.push(']'),
            _ => return None,
        }
        Some(())
    }

    fn last(&self) -> Option<char> {
        self.out.trim_end().chars().next_back()
    }

    /// A comma after a value and before a closing bracket is left out; any other stays, right or wrong.
    fn comma(&mut self) {
        let closes = self.rest.trim_start().starts_with([']', '}', ')']);
        let after_value = !matches!(self.last(), None | Some('[' | '{' | ',' | ':'));
        let tuple = self.open.last_mut().is_some_and(|open| {
            open.commas = true;
            open.bracket == '('
        });
        if closes && after_value {
            if !tuple {
                self.note(CoercionKind::TrailingComma);
            }
        } else {
            self.out.push(',');
        }
    }

    fn number(&mut self, first: char) {
        let digits = |character: char| character.is_ascii_digit() || matches!(character, '.' | 'e' | 'E' | '+' | '-');
        let length = self.rest.find(|character| !digits(character)).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(length);
        self.out.push(first);
        self.out.push_str(number);
        self.rest = rest;
    }

    fn word(&mut self, first: char) -> Option<()> {
        let length = self.rest.find(|character: char| !character.is_alphanumeric() && character != '_');
        let (word, rest) = self.rest.split_at(length.unwrap_or(self.rest.len()));
        self.rest = rest;
        let json = match (first, word) {
            ('T', "rue") => "true",
            ('F', "alse") => "false",
            ('N', "one") => "null",
            ('t', "rue") | ('f', "alse") | ('n', "ull") => {
                self.out.push(first);
                self.out.push_str(word);
                return Some(());
            }
            _ => return None,
        };
        self.note(CoercionKind::PythonLiteral);
        self.out.push_str(json);
        Some(())
    }

    fn string(&mut self, quote: char) -> Option<()> {
        if quote == '\'' {
            self.note(CoercionKind::PythonLiteral);
        }
        self.out.push('"');
        loop {
            match self.next()? {
                end if end == quote => break,
                '\\' => self.escape(quote)?,
                '"' => self.out.push_str("\\\""),
                control if control < ' ' => {
                    self.note(CoercionKind::ControlCharacter);
                    let code = u32::from(control);
                    let digits = [code / 16, code % 16].into_iter().filter_map(|digit| char::from_digit(digit, 16));
                    self.out.push_str("\\u00");
                    self.out.extend(digits);
                }
                character => self.out.push(character),
            }
        }
        self.out.push('"');
        Some(())
    }

    /// Escapes that mean the same in JSON and Python, and those of Python that JSON can write otherwise. `\/` is a slash in
    /// JSON and two characters in Python, so it stands in double quotes only.
    fn escape(&mut self, quote: char) -> Option<()> {
        match self.next()? {
            same @ ('"' | '\\' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') => self.out.extend(['\\', same]),
            '/' if quote == '"' => self.out.push('/'),
            '\'' => {
                self.note(CoercionKind::PythonLiteral);
                self.out.push('\'');
            }
            'x' => {
                let digits = self.rest.get(..2)?;
                self.rest = self.rest.get(2..)?;
                self.note(CoercionKind::PythonLiteral);
                self.out.push_str("\\u00");
                self.out.push_str(digits);
            }
            _ => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::json::{Json, read};

    fn json(text: &str) -> Option<(String, Vec<CoercionKind>)> {
        let (json, kinds) = translate(text)?;
        Some((read(&json).ok()?.to_string(), kinds))
    }

    #[test]
    fn python_prints_what_json_can_say() {
        use CoercionKind::{ControlCharacter, PythonLiteral, TrailingComma};
        for (text, expected, kinds) in [
            ("{'a': True, 'b': [False, None]}", r#"{"a":true,"b":[false,null]}"#, &[PythonLiteral][..]),
            (r#"{'a': 'it\'s "so"', "b": "it's"}"#, r#"{"a":"it's \"so\"","b":"it's"}"#, &[PythonLiteral]),
            (r"['\xe9\n\\', '\u00e9']", "[\"é\\n\\\\\",\"é\"]", &[PythonLiteral]),
            ("(1, 2.50)", "[1,2.5]", &[PythonLiteral]),
            ("((), (1,), [(1, 2,)])", "[[],[1],[[1,2]]]", &[PythonLiteral]),
            (r#"{"a": [1, 2, ], }"#, r#"{"a":[1,2]}"#, &[TrailingComma]),
            ("{\"a\": \"one\ntwo\"}", r#"{"a":"one\ntwo"}"#, &[ControlCharacter]),
            (r#"["a\/b",]"#, r#"["a/b"]"#, &[TrailingComma]),
        ] {
            assert_eq!(json(text), Some((expected.to_owned(), kinds.to_vec())), "{text}");
        }
    }

    #[test]
    fn what_would_be_a_guess_is_refused() {
        for text in [
            "{'a': 1, 'a': 2}",
            "{'a': 1, \"a\": 2}",
            "{a: 1}",
            "{1: 2}",
            "{1, 2}",
            "['a' 'b']",
            "(1)",
            "[1, 2",
            "(1, 2]",
            "[,]",
            "[1,,]",
            "{,}",
            "{'a':,}",
            "['it's']",
            "['a",
            r"['\q']",
            r"['a\/b']",
            r"['\N{DASH}']",
            r"['\xg1']",
            "[b'a']",
            "[nan]",
            "[NaN, Infinity]",
            "[1_000]",
            "[+1]",
            "[.5]",
            "[5.]",
            "[01]",
            "[0x1f]",
            "[1e400]",
            "[TRUE]",
            "True # or not",
            "// no\n[]",
            "dict(a=1)",
            "{'a': undefined}",
            "[1] [2]",
        ] {
            assert_eq!(json(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_json_stays_what_it_is() {
        let text = r#"{"a":["\u00e9\"\\",-1.5e3,true,false,null,{}]}"#;
        let (same, kinds) = translate(text).unwrap();
        assert_eq!(read(&same).unwrap(), read(text).unwrap());
        assert!(kinds.is_empty() && matches!(read(&same), Ok(Json::Object(_))));
    }
}

//! [`Place`]: where a token is, and what is behind it.

use super::{Argument, Reading, Token, text};
use crate::json::Json;

/// One token of a reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(super) reading: &'a Reading<'a>,
    at: u32,
}

impl<'a> Reading<'a> {
    /// The arguments object.
    pub(crate) fn root(&'a self) -> Argument<'a> {
        Argument::at(Place { reading: self, at: 0 })
    }

    /// The text between two bytes.
    pub(super) fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    fn token(&self, at: u32) -> Token {
        self.tokens.get(at as usize).copied().unwrap_or(Token::Null)
    }

    /// A scalar as a tree.
    pub(super) fn scalar(&self, token: Token) -> Json {
        match token {
            Token::Bool(value) => value.into(),
            Token::Integer(whole) => whole.into(),
            Token::Unsigned(whole) => whole.into(),
            Token::Float(number) => number.into(),
            Token::Text(start, end) => self.slice(start, end).into(),
            Token::Escaped(start, end) => text::unescaped(self.slice(start, end)).into(),
            _ => Json::Null,
        }
    }
}

impl<'a> Place<'a> {
    /// What is here; a container that is elsewhere is where it is.
    pub(super) fn token(&mut self) -> Token {
        match self.reading.token(self.at) {
            Token::At(at) => {
                self.at = at;
                self.reading.token(at)
            }
            token => token,
        }
    }

    /// The place behind this one, which is inside it if it is a container's.
    pub(super) fn next(self) -> Self {
        self.skip(1)
    }

    /// The place of a later slot.
    pub(crate) fn skip(self, count: u32) -> Self {
        Self { at: self.at + count, ..self }
    }

    /// What stands here.
    pub(crate) fn argument(self) -> Argument<'a> {
        Argument::at(self)
    }

    pub(super) fn items(self, count: u32) -> Items<'a> {
        Items { next: self.next(), left: count }
    }

    /// The value as a tree, as the long way would have left it.
    pub(super) fn tree(mut self) -> Json {
        match self.token() {
            Token::Array { count, .. } => Json::Array(self.items(count).map(Argument::into_json).collect()),
            Token::Object { node, .. } => {
                let properties = &self.reading.view[node].object.properties;
                let values = (0..).map(|slot| self.next().skip(slot).argument().into_json());
                Json::object(properties.iter().map(|property| property.name.clone()).zip(values))
            }
            scalar => self.reading.scalar(scalar),
        }
    }
}

/// The items of an array.
#[derive(Debug)]
pub(crate) struct Items<'a> {
    next: Place<'a>,
    left: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Argument<'a>;

    fn next(&mut self) -> Option<Argument<'a>> {
        self.left = self.left.checked_sub(1)?;
        let place = self.next;
        let behind = match place.reading.token(place.at) {
            Token::Array { end, .. } | Token::Object { end, .. } => end,
            _ => place.at + 1,
        };
        self.next.at = behind;
        Some(place.argument())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Items<'_> {}

//! [`Argument`]: what a typed value is made from.

use std::borrow::Cow;
use std::fmt;

use super::place::{Items, Place};
use super::{Token, text};
use crate::json::Json;
use crate::view::Property;

/// A checked value on its way into a Rust type: a tree, or a place in the text that it was read from. What it shows is
/// the same either way.
pub struct Argument<'a>(Inner<'a>);

enum Inner<'a> {
    Tree(Json),
    Token(Place<'a>, Token),
}

impl From<Json> for Argument<'_> {
    fn from(tree: Json) -> Self {
        Self(Inner::Tree(tree))
    }
}

/// Without the value, which may be health data.
impl fmt::Debug for Argument<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Argument").finish_non_exhaustive()
    }
}

impl<'a> Argument<'a> {
    pub(super) fn at(mut place: Place<'a>) -> Self {
        match place.token() {
            Token::Tree(at) => Self(Inner::Tree(place.reading.trees.get(at as usize).cloned().unwrap_or_default())),
            Token::Default(node) => Self(Inner::Tree(place.reading.view[node].default.clone().unwrap_or_default())),
            token => Self(Inner::Token(place, token)),
        }
    }

    /// The value as a tree.
    pub fn into_json(self) -> Json {
        match self.0 {
            Inner::Tree(tree) => tree,
            Inner::Token(place, _) => place.tree(),
        }
    }

    /// Whether the value is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.0, Inner::Tree(Json::Null) | Inner::Token(_, Token::Null))
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        match &self.0 {
            Inner::Tree(tree) => tree.as_str().map(Cow::Borrowed),
            Inner::Token(place, Token::Text(start, end)) => Some(place.reading.slice(*start, *end).into()),
            Inner::Token(place, Token::Escaped(start, end)) => {
                Some(text::unescaped(place.reading.slice(*start, *end)).into())
            }
            Inner::Token(..) => None,
        }
    }

    /// The value of a boolean.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.0 {
            Inner::Tree(Json::Bool(value)) | Inner::Token(_, Token::Bool(value)) => Some(value),
            _ => None,
        }
    }

    /// A number that was written as a whole one and has 64 bits.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Inner::Token(_, Token::Integer(whole)) => Some(whole),
            _ => None,
        }
    }

    /// A number with a point.
    pub(crate) fn as_f64(&self) -> Option<f64> {
        match self.0 {
            Inner::Token(_, Token::Float(number)) => Some(number),
            _ => None,
        }
    }

    /// The string itself, or the value as it was.
    pub(crate) fn into_text(self) -> Result<String, Self> {
        match self.0 {
            Inner::Tree(Json::String(text)) => Ok(text),
            Inner::Token(place, Token::Text(start, end)) => Ok(place.reading.slice(start, end).to_owned()),
            Inner::Token(place, Token::Escaped(start, end)) => Ok(text::unescaped(place.reading.slice(start, end))),
            other => Err(Self(other)),
        }
    }

    /// The items of an array that is still text, or the value as it was.
    pub(crate) fn into_items(self) -> Result<Items<'a>, Self> {
        match self.0 {
            Inner::Token(place, Token::Array { count, .. }) => Ok(place.items(count)),
            other => Err(Self(other)),
        }
    }

    /// The properties of an object that is still text, with the place of the first, or the value as it was.
    pub(crate) fn into_slots(self) -> Result<(&'a [Property], Place<'a>), Self> {
        match self.0 {
            Inner::Token(place, Token::Object { node, .. }) => {
                Ok((&place.reading.view[node].object.properties, place.next()))
            }
            other => Err(Self(other)),
        }
    }
}

//! `String` and the other owners of a text, and `char`.

use std::borrow::Cow;
use std::sync::Arc;

use super::{FactKind, Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
use crate::json::Json;
use crate::spec::{Constraints, TypeKind, TypeSpec};

impl ParameterType for String {
    const FACTS: Facts = Facts::new(FactKind::String);

    fn spec() -> &'static TypeSpec {
        const { &TypeSpec::of::<Self>("String", TypeKind::String) }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        match value {
            Json::String(text) => Ok(text),
            other => Err(Mismatch::expected("a string", &other)),
        }
    }

    fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
        argument.into_text().or_else(|other| Self::from_json(other.into_json()))
    }

    fn to_json(&self) -> Json {
        self.clone().into()
    }
}

/// To a model they are all a `String`.
macro_rules! texts {
    ($($text:ty),*) => {$(
        impl ParameterType for $text {
            const FACTS: Facts = String::FACTS;

            fn spec() -> &'static TypeSpec {
                String::spec()
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                String::from_json(value).map(Self::from)
            }

            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                String::from_argument(argument).map(Self::from)
            }

            fn to_json(&self) -> Json {
                Json::from(&**self)
            }
        }
    )*};
}
texts!(Box<str>, Arc<str>, Cow<'static, str>);

/// One Unicode scalar value, which is how JSON Schema counts a string's length. What a reader sees as one character (a
/// flag, a letter with an accent of its own) can be several.
impl ParameterType for char {
    const FACTS: Facts = Facts::new(FactKind::String);

    fn spec() -> &'static TypeSpec {
        const {
            let one = Constraints::NONE.min_length(1).max_length(1);
            &TypeSpec::of::<Self>("char", TypeKind::String).constraints(one)
        }
    }

    fn from_json(value: Json) -> Result<Self, Mismatch> {
        value.as_str().and_then(only).ok_or_else(|| Mismatch::expected("a string of one character", &value))
    }

    fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
        match argument.as_str().as_deref().and_then(only) {
            Some(character) => Ok(character),
            None => Self::from_json(argument.into_json()),
        }
    }

    fn to_json(&self) -> Json {
        self.to_string().into()
    }
}

fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

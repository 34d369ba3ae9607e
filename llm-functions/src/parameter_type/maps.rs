//! Maps: objects whose names are not known beforehand.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use super::{FactKind, Facts, ParameterType};
use crate::arguments::Mismatch;
use crate::json::Json;
use crate::spec::{TypeKind, TypeSpec};

/// What the key of a map can be: a type that any string stands for, since nothing in a JSON Schema that every provider
/// understands says which names an object may have.
///
/// Where the names are known, a struct with an optional field for each is exact, and the model reads what each means.
///
/// ```
/// use std::collections::HashMap;
/// use llm_functions::{MapKey, ParameterType, json};
///
/// /// A name that is compared without regard to case.
/// #[derive(Debug, PartialEq, Eq, Hash)]
/// struct Header(String);
///
/// impl MapKey for Header {
///     fn from_name(name: String) -> Self {
///         Self(name.to_ascii_lowercase())
///     }
///     fn as_name(&self) -> &str {
///         &self.0
///     }
/// }
///
/// let headers = HashMap::<Header, u32>::from_json(json::read(r#"{"Max-Forwards": 10}"#)?).unwrap();
/// assert_eq!(headers[&Header("max-forwards".to_owned())], 10);
/// # Ok::<(), json::ReadError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as the key of a map that is an LLM function parameter",
    label = "not a map key",
    note = "the names of a JSON object are strings: use `String`, `Box<str>`, `Arc<str>` or `Cow<'static, str>`",
    note = "where the names are known consider a struct with an `Option<T>` field for each"
)]
pub trait MapKey: Sized + Send + 'static {
    /// The key that a name stands for.
    fn from_name(name: String) -> Self;

    /// The name that stands for this key; [`from_name`](Self::from_name) gives it back.
    fn as_name(&self) -> &str;
}

macro_rules! keys {
    ($($key:ty),*) => {$(
        impl MapKey for $key {
            fn from_name(name: String) -> Self {
                name.into()
            }

            fn as_name(&self) -> &str {
                self
            }
        }
    )*};
}
keys!(String, Box<str>, Arc<str>, Cow<'static, str>);

macro_rules! maps {
    ($($name:literal: [$($generics:tt)*] $map:ty;)*) => {$(
        impl<$($generics)*, V: ParameterType> ParameterType for $map {
            const FACTS: Facts = Facts::of(FactKind::Map, &V::FACTS);

            fn spec() -> &'static TypeSpec {
                const { &TypeSpec::of::<Self>($name, TypeKind::Map(V::spec)) }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                let Json::Object(members) = value else { return Err(Mismatch::expected("an object", &value)) };
                let mut map = Self::default();
                Mismatch::merge::<(), ()>(members.into_iter().map(|(name, value)| {
                    let read = V::from_json(value).and_then(|value| {
                        let key = K::from_name(name.clone());
                        if map.insert(key, value).is_none() { Ok(()) } else { Err(twice()) }
                    });
                    read.map_err(|mismatch| mismatch.inside_map(&name))
                }))?;
                Ok(map)
            }

            fn to_json(&self) -> Json {
                let mut members: Vec<_> = self.iter().map(|(key, value)| (key.as_name(), value.to_json())).collect();
                // The order of a hash map differs from run to run; a default that is shown to a model must not.
                members.sort_by_key(|(name, _)| *name);
                Json::object(members)
            }
        }
    )*};
}
maps! {
    "HashMap": [K: MapKey + Eq + Hash, S: BuildHasher + Default + Send + 'static] HashMap<K, V, S>;
    "BTreeMap": [K: MapKey + Ord] BTreeMap<K, V>;
}

/// Unequal names can stand for equal keys.
fn twice() -> Mismatch {
    Mismatch::refused("another name before it stands for the same key")
}

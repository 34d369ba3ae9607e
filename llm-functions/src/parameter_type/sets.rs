//! Sets: lists in which nothing is twice.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};

use super::{FactKind, Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
use crate::json::Json;
use crate::spec::{Constraints, TypeKind, TypeSpec};

macro_rules! sets {
    ($($name:literal: [$($generics:tt)*] $set:ty, $sort:expr;)*) => {$(
        impl<$($generics)*> ParameterType for $set {
            const FACTS: Facts = Facts::of(FactKind::Array, &T::FACTS);

            fn spec() -> &'static TypeSpec {
                const {
                    let unique = Constraints::NONE.unique_items();
                    &TypeSpec::of::<Self>($name, TypeKind::Array(T::spec)).constraints(unique)
                }
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                let Json::Array(items) = value else { return Err(Mismatch::expected("an array", &value)) };
                let mut set = Self::default();
                fill(items.into_iter().map(T::from_json), |item| set.insert(item))?;
                Ok(set)
            }

            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                let mut set = Self::default();
                match argument.into_items() {
                    Ok(items) => fill(items.map(T::from_argument), |item| set.insert(item))?,
                    Err(other) => return Self::from_json(other.into_json()),
                }
                Ok(set)
            }

            fn to_json(&self) -> Json {
                let mut items: Vec<Json> = self.iter().map(T::to_json).collect();
                $sort(&mut items);
                Json::Array(items)
            }
        }
    )*};
}
sets! {
    "HashSet": [T: ParameterType + Eq + Hash, S: BuildHasher + Default + Send + 'static] HashSet<T, S>, sort;
    "BTreeSet": [T: ParameterType + Ord] BTreeSet<T>, keep;
}

/// Unequal JSON can stand for equal values (`"A-B"` and `"a-b"` for one UUID). To drop one would leave fewer items than
/// the checks counted, so it is said instead.
fn fill<T>(
    items: impl Iterator<Item = Result<T, Mismatch>>,
    mut insert: impl FnMut(T) -> bool,
) -> Result<(), Mismatch> {
    let twice = || Mismatch::refused("the item is in the list already");
    Mismatch::collect(items.map(|item| if insert(item?) { Ok(()) } else { Err(twice()) }))
}

/// The order of a hash set differs from run to run; a default that is shown to a model must not.
fn sort(items: &mut [Json]) {
    items.sort_by_cached_key(Json::to_string);
}

fn keep(_: &mut [Json]) {}

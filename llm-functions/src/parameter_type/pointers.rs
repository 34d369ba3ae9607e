//! `Box` and `Arc`: to a model they are what they point to, so that a type may contain itself. `Rc` is missing, because
//! arguments are handed to the task that runs the function.

use std::sync::Arc;

use super::{Facts, ParameterType};
use crate::arguments::{Argument, Mismatch};
use crate::json::Json;
use crate::spec::TypeSpec;

macro_rules! pointers {
    ($($pointer:ident: $($bound:ident)?),*) => {$(
        impl<T: ParameterType $(+ $bound)?> ParameterType for $pointer<T> {
            const FACTS: Facts = T::FACTS;

            fn spec() -> &'static TypeSpec {
                T::spec()
            }

            fn from_json(value: Json) -> Result<Self, Mismatch> {
                T::from_json(value).map(Self::new)
            }

            fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
                T::from_argument(argument).map(Self::new)
            }

            fn to_json(&self) -> Json {
                T::to_json(self)
            }
        }
    )*};
}
pointers!(Box:, Arc: Sync);

//! [`ParameterType`]: the Rust types that a model can fill in.

mod any;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod calendar;
#[cfg(feature = "chrono")]
mod chrono;
mod duration;
mod facts;
mod integers;
#[cfg(feature = "jiff")]
mod jiff;
mod maps;
mod net;
mod option;
mod pointers;
mod primitives;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
mod sequences;
mod sets;
mod text;
mod text_form;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;
pub(crate) mod variant;

pub use facts::{FactKind, Facts};
pub use maps::MapKey;

use crate::arguments::{Argument, Mismatch};
use crate::json::Json;
use crate::spec::TypeSpec;

/// A type whose values a model can supply as JSON.
///
/// `#[derive(ParameterType)]` writes it for your own structs and enums. These come with the crate:
///
/// | Type | JSON | Constraints |
/// | --- | --- | --- |
/// | `bool` | `true`, `false` | |
/// | integers | an integer within the bounds of the type; `i128` and `u128` within those that JSON carries exactly here, `i64::MIN` to `u64::MAX` | numbers' |
/// | `NonZero<integer>` | the same without 0 | numbers' |
/// | `f32`, `f64` | a finite number | numbers' |
/// | `String`, `Box<str>`, `Arc<str>`, `Cow<'static, str>` | a string | strings' |
/// | `char` | a string of one Unicode scalar value | strings' |
/// | [`Duration`](std::time::Duration) | a string as in ISO 8601, such as `PT1H30M` or `P2W`, without months and years, whose length is not known | strings' |
/// | `Ipv4Addr`, `Ipv6Addr` | a string of the format `ipv4`, `ipv6` | strings' |
/// | `IpAddr` | a string of one of the two | |
/// | `Option<T>` | the same as `T`; `None` is `null` or nothing at all | those of `T` |
/// | `Box<T>`, `Arc<T>` | the same as `T` | those of `T` |
/// | `Vec<T>`, `VecDeque<T>`, `Box<[T]>` | an array | arrays', and those of `T` on its items |
/// | `[T; N]` | an array of exactly `N` items | the same |
/// | `HashSet<T, S>`, `BTreeSet<T>` | an array in which nothing is twice; what is equal in Rust is refused as well | the same |
/// | `HashMap<K, V, S>`, `BTreeMap<K, V>` | an object; what `K` can be, [`MapKey`] says | arrays' on its members, and those of `V` on their values |
/// | [`Json`], `serde_json::Value` | anything | |
/// | `serde_json::Map` | an object | arrays' on its members |
///
/// These come with features of their crates' names. What JSON Schema has a format for is told by that, the rest by a
/// pattern.
///
/// | Feature | Type | A string |
/// | --- | --- | --- |
/// | `chrono`, `jiff` | `NaiveDate`, `civil::Date` | `2026-03-01` (format `date`) |
/// | | `NaiveTime`, `civil::Time` | `07:30` or `07:30:15.5`, without an offset |
/// | | `NaiveDateTime`, `civil::DateTime` | `2026-03-01T07:30:00`, without an offset |
/// | | `DateTime<Utc>`, `DateTime<FixedOffset>`, `Timestamp` | `2026-03-01T07:30:00+01:00` (format `date-time`) |
/// | | `TimeDelta`, `SignedDuration` | like `Duration`, with `-` before it for one that goes back |
/// | `jiff` | `Span` | the same with months and years, in the order of ISO 8601 |
/// | `uuid` | `Uuid` | format `uuid` |
/// | `url` | `Url` | format `uri`; what is no URL to a browser is refused after that |
/// | `rust_decimal` | `Decimal` | a decimal number: as a JSON number it would be a binary fraction to most who read it on the way |
///
/// With the feature `schemars`, `schemars::Foreign<T>` is any type that `schemars` describes and serde reads.
///
/// Numbers' are `minimum`, `maximum`, `exclusive_minimum`, `exclusive_maximum`, `multiple_of`; strings' `min_length`,
/// `max_length`, `pattern`, `format`; arrays' `min_items`, `max_items`, `unique_items`.
///
/// Left out on purpose: `()` and tuples, which say nothing to a model; `Rc`, which cannot follow a call to its task;
/// `PathBuf`, since a path that a model made up deserves a type of its own that checks where it leads; `SystemTime`,
/// which has no text without a calendar.
///
/// ```
/// use llm_functions::ParameterType;
///
/// /// A unit of temperature.
/// #[derive(ParameterType, Debug, PartialEq)]
/// #[parameter(rename_all = "lowercase")]
/// enum Unit { Celsius, Fahrenheit }
///
/// assert_eq!(Unit::from_json("celsius".into()).unwrap(), Unit::Celsius);
/// assert_eq!(Unit::Celsius.to_json(), "celsius".into());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as the type of an LLM function parameter",
    label = "not a parameter type",
    note = "parameters are filled in by the model from JSON: use `bool`, a number, `char`, `String`, or an `Option`, `Box`, list, \
            array, set or string-keyed map of parameter types",
    note = "types of other crates come with features of `llm-functions`: `chrono`, `jiff`, `uuid`, `url`, `rust_decimal`, and \
            any other that is described by `schemars` with `schemars`",
    note = "for a struct or enum of your own consider adding `#[derive(ParameterType)]` to `{Self}`"
)]
pub trait ParameterType: Sized + Send + 'static {
    /// Which constraints it can have; `Option<T>` has those of `T`.
    const FACTS: Facts;

    /// The type as the model sees it.
    fn spec() -> &'static TypeSpec;

    /// Builds a value from JSON that was already checked against [`spec`](Self::spec).
    ///
    /// # Errors
    /// [`Mismatch`] when the JSON does not stand for a value of this type.
    fn from_json(value: Json) -> Result<Self, Mismatch>;

    /// The same from a value that may not have been made a tree yet, without making it one where the type can.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    #[doc(hidden)]
    fn from_argument(argument: Argument<'_>) -> Result<Self, Mismatch> {
        Self::from_json(argument.into_json())
    }

    /// The JSON that stands for this value; [`from_json`](Self::from_json) gives it back.
    fn to_json(&self) -> Json;
}

//! [`ParameterType`]: the Rust types that a model can fill in.

mod collections;
mod primitives;

use crate::arguments::Mismatch;
use crate::json::Json;
use crate::spec::TypeSpec;

/// A type whose values a model can supply as JSON.
///
/// `#[derive(ParameterType)]` writes it for structs with named fields and for enums without data.
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
    note = "parameters are filled in by the model from JSON: use `bool`, an integer, a float, `String`, `Option<T>` or `Vec<T>`",
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

    /// The JSON that stands for this value; [`from_json`](Self::from_json) gives it back.
    fn to_json(&self) -> Json;
}

/// What the compiler knows of a type when it checks the constraints of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Facts {
    /// The kind of its values.
    pub kind: FactKind,
    /// The least and greatest value of an integer.
    pub integer_range: Option<(i128, i128)>,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// What is known of a list's items or a map's values.
    pub item: Option<&'static Facts>,
}

/// The kinds that a constraint can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FactKind {
    /// `bool`.
    Boolean,
    /// A whole number.
    Integer,
    /// A float.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// A map with strings as keys.
    Map,
    /// A struct.
    Object,
    /// An enum without data.
    Enum,
    /// An enum with data.
    Union,
    /// Anything else: any JSON value, or what a JSON Schema from elsewhere says.
    Any,
}

impl Facts {
    /// A type of this kind that is not an `Option`.
    pub const fn new(kind: FactKind) -> Self {
        Self { kind, integer_range: None, optional: false, item: None }
    }

    /// A whole number of this range.
    pub const fn integer(minimum: i128, maximum: i128) -> Self {
        Self { integer_range: Some((minimum, maximum)), ..Self::new(FactKind::Integer) }
    }

    /// A list of items, or a map of values, of which this is known.
    pub const fn of(kind: FactKind, item: &'static Self) -> Self {
        Self { item: Some(item), ..Self::new(kind) }
    }
}

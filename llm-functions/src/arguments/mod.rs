//! Arguments are outside data: text → [`Json`] → checked against the spec with defaults filled in → typed value, or one
//! error that lists every problem by its path.
//!
//! The checks run on the JSON tree in one function that is not generic, so that a program with hundreds of functions
//! compiles them once. The typed step after them only moves values.

pub(crate) mod check;
mod coerce;
pub(crate) mod direct;
mod error;
mod fields;
mod mismatch;
mod place;
mod source;
mod value;

pub use coerce::{Coercion, CoercionKind, Coercions};
#[doc(hidden)]
pub use direct::Argument;
pub use error::{DecodeError, Problem};
pub use fields::Fields;
pub use mismatch::Mismatch;
pub(crate) use source::{Arguments, Source, typed};
pub use value::decode_value;

use crate::function::LlmFunction;
use crate::json::{self, Json};
use crate::view::FunctionView;

/// Reads, checks and completes the arguments of a call: the object has every parameter in declaration order, defaults
/// filled in.
///
/// No text and `null` stand for an object without members; servers send them for functions without parameters.
///
/// # Errors
/// [`DecodeError`] with every problem found.
pub fn canonical(view: &FunctionView, text: &str) -> Result<Json, DecodeError> {
    let tree = if text.trim().is_empty() {
        Json::Null
    } else {
        json::read(text).map_err(|error| DecodeError::unreadable(&view.name, error))?
    };
    checked(view, if tree == Json::Null { Json::Object(Vec::new()) } else { tree })
}

fn checked(view: &FunctionView, mut tree: Json) -> Result<Json, DecodeError> {
    let problems = check::arguments(view, &mut tree);
    if problems.is_empty() { Ok(tree) } else { Err(DecodeError::invalid(&view.name, problems)) }
}

/// Arguments in the form in which they are used, and what was done so that they are.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Canonical {
    /// Every parameter in declaration order, defaults filled in.
    pub arguments: Json,
    /// What was done to what the model sent; empty when it fitted as it stood.
    pub coercions: Vec<Coercion>,
}

/// As [`canonical`]; arguments that do not fit as they stand are coerced if exactly one reading of them fits.
///
/// ```
/// use llm_functions::{arguments::{self, Coercions}, view::FunctionView, LlmFunction};
///
/// /// Set alarms.
/// #[derive(LlmFunction)]
/// struct SetAlarms {
///     /// Hours of the day.
///     hours: Vec<u8>,
/// }
///
/// let view = FunctionView::of::<SetAlarms>();
/// let read = arguments::canonical_with(&view, r#"{"hours": "7"}"#, Coercions::ALL)?;
/// assert_eq!(read.arguments.to_string(), r#"{"hours":[7]}"#);
/// let done: Vec<String> = read.coercions.iter().map(ToString::to_string).collect();
/// assert_eq!(done, [
///     "argument `/hours`: a single value was read as a list of one item",
///     "argument `/hours/0`: a number in a string was read as the number",
/// ]);
///
/// // Not a whole number, and no other reading: refused, as if nothing had been tried.
/// let error = arguments::canonical_with(&view, r#"{"hours": "7.5"}"#, Coercions::ALL).unwrap_err();
/// assert_eq!(error.for_model(), "argument `/hours`: expected an array, found \"7.5\"");
/// # Ok::<(), arguments::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError`] with every problem of the arguments as they stand.
pub fn canonical_with(view: &FunctionView, text: &str, allowed: Coercions) -> Result<Canonical, DecodeError> {
    let refused = match canonical(view, text) {
        Ok(arguments) => return Ok(Canonical { arguments, coercions: Vec::new() }),
        Err(refused) => refused,
    };
    let Some((tree, coercions)) = coerce::arguments(view, text, allowed) else { return Err(refused) };
    match checked(view, tree) {
        Ok(arguments) => Ok(Canonical { arguments, coercions }),
        Err(_) => Err(refused),
    }
}

/// Decodes the arguments of a call into the function's struct.
///
/// ```
/// use llm_functions::{arguments, LlmFunction};
///
/// /// Set an alarm.
/// #[derive(LlmFunction)]
/// struct SetAlarm {
///     /// Hour of the day.
///     #[parameter(minimum = 0, maximum = 23)]
///     hour: u8,
///     /// Minute of the hour.
///     #[parameter(minimum = 0, maximum = 59, default = 0)]
///     minute: u8,
/// }
///
/// let alarm: SetAlarm = arguments::decode(r#"{"hour": 7}"#)?;
/// assert_eq!((alarm.hour, alarm.minute), (7, 0));
///
/// let error = arguments::decode::<SetAlarm>(r#"{"hour": 31, "second": 5}"#).err().unwrap();
/// assert_eq!(
///     error.for_model(),
///     "argument `/hour`: expected an integer from 0 to 23, found 31; argument `/second`: no such parameter, the \
///      parameters are `hour`, `minute`"
/// );
/// # Ok::<(), arguments::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError`] with every problem found.
pub fn decode<F: LlmFunction>(text: &str) -> Result<F, DecodeError> {
    typed(&mut Source::of(&FunctionView::of::<F>(), text, Coercions::NONE))
}

/// Builds the function's struct from what [`canonical`] returned.
///
/// # Errors
/// [`DecodeError`] when a parameter's own type refuses its value.
pub fn from_canonical<F: LlmFunction>(tree: Json) -> Result<F, DecodeError> {
    typed(&mut Source::of_tree(F::SPEC.name, tree))
}

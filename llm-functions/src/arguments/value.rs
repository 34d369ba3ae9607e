//! One value of any parameter type, where a model answers with it instead of calling a function.

use super::place::Place;
use super::{Canonical, Coercions, DecodeError, Problem, canonical_with};
use crate::json::{self, Json};
use crate::parameter_type::ParameterType;
use crate::view::FunctionView;

/// Reads an answer that was asked for in the form of [`FunctionView::of_type`], by the same rules as arguments: checked,
/// completed with defaults, and [coerced](Coercions) if it does not fit as it stands and exactly one reading of it does.
/// Where the form is an object around the value, the bare value is such a reading too.
///
/// ```
/// use llm_functions::{ParameterType, arguments::{Coercions, decode_value}, view::FunctionView};
///
/// /// How somebody slept.
/// #[derive(ParameterType, Debug, PartialEq)]
/// struct Night {
///     /// Hours of sleep.
///     #[parameter(maximum = 24)]
///     hours: u8,
/// }
///
/// let view = FunctionView::of_type::<Night>();
/// let night: Night = decode_value(&view, r#"{"hours": 7}"#, Coercions::ALL)?;
/// assert_eq!(night, Night { hours: 7 });
///
/// let view = FunctionView::of_type::<Vec<u8>>();
/// assert_eq!(decode_value::<Vec<u8>>(&view, r#"{"value": [7, 8]}"#, Coercions::ALL)?, [7, 8]);
/// assert_eq!(decode_value::<Vec<u8>>(&view, "[7, 8]", Coercions::ALL)?, [7, 8]);
/// # Ok::<(), llm_functions::arguments::DecodeError>(())
/// ```
///
/// # Errors
/// [`DecodeError`] with every problem found. An empty answer is none, whatever has defaults.
pub fn decode_value<T: ParameterType>(view: &FunctionView, text: &str, allowed: Coercions) -> Result<T, DecodeError> {
    let member = FunctionView::value_member::<T>();
    let tree = answer(view, member, text, allowed)?.arguments;
    let value = match member {
        Some(name) => T::from_json(only_member(tree)).map_err(|mismatch| mismatch.inside(name)),
        None => T::from_json(tree),
    };
    value.map_err(|mismatch| DecodeError::invalid(&view.name, mismatch.into_problems()))
}

/// What stands in an object around a value.
fn only_member(object: Json) -> Json {
    match object {
        Json::Object(mut members) => members.pop().map(|(_, value)| value).unwrap_or_default(),
        other => other,
    }
}

/// Not generic, so that it is compiled once.
fn answer(view: &FunctionView, member: Option<&str>, text: &str, allowed: Coercions) -> Result<Canonical, DecodeError> {
    let tree = json::read(text);
    match (&tree, member) {
        // To a call this would be one without arguments.
        (Err(error), _) if text.trim().is_empty() => return Err(DecodeError::unreadable(&view.name, error.clone())),
        (Ok(Json::Null), None) => {
            let nothing = Problem::value(Place::default(), "expected an object".to_owned(), "null".to_owned());
            return Err(DecodeError::invalid(&view.name, vec![nothing]));
        }
        _ => {}
    }
    let refused = match canonical_with(view, text, allowed) {
        Ok(read) => return Ok(read),
        Err(refused) => refused,
    };
    match (tree, member) {
        (Ok(bare), Some(name)) if allowed != Coercions::NONE => {
            canonical_with(view, &Json::object([(name, bare)]).to_string(), allowed).map_err(|_| refused)
        }
        _ => Err(refused),
    }
}

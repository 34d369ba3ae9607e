//! Rules for numbers.

use super::SchemaError;
use super::place::Place;
use crate::json::Json;
use crate::spec::Bound;
use crate::view::NumberRules;

pub(super) fn read(place: &Place<'_>, rules: &mut NumberRules) -> Result<(), SchemaError> {
    (rules.minimum, rules.exclusive_minimum) = bounds(place, "minimum", "exclusiveMinimum")?;
    (rules.maximum, rules.exclusive_maximum) = bounds(place, "maximum", "exclusiveMaximum")?;
    if let Some(factor) = place.bound("multipleOf")? {
        if !Bound::Integer(0).is_less_than(factor) {
            return Err(place.malformed("multipleOf", "greater than 0"));
        }
        rules.multiple_of.push(factor);
    }
    Ok(())
}

/// A bound and the one that values must not reach. In draft 4 the second is `true` where the first is meant so.
fn bounds(place: &Place<'_>, inclusive: &str, exclusive: &str) -> Result<(Option<Bound>, Option<Bound>), SchemaError> {
    let bound = place.bound(inclusive)?;
    match place.get(exclusive) {
        Some(Json::Bool(true)) if bound.is_none() => {
            Err(place.malformed(exclusive, &format!("a number, or `true` beside `{inclusive}`")))
        }
        Some(Json::Bool(true)) => Ok((None, bound)),
        Some(Json::Bool(false)) => Ok((bound, None)),
        _ => Ok((bound, place.bound(exclusive)?)),
    }
}

//! An end for everything, for a decoder that must finish: strings, lists and numbers get bounds where the function has
//! none.

use super::objects::map_of;
use super::{Schema, Walker};
use crate::dialect::Bounds;
use crate::dialect::decoder::LOOSE_FORMATS;
use crate::dialect::report::EnforcedBy;
use crate::json::Json;
use crate::spec::Bound;
use crate::view::{Node, Types};

/// Whole numbers beyond this are not exact in most programs.
const LARGEST_INTEGER: i128 = 1 << 53;
const LARGEST_NUMBER: f64 = 1e9;
/// The most characters of a name in an object of any names.
const LONGEST_NAME: u32 = 64;

impl Walker<'_> {
    pub(super) fn bound(&mut self, node: &Node, schema: &mut Schema) {
        let Some(bounds) = self.bounds.filter(|_| node.choices.is_none() && !schema.has("const")) else { return };
        let shape = schema.get("type").and_then(Json::as_str).map(str::to_owned);
        match shape.as_deref() {
            Some("string") => self.bounded_string(schema, bounds),
            Some("array") => self.at_most(schema, ("minItems", "maxItems"), bounds.max_items),
            Some("object") if map_of(node).is_some() => self.bounded_map(schema, bounds),
            Some("integer") => self.bounded_integer(node, schema),
            Some("number") => self.bounded_number(node, schema),
            _ => {}
        }
    }

    fn bounded_string(&mut self, schema: &mut Schema, bounds: Bounds) {
        self.at_most(schema, ("minLength", "maxLength"), bounds.max_string);
        if let Some(format) = schema.get("format").and_then(Json::as_str).filter(|name| LOOSE_FORMATS.contains(name)) {
            let what = format!("what format {format} says beyond a regular expression");
            self.change(what, EnforcedBy::Check);
        }
    }

    fn at_most(&mut self, schema: &mut Schema, (least, most): (&str, &str), limit: u32) {
        if !schema.has(most) {
            let least = schema.get(least).and_then(count).unwrap_or(0);
            let limit = u64::from(limit).max(least);
            schema.set(most, limit);
            self.change(format!("{most} beyond {limit}"), EnforcedBy::Schema);
        }
    }

    /// Names of an end, and a bounded number of them. Nothing keeps a decoder from writing a name twice.
    fn bounded_map(&mut self, schema: &mut Schema, bounds: Bounds) {
        self.at_most(schema, ("minProperties", "maxProperties"), bounds.max_items);
        self.change("no name twice", EnforcedBy::Check);
        if !schema.has("patternProperties")
            && let Some(values) = schema.remove("additionalProperties").filter(|values| *values != Json::Bool(false))
        {
            schema.set("patternProperties", named(values));
            schema.set("additionalProperties", false);
            self.change(format!("names of more than {LONGEST_NAME} characters"), EnforcedBy::Schema);
        }
    }

    fn bounded_integer(&mut self, node: &Node, schema: &mut Schema) {
        let rules = &node.number;
        let own = rules.type_range;
        let whole = |bound: Option<Bound>| bound.and_then(whole);
        let least =
            [whole(rules.minimum), whole(rules.exclusive_minimum).map(|bound| bound + 1), whole(own.map(|own| own.0))];
        let most =
            [whole(rules.maximum), whole(rules.exclusive_maximum).map(|bound| bound - 1), whole(own.map(|own| own.1))];
        let least = least.into_iter().flatten().max();
        let most = most.into_iter().flatten().min();
        let (low, high) =
            (least.unwrap_or(i128::MIN).max(-LARGEST_INTEGER), most.unwrap_or(i128::MAX).min(LARGEST_INTEGER));
        if least.is_none_or(|least| least < low) || most.is_none_or(|most| most > high) {
            self.change("whole numbers beyond 2^53", EnforcedBy::Schema);
        }
        for name in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            schema.remove(name);
        }
        let fractions = rules.multiple_of.iter().any(|factor| matches!(factor, Bound::Number(_)));
        if fractions {
            self.change("multipleOf a fraction", EnforcedBy::Check);
        }
        // `-0` is written like a whole number and is none.
        if low < 0 && high >= 0 {
            let part = |low: i128, high: i128| {
                let mut part = schema.clone();
                drop((part.take_words(), part.remove("description")));
                part.set("minimum", Bound::Integer(low));
                part.set("maximum", Bound::Integer(high));
                part.into_json()
            };
            let parts = vec![part(0, high), part(low, -1)];
            let words = schema.take_words();
            *schema = Schema::of("anyOf", Json::Array(parts));
            for sentence in words {
                schema.say(sentence);
            }
        } else {
            schema.set("minimum", Bound::Integer(low));
            schema.set("maximum", Bound::Integer(high));
        }
    }

    fn bounded_number(&mut self, node: &Node, schema: &mut Schema) {
        let rules = &node.number;
        let near = |bound: Option<Bound>, other: Option<Bound>| bound.or(other).map_or(0.0, float);
        let low = near(rules.maximum, rules.exclusive_maximum).min(0.0) - LARGEST_NUMBER;
        let high = near(rules.minimum, rules.exclusive_minimum).max(0.0) + LARGEST_NUMBER;
        for (bound, exclusive, limit) in [("minimum", "exclusiveMinimum", low), ("maximum", "exclusiveMaximum", high)] {
            if !schema.has(bound) && !schema.has(exclusive) {
                schema.set(bound, limit);
                self.change(format!("{bound} beyond {limit}"), EnforcedBy::Schema);
            }
        }
    }
}

/// Values of these types, one level deep.
pub(super) fn any(types: Types, bounds: Bounds) -> Schema {
    let scalars = scalars(types, bounds);
    let inner = Json::object([("anyOf", Json::Array(self::scalars(Types::ANY, bounds)))]);
    let mut all = scalars;
    if types.contains(Types::ARRAY) {
        let list = [("type", "array".into()), ("items", inner.clone()), ("maxItems", bounds.max_items.into())];
        all.push(Json::object::<&str>(list));
    }
    if types.contains(Types::OBJECT) {
        let names = named(inner);
        all.push(Json::object::<&str>([
            ("type", "object".into()),
            ("patternProperties", names),
            ("additionalProperties", false.into()),
            ("maxProperties", bounds.max_items.into()),
        ]));
    }
    Schema::of("anyOf", Json::Array(all))
}

fn scalars(types: Types, bounds: Bounds) -> Vec<Json> {
    let number = |low: f64, high: f64| {
        Json::object::<&str>([("type", "number".into()), ("minimum", low.into()), ("maximum", high.into())])
    };
    let all = [
        (Types::STRING, Json::object::<&str>([("type", "string".into()), ("maxLength", bounds.max_string.into())])),
        (Types::NUMBER, number(-LARGEST_NUMBER, LARGEST_NUMBER)),
        (Types::BOOLEAN, Json::object::<&str>([("type", "boolean".into())])),
        (Types::NULL, Json::object::<&str>([("type", "null".into())])),
    ];
    all.into_iter().filter(|(known, _)| types.contains(*known)).map(|(_, schema)| schema).collect()
}

/// Values under names that come to an end.
fn named(values: Json) -> Json {
    Json::object([(format!("^.{{0,{LONGEST_NAME}}}$"), values)])
}

fn count(value: &Json) -> Option<u64> {
    match value {
        Json::Number(number) => number.as_u64(),
        _ => None,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a bound beyond 128 bits is clipped anyway")]
fn whole(bound: Bound) -> Option<i128> {
    match bound {
        Bound::Integer(whole) => Some(whole),
        Bound::Number(number) if number.fract() == 0.0 => Some(number as i128),
        Bound::Number(_) => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "numbers are floats")]
fn float(bound: Bound) -> f64 {
    match bound {
        Bound::Integer(whole) => whole as f64,
        Bound::Number(number) => number,
    }
}

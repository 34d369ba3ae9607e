//! A function's parameters, narrowed to what a question says of them.

mod copied;

use llm_functions::json::Json;

use crate::edge::members::{Member, alternatives, has_type, members};
use copied::copied;

/// What a call is held to beside its function's schema.
#[derive(Clone, PartialEq)]
pub(crate) enum Held {
    /// It leaves this parameter out.
    Without(String),
    /// It has this parameter with this value.
    Valued(String, Json),
    /// It has this parameter with a value that stands in one of these stretches of words.
    Copied(String, Vec<String>),
}

/// The schema of an object with less in it: whatever follows the narrowed one follows the other. What the schema does not
/// admit is no reason to hold a call to it.
pub(crate) fn narrowed(object: &Json, held: &[Held]) -> Json {
    let (Json::Object(others), Some(Json::Object(_))) = (object, object.get("properties")) else {
        return object.clone();
    };
    let kept: Vec<(&str, Json, bool)> = members(object).filter_map(|one| one.held_to(held)).collect();
    let required = Json::array(kept.iter().filter(|(_, _, required)| *required).map(|(name, _, _)| *name));
    let properties = kept.into_iter().map(|(name, schema, _)| (name.to_owned(), schema)).collect();
    let others = others.iter().filter(|(name, _)| name != "properties" && name != "required").cloned();
    let narrowed = [("properties".to_owned(), Json::Object(properties)), ("required".to_owned(), required)];
    Json::Object(others.chain(narrowed).collect())
}

impl<'s> Member<'s> {
    /// Its name, its schema and whether it has to be there, if it may be there at all.
    fn held_to(self, held: &[Held]) -> Option<(&'s str, Json, bool)> {
        let held = held.iter().find(|one| one.name() == self.name);
        if matches!(held, Some(Held::Without(_))) && !self.required {
            return None;
        }
        let only = held.map(|held| held.values(self.schema)).filter(|values| !values.is_empty());
        let only = only.map(|values| Json::object([("enum", Json::Array(values))]));
        let required = self.required || only.is_some();
        Some((self.name, only.unwrap_or_else(|| self.schema.clone()), required))
    }
}

impl Held {
    fn name(&self) -> &str {
        match self {
            Self::Without(name) | Self::Valued(name, _) | Self::Copied(name, _) => name,
        }
    }

    /// The only values, as far as the schema admits them.
    fn values(&self, schema: &Json) -> Vec<Json> {
        match self {
            Self::Without(_) => Vec::new(),
            Self::Valued(_, value) => admits(schema, value).then(|| value.clone()).into_iter().collect(),
            Self::Copied(_, all) => all.iter().filter_map(|words| copied(schema, words)).collect(),
        }
    }
}

/// Whether one of the values that a schema lists, or a boolean.
fn admits(schema: &Json, value: &Json) -> bool {
    match (schema.get("enum"), schema.get("const"), alternatives(schema)) {
        (Some(Json::Array(all)), ..) => all.contains(value),
        (_, Some(only), _) => only == value,
        (.., Some(all)) => all.iter().any(|one| admits(one, value)),
        _ => matches!(value, Json::Bool(_)) && has_type(schema, "boolean"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    const OBJECT: &str = r#"{"type":"object","properties":{"day":{"type":"string"},"fan":{"type":"boolean"},
        "mode":{"enum":["hot","cold",null]},"note":{"type":["string","null"]}},"required":["day"],
        "additionalProperties":false}"#;

    fn of(held: &[Held]) -> String {
        narrowed(&read(OBJECT).unwrap(), held).to_string()
    }

    #[test]
    fn what_was_not_said_is_left_out_unless_the_function_needs_it() {
        let found = of(&[Held::Without("fan".into()), Held::Without("day".into()), Held::Without("note".into())]);
        let expected = r#"{"type":"object","additionalProperties":false,"properties":{"day":{"type":"string"},"mode":{"enum":["hot","cold",null]}},"required":["day"]}"#;
        assert_eq!(found, expected);
    }

    #[test]
    fn a_value_that_was_said_is_the_only_one_and_has_to_be_there() {
        let found = of(&[Held::Valued("fan".into(), Json::Bool(false)), Held::Valued("mode".into(), "cold".into())]);
        assert!(found.contains(r#""fan":{"enum":[false]},"mode":{"enum":["cold"]}"#), "{found}");
        assert!(found.ends_with(r#""required":["day","fan","mode"]}"#), "{found}");
        let found = of(&[Held::Copied("note".into(), vec!["two sugars".into(), "sugars".into()])]);
        assert!(found.contains(r#""note":{"enum":["two sugars","sugars"]}"#), "{found}");
        assert!(found.ends_with(r#""required":["day","note"]}"#), "{found}");
    }

    #[test]
    fn a_constant_is_a_value_and_no_place_for_words() {
        let object = read(
            r#"{"properties":{"kind":{"type":"string","const":"a"},"unit":{"anyOf":[{"const":"c"},{"const":"k"}]}}}"#,
        );
        let of = |held: Held| narrowed(&object.clone().unwrap(), &[held]).to_string();
        assert!(of(Held::Valued("unit".into(), "k".into())).contains(r#""unit":{"enum":["k"]}"#));
        assert!(
            of(Held::Copied("kind".into(), vec!["a word".into()])).contains(r#""kind":{"type":"string","const":"a"}"#)
        );
        assert!(of(Held::Valued("kind".into(), "b".into())).contains(r#""const":"a""#));
    }

    #[test]
    fn what_the_schema_does_not_admit_holds_nothing() {
        let same = of(&[]);
        for held in [
            Held::Valued("mode".into(), "warm".into()),
            Held::Valued("day".into(), "Monday".into()),
            Held::Valued("day".into(), Json::Bool(true)),
            Held::Without("day".into()),
            Held::Without("wind".into()),
            Held::Copied("fan".into(), vec!["true".into()]),
            Held::Copied("mode".into(), vec!["cold".into()]),
        ] {
            assert_eq!(of(&[held]), same);
        }
        assert_eq!(narrowed(&Json::Null, &[]), Json::Null);
    }
}

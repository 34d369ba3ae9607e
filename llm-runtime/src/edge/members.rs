//! Reading an object's schema.

use llm_functions::json::Json;

/// A property of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'s> {
    pub(crate) name: &'s str,
    pub(crate) schema: &'s Json,
    pub(crate) required: bool,
}

/// The properties of an object, in the order of declaration.
pub(crate) fn members(object: &Json) -> impl Iterator<Item = Member<'_>> {
    let properties = match object.get("properties") {
        Some(Json::Object(properties)) => properties.as_slice(),
        _ => &[],
    };
    let required = match object.get("required") {
        Some(Json::Array(names)) => names.as_slice(),
        _ => &[],
    };
    properties.iter().map(|(name, schema)| {
        let required = required.iter().any(|one| one.as_str() == Some(name));
        Member { name, schema, required }
    })
}

/// The schemas of which a value fits one.
pub(crate) fn alternatives(schema: &Json) -> Option<&[Json]> {
    ["anyOf", "oneOf", "allOf"].into_iter().find_map(|name| match schema.get(name) {
        // All of one is that one, as some write a type with a description beside it.
        Some(Json::Array(all)) if name != "allOf" || all.len() == 1 => Some(all.as_slice()),
        _ => None,
    })
}

/// Whether a schema takes this type, beside others or alone.
pub(crate) fn has_type(schema: &Json, name: &str) -> bool {
    match schema.get("type") {
        Some(Json::Array(types)) => types.iter().any(|ty| ty.as_str() == Some(name)),
        ty => ty.and_then(Json::as_str) == Some(name),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

    #[test]
    fn alternatives_are_those_of_which_one_fits() {
        let count = |schema: &str| alternatives(&read(schema).unwrap()).map(<[Json]>::len);
        assert_eq!(count(r#"{"anyOf":[{},{}]}"#), Some(2));
        assert_eq!(count(r#"{"oneOf":[{},{},{}]}"#), Some(3));
        assert_eq!(count(r#"{"allOf":[{}]}"#), Some(1));
        assert_eq!((count(r#"{"allOf":[{},{}]}"#), count("{}"), count(r#"{"anyOf":1}"#)), (None, None, None));
    }

    #[test]
    fn members_come_as_declared_and_know_whether_they_are_required() {
        let object = read(r#"{"properties":{"b":{},"a":{"type":"string"}},"required":["a",1,"c"]}"#).unwrap();
        let found: Vec<(&str, bool)> = members(&object).map(|one| (one.name, one.required)).collect();
        assert_eq!(found, [("b", false), ("a", true)]);
        for none in ["null", "{}", r#"{"properties":[],"required":{}}"#] {
            assert_eq!(members(&read(none).unwrap()).count(), 0);
        }
    }
}

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::read;

    use super::*;

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

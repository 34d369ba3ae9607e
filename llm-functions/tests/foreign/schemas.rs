//! Arbitrary schemas of the vocabulary that is understood, and values that are likely to be near them.

use llm_functions::json::Json;
use proptest::prelude::*;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
const DEFINITIONS: [&str; 3] = ["One", "Two", "Three"];
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
const PATTERNS: [&str; 5] = ["^a", "b$", "^[ab]{1,2}$", "a|b", "^(?:a|bb)*$"];

fn name() -> impl Strategy<Value = String> {
    proptest::sample::select(&NAMES[..]).prop_map(str::to_owned)
}

/// A value without much in it, so that `enum` and `const` sometimes hit.
pub(crate) fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3_i64..6).prop_map(Json::from),
        proptest::sample::select(&[0.0, 0.5, 1.0, 1.5, -2.0, 3.0, 2.5][..]).prop_map(Json::from),
        proptest::sample::select(&["", "a", "b", "ab", "bb", "aab", "ö", "one"][..]).prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            proptest::collection::btree_map(name(), inner, 0..4).prop_map(Json::object),
        ]
    })
}

/// A function's schema with one parameter, `value`, and definitions that may refer to themselves.
pub(crate) fn function() -> impl Strategy<Value = Json> {
    let definitions = DEFINITIONS.map(|name| schema().prop_map(move |schema| (name, schema)));
    (schema(), definitions).prop_map(|(value, definitions)| {
        Json::object([
            ("type", Json::from("object")),
            ("properties", Json::object([("value", value)])),
            ("required", Json::array(["value"])),
            ("$defs", Json::object(definitions)),
        ])
    })
}

fn schema() -> impl Strategy<Value = Json> {
    let definition = proptest::sample::select(&DEFINITIONS[..]).prop_map(|name| format!("#/$defs/{name}"));
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Json::from),
        6 => proptest::collection::vec(simple(), 0..3).prop_map(members),
        2 => definition.prop_map(|target| Json::object([("$ref", Json::from(target))])),
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        let keywords = proptest::collection::vec(prop_oneof![2 => simple(), 3 => applicator(inner)], 1..4);
        keywords.prop_map(members)
    })
}

/// One of each keyword.
fn members(keywords: Vec<Vec<(String, Json)>>) -> Json {
    let mut members: Vec<(String, Json)> = Vec::new();
    for (keyword, value) in keywords.into_iter().flatten() {
        if members.iter().all(|(known, _)| *known != keyword) {
            members.push((keyword, value));
        }
    }
    Json::Object(members)
}

fn one(keyword: &str, value: impl Into<Json>) -> Vec<(String, Json)> {
    vec![(keyword.to_owned(), value.into())]
}

fn simple() -> impl Strategy<Value = Vec<(String, Json)>> {
    let number = || prop_oneof![(-2_i64..5).prop_map(Json::from), Just(Json::from(0.5)), Just(Json::from(2.0))];
    let count = || 0_u32..4;
    prop_oneof![
        4 => proptest::sample::select(&TYPES[..]).prop_map(|name| one("type", name)),
        2 => proptest::sample::subsequence(&TYPES[..], 1..4).prop_map(|names| one("type", Json::array(names))),
        1 => proptest::collection::vec(value(), 0..4).prop_map(|values| one("enum", Json::Array(values))),
        1 => value().prop_map(|value| one("const", value)),
        3 => (proptest::sample::select(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"][..]), number())
            .prop_map(|(keyword, bound)| one(keyword, bound)),
        1 => prop_oneof![Just(Json::from(2)), Just(Json::from(0.5)), Just(Json::from(3))]
            .prop_map(|factor| one("multipleOf", factor)),
        3 => (proptest::sample::select(&["minLength", "maxLength", "minItems", "maxItems", "minProperties",
            "maxProperties"][..]), count()).prop_map(|(keyword, count)| one(keyword, count)),
        1 => any::<bool>().prop_map(|unique| one("uniqueItems", unique)),
        1 => proptest::sample::select(&PATTERNS[..]).prop_map(|pattern| one("pattern", pattern)),
        2 => proptest::collection::btree_set(name(), 0..3).prop_map(|names| one("required", Json::array(names))),
        1 => proptest::collection::btree_map(name(), proptest::collection::btree_set(name(), 0..3), 1..3)
            .prop_map(|map| one("dependentRequired", Json::object(map.into_iter().map(|(name, names)| {
                (name, Json::array(names))
            })))),
        1 => (".{0,6}", value()).prop_map(|(text, value)| members_of([("description", text.into()), ("default", value)])),
    ]
}

fn members_of<const N: usize>(members: [(&str, Json); N]) -> Vec<(String, Json)> {
    members.into_iter().map(|(keyword, value)| (keyword.to_owned(), value)).collect()
}

fn applicator(inner: impl Strategy<Value = Json> + Clone + 'static) -> impl Strategy<Value = Vec<(String, Json)>> {
    let list = || proptest::collection::vec(inner.clone(), 1..3).prop_map(Json::Array);
    let map = || proptest::collection::btree_map(name(), inner.clone(), 1..3).prop_map(Json::object);
    let pattern = || proptest::sample::select(&PATTERNS[..]).prop_map(str::to_owned);
    let matching = proptest::collection::btree_map(pattern(), inner.clone(), 1..3).prop_map(Json::object);
    let contains = (inner.clone(), proptest::option::of(0_u32..3), proptest::option::of(0_u32..3));
    prop_oneof![
        4 => (map(), proptest::option::of(inner.clone())).prop_map(|(properties, additional)| {
            let mut members = one("properties", properties);
            members.extend(additional.into_iter().flat_map(|schema| one("additionalProperties", schema)));
            members
        }),
        1 => matching.prop_map(|map| one("patternProperties", map)),
        1 => inner.clone().prop_map(|schema| one("additionalProperties", schema)),
        1 => inner.clone().prop_map(|schema| one("propertyNames", schema)),
        1 => map().prop_map(|map| one("dependentSchemas", map)),
        2 => inner.clone().prop_map(|schema| one("items", schema)),
        1 => list().prop_map(|list| one("prefixItems", list)),
        1 => contains.prop_map(|(schema, least, most)| {
            let mut members = one("contains", schema);
            members.extend(least.into_iter().flat_map(|least| one("minContains", least)));
            members.extend(most.into_iter().flat_map(|most| one("maxContains", most)));
            members
        }),
        3 => (proptest::sample::select(&["allOf", "anyOf", "oneOf"][..]), list())
            .prop_map(|(keyword, list)| one(keyword, list)),
        1 => inner.clone().prop_map(|schema| one("not", schema)),
        1 => (inner.clone(), proptest::option::of(inner.clone()), proptest::option::of(inner.clone())).prop_map(
            |(condition, then, otherwise)| {
                let mut members = one("if", condition);
                members.extend(then.into_iter().flat_map(|schema| one("then", schema)));
                members.extend(otherwise.into_iter().flat_map(|schema| one("else", schema)));
                members
            }
        ),
        1 => (proptest::sample::select(&DEFINITIONS[..]), inner.clone()).prop_map(|(name, inner)| {
            let mut members = one("$ref", format!("#/$defs/{name}").as_str());
            members.extend(one("not", inner));
            members
        }),
    ]
}

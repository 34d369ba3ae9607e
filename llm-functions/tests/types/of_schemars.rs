use std::collections::{BTreeMap, HashMap};

use llm_functions::json::{self, Json};
use llm_functions::schemars::{Foreign, Native, of_function, of_tool};
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType, arguments, json_schema};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{comes_back, function, refused};

/// What a crate that knows nothing of ours declares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Order {
    long_number: u64,
    customer: Customer,
    lines: Vec<Line>,
    payment: Payment,
    shipping: Shipping,
    status: Status,
    reference: Reference,
    by_year: HashMap<u16, f64>,
    pair: (bool, i8),
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(flatten)]
    origin: Origin,
    category: Category,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Customer(String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(deserialize_with = "even")]
    #[schemars(range(min = 1, max = 1_000))]
    amount: u32,
    #[schemars(length(min = 1), regex(pattern = "^[A-Z]+$"))]
    article: String,
}

/// A rule that no schema tells.
fn even<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let amount = u32::deserialize(deserializer)?;
    if amount % 2 == 0 { Ok(amount) } else { Err(serde::de::Error::custom("the amount must be even")) }
}

/// Externally tagged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Payment {
    Cash,
    Card { number: String, expires: Option<(u8, u16)> },
    Voucher(u32),
}

/// Internally tagged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "lowercase")]
enum Shipping {
    Post { street: String },
    Courier { name: String, express: bool },
    Pickup,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Status {
    InProgress,
    Done,
}

/// Untagged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Reference {
    Number(u32),
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Origin {
    shop: String,
    campaign: Option<String>,
}

/// A type that contains itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Category {
    name: String,
    #[serde(default)]
    children: Vec<Category>,
}

fn category() -> impl Strategy<Value = Category> {
    let leaf = ".{0,4}".prop_map(|name| Category { name, children: Vec::new() });
    leaf.prop_recursive(3, 8, 3, |inner| {
        (".{0,4}", proptest::collection::vec(inner, 0..3)).prop_map(|(name, children)| Category { name, children })
    })
}

fn payment() -> impl Strategy<Value = Payment> {
    prop_oneof![
        Just(Payment::Cash),
        ("[0-9]{4}", any::<Option<(u8, u16)>>()).prop_map(|(number, expires)| Payment::Card { number, expires }),
        any::<u32>().prop_map(Payment::Voucher),
    ]
}

fn shipping() -> impl Strategy<Value = Shipping> {
    prop_oneof![
        ".{0,6}".prop_map(|street| Shipping::Post { street }),
        (".{0,6}", any::<bool>()).prop_map(|(name, express)| Shipping::Courier { name, express }),
        Just(Shipping::Pickup),
    ]
}

fn order() -> impl Strategy<Value = Order> {
    let line = (1_u32..=500, "[A-Z]{1,4}").prop_map(|(half, article)| Line { amount: half * 2, article });
    let status = prop_oneof![Just(Status::InProgress), Just(Status::Done)];
    let reference = prop_oneof![any::<u32>().prop_map(Reference::Number), ".{0,4}".prop_map(Reference::Text)];
    let origin = (".{0,4}", any::<Option<String>>()).prop_map(|(shop, campaign)| Origin { shop, campaign });
    let plain = (any::<u64>(), ".{0,4}", any::<HashMap<u16, f64>>(), any::<(bool, i8)>(), any::<Option<String>>());
    let rest = (proptest::collection::vec(line, 0..4), payment(), shipping(), status, reference, origin, category());
    (plain, rest).prop_map(|((long_number, customer, by_year, pair, note), rest)| {
        let (lines, payment, shipping, status, reference, origin, category) = rest;
        let customer = Customer(customer);
        Order {
            long_number,
            customer,
            lines,
            payment,
            shipping,
            status,
            reference,
            by_year,
            pair,
            note,
            origin,
            category,
        }
    })
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn values_come_back(order in order()) {
        comes_back(&Foreign::from(order))?;
    }

    #[test]
    fn what_the_schema_refuses_is_refused(order in order(), place in 0_usize..12, other in prop_oneof![
        Just(Json::Null), Just(Json::from(-1)), Just(Json::from("other")), Just(Json::Array(vec![])), Just(Json::from(0.5)),
    ]) {
        let Json::Object(mut members) = Foreign::from(order).to_json() else { panic!("no object") };
        let place = place % members.len();
        members[place].1 = other;
        let value = Json::Object(members);
        let valid = crate::is_valid::<Foreign<Order>>(&value);
        prop_assert_eq!(valid, crate::checked::<Foreign<Order>>(&value).is_ok(), "{}", value);
        let read = Foreign::<Order>::from_json(value.clone());
        // The schema of `schemars` says that a float without a fraction is an integer; serde does not.
        prop_assert!(valid || read.is_err() || value.to_string().contains(".0"), "{}", value);
    }
}

#[test]
fn what_serde_refuses_is_told_with_its_place() {
    let order = r#"{
        "longNumber": 1, "customer": "c", "payment": "Cash", "shipping": {"by": "pickup"}, "status": "done", "reference": 1,
        "lines": [{"amount": 2, "article": "A"}, {"amount": 3, "article": "A"}], "byYear": {}, "pair": [true, 1], "shop": "s",
        "category": {"name": "c"}
    }"#;
    let mismatch = Foreign::<Category>::from_json(json::read(r#"{"name": "c", "children": [{"name": 1}]}"#).unwrap());
    assert!(format!("{:?}", mismatch.unwrap_err()).contains("argument `/children/0/name`"));
    let mismatch = Foreign::<Payment>::from_json(json::read(r#"{"Card": {"number": 1}}"#).unwrap());
    assert!(format!("{:?}", mismatch.unwrap_err()).contains("argument `/Card/number`"));
    // What is flattened is buffered by serde, which forgets where it was.
    let mismatch = Foreign::<Order>::from_json(json::read(order).unwrap()).unwrap_err();
    assert!(format!("{mismatch:?}").contains("argument `/lines"), "{mismatch:?}");
}

#[test]
fn what_does_not_fit_the_schema_never_reaches_serde() {
    refused::<Foreign<Line>>(r#"{"amount": 2000, "article": "A", "more": 1}"#, "refused");
    refused::<Foreign<Payment>>(r#""Cheque""#, "refused");
    refused::<Foreign<Shipping>>(r#"{"by": "ship"}"#, "refused");
    refused::<Foreign<Status>>(r#""in_progress""#, "refused");
    refused::<Foreign<BTreeMap<String, Vec<u8>>>>(r#"{"a": [256]}"#, "argument `/a/0`");
}

/// A unit of temperature.
#[derive(ParameterType)]
enum Unit {
    Celsius,
    Fahrenheit,
}

/// A tree of ours.
#[derive(ParameterType)]
struct Tree {
    /// Its name.
    default: String,
    /// Its children.
    children: Vec<Tree>,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Mixed {
    #[schemars(with = "Native<Unit>")]
    unit: Unit,
    #[schemars(with = "Native<Tree>")]
    tree: Tree,
    #[schemars(with = "Native<Vec<Tree>>")]
    trees: Vec<Tree>,
    #[schemars(with = "Native<Option<u8>>")]
    byte: Option<u8>,
}

/// Whether a validator by others takes it for a schema, and the value for one that fits.
fn fits(schema: &schemars::Schema, value: &serde_json::Value) -> bool {
    jsonschema::meta::validate(schema.as_value()).unwrap();
    jsonschema::validator_for(schema.as_value()).unwrap().is_valid(value)
}

#[test]
fn our_types_are_described_to_schemars() {
    let tree = |name: &str| serde_json::json!({"default": name, "children": [{"default": "leaf", "children": []}]});
    let value = serde_json::json!({"unit": "celsius", "tree": tree("a"), "trees": [tree("b")], "byte": null});
    let broken = serde_json::json!({"unit": "celsius", "tree": tree("a"), "trees": [{"default": "b"}], "byte": null});
    let settings = schemars::generate::SchemaSettings::draft07();
    for schema in [schemars::schema_for!(Mixed), settings.into_generator().into_root_schema_for::<Mixed>()] {
        assert!(fits(&schema, &value), "{schema:?}");
        assert!(!fits(&schema, &broken), "{schema:?}");
        let text = serde_json::to_string(&schema).unwrap();
        assert!(text.contains("A tree of ours.") && text.contains("celsius"), "{text}");
    }
}

/// Plant something.
#[derive(LlmFunction)]
struct Plant {
    /// What.
    tree: Tree,
    /// For whom.
    customer: Foreign<Customer>,
    /// How it is brought.
    shipping: Option<Foreign<Shipping>>,
}

#[test]
fn functions_with_types_of_others_are_decoded_and_described() {
    let view = FunctionView::of::<Plant>();
    assert_eq!(view.defects(), []);
    let text =
        r#"{"tree": {"default": "a", "children": []}, "customer": "c", "shipping": {"by": "post", "street": "s"}}"#;
    let plant: Plant = arguments::decode(text).unwrap();
    assert_eq!((plant.tree.default.as_str(), &*plant.customer), ("a", &Customer("c".to_owned())));
    assert_eq!(plant.shipping.unwrap().into_inner(), Shipping::Post { street: "s".to_owned() });
    let schema = of_function(&view);
    assert_eq!(schema, of_tool(&json_schema::tool_definition(&view)));
    assert_eq!(Json::from(schema.clone()).to_string(), serde_json::to_string(schema.as_value()).unwrap());
    assert!(fits(&schema, &serde_json::from_str(text).unwrap()));
    assert!(!fits(&schema, &serde_json::json!({"tree": {"default": "a", "children": []}, "customer": 1})));
}

#[test]
fn the_schema_that_a_model_is_shown_is_one() {
    let schema: serde_json::Value = json_schema::of_arguments(&function::<Foreign<Order>>()).into();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
}

#[test]
fn schema_and_decoder_of_foreign_types_agree() {
    use llm_functions::testing::assert_type_agrees;
    assert_type_agrees::<Foreign<Category>>();
    assert_type_agrees::<Foreign<Payment>>();
    assert_type_agrees::<Foreign<Shipping>>();
    assert_type_agrees::<Foreign<Reference>>();
    assert_type_agrees::<Foreign<Order>>();
}

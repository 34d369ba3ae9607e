//! Calls whose arguments are enums with data and newtypes: checked, decoded, and refused with the place of what is wrong.

use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType, arguments, json_schema};

/// A medical record number.
#[derive(ParameterType, Debug, PartialEq)]
struct Mrn(#[parameter(min_length = 8, max_length = 8)] String);

/// When something is due.
#[derive(ParameterType, Debug, PartialEq)]
enum Due {
    Now,
    InDays(u8),
    Every {
        #[parameter(minimum = 1, maximum = 24)]
        hours: u8,
        #[parameter(default = 1)]
        times: u8,
    },
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(tag = "kind")]
enum Who {
    Patient(Patient),
    Staff { id: u32 },
    Nobody,
}

#[derive(ParameterType, Debug, PartialEq)]
struct Patient {
    mrn: Mrn,
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(tag = "op", content = "of")]
enum Formula {
    Number(f64),
    Sum(Vec<Formula>),
    Negated(Box<Formula>),
    Unknown,
}

/// A share of the whole, in hundredths.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(validate = whole)]
struct Shares(#[parameter(max_items = 3, validate = not_empty)] Vec<u8>);

fn not_empty(shares: &[u8]) -> Result<(), &'static str> {
    if shares.is_empty() { Err("give at least one share") } else { Ok(()) }
}

fn whole(shares: &Shares) -> Result<(), String> {
    let sum: u32 = shares.0.iter().copied().map(u32::from).sum();
    if sum == 100 { Ok(()) } else { Err(format!("the shares are {sum} together, make them 100")) }
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(validate = earlier)]
enum Span {
    Days {
        from: u8,
        to: u8,
        #[parameter(skip)]
        length: u8,
    },
    All,
}

fn earlier(span: &Span) -> Result<(), &'static str> {
    match span {
        Span::Days { from, to, .. } if from > to => Err("`from` is behind `to`"),
        _ => Ok(()),
    }
}

/// Divide something.
#[derive(LlmFunction, Debug, PartialEq)]
struct Divide {
    /// How.
    shares: Shares,
    /// When.
    span: Span,
}

#[test]
fn authors_are_asked_about_newtypes_and_enums() {
    let divide = arguments::decode(r#"{"shares": [60, 40], "span": {"days": {"from": 1, "to": 2}}}"#);
    let expected = Divide { shares: Shares(vec![60, 40]), span: Span::Days { from: 1, to: 2, length: 0 } };
    assert_eq!(divide.map_err(|error| error.for_model()), Ok(expected));
    let refused = |text: &str| arguments::decode::<Divide>(text).unwrap_err().for_model();
    let both = refused(r#"{"shares": [60], "span": {"days": {"from": 3, "to": 2}}}"#);
    assert!(both.contains("argument `/shares`: the shares are 60 together, make them 100"), "{both}");
    assert!(both.contains("argument `/span`: `from` is behind `to`"), "{both}");
    assert!(refused(r#"{"shares": [], "span": "all"}"#).contains("give at least one share"));
    assert!(refused(r#"{"shares": [1, 2, 3, 94], "span": "all"}"#).contains("at most 3"));
    let hidden = refused(r#"{"shares": [100], "span": {"days": {"from": 1, "to": 2, "length": 1}}}"#);
    assert!(hidden.contains("/span/days/length"), "{hidden}");
}

/// Remind somebody.
#[derive(LlmFunction, Debug, PartialEq)]
struct Remind {
    /// Whom.
    who: Who,
    /// When.
    due: Option<Due>,
    /// The dose.
    #[parameter(default = Formula::Unknown)]
    dose: Formula,
}

fn decode(text: &str) -> Result<Remind, String> {
    arguments::decode(text).map_err(|error| error.for_model())
}

#[test]
fn a_call_is_decoded() {
    let remind = decode(
        r#"{"who": {"kind": "patient", "mrn": "12345678"}, "due": {"every": {"hours": 6}},
            "dose": {"op": "sum", "of": [{"op": "number", "of": 1.5}, {"op": "negated", "of": {"op": "unknown"}}]}}"#,
    );
    let dose = Formula::Sum(vec![Formula::Number(1.5), Formula::Negated(Box::new(Formula::Unknown))]);
    let who = Who::Patient(Patient { mrn: Mrn("12345678".to_owned()) });
    assert_eq!(remind, Ok(Remind { who, due: Some(Due::Every { hours: 6, times: 1 }), dose }));
    let remind = decode(r#"{"who": {"kind": "staff", "id": 3}, "due": "now"}"#);
    let expected = Remind { who: Who::Staff { id: 3 }, due: Some(Due::Now), dose: Formula::Unknown };
    assert_eq!(remind, Ok(expected));
    let remind = decode(r#"{"who": {"kind": "nobody"}, "due": {"in_days": 2}}"#);
    assert_eq!(remind.map(|remind| remind.due), Ok(Some(Due::InDays(2))));
}

/// The schema that a model is shown takes what is decoded, and refuses what is not.
#[test]
fn the_schema_says_the_same() {
    let schema = json_schema::tool_definition(&FunctionView::of::<Remind>()).parameters.to_string();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let nobody = r#""who": {"kind": "nobody"}"#;
    for text in [
        format!("{{{nobody}}}"),
        format!(r#"{{{nobody}, "due": null}}"#),
        format!(r#"{{{nobody}, "due": "now"}}"#),
        format!(r#"{{{nobody}, "due": "in_days"}}"#),
        format!(r#"{{{nobody}, "due": {{"in_days": 255}}}}"#),
        format!(r#"{{{nobody}, "due": {{"in_days": 256}}}}"#),
        format!(r#"{{{nobody}, "due": {{"in_days": 1, "every": {{"hours": 1}}}}}}"#),
        format!(r#"{{{nobody}, "due": {{"every": {{"hours": 24}}}}}}"#),
        format!(r#"{{{nobody}, "due": {{"every": {{"hours": 25}}}}}}"#),
        format!(r#"{{{nobody}, "due": {{"every": {{"hours": 24, "more": 1}}}}}}"#),
        format!(r#"{{{nobody}, "dose": {{"op": "number", "of": 1}}}}"#),
        format!(r#"{{{nobody}, "dose": {{"op": "number"}}}}"#),
        format!(r#"{{{nobody}, "dose": {{"op": "unknown"}}}}"#),
        format!(r#"{{{nobody}, "dose": {{"op": "unknown", "of": 1}}}}"#),
        format!(r#"{{{nobody}, "dose": {{"op": "sum", "of": [{{"op": "negated", "of": {{"op": "unknown"}}}}]}}}}"#),
        format!(r#"{{{nobody}, "dose": {{"op": "sum", "of": [{{"op": "negated", "of": 1}}]}}}}"#),
        r#"{"who": {"kind": "patient", "mrn": "12345678"}}"#.to_owned(),
        r#"{"who": {"kind": "patient", "mrn": "123"}}"#.to_owned(),
        r#"{"who": {"kind": "patient"}}"#.to_owned(),
        r#"{"who": {"kind": "nobody", "id": 1}}"#.to_owned(),
        r#"{"who": {"id": 1}}"#.to_owned(),
        r#"{"who": "nobody"}"#.to_owned(),
    ] {
        let by_schema = validator.is_valid(&serde_json::from_str(&text).unwrap());
        assert_eq!(decode(&text).is_ok(), by_schema, "{text} against {schema}");
    }
}

#[test]
fn what_is_wrong_is_named_where_it_is() {
    for (text, pointers) in [
        (r#"{"who": {"kind": "patient", "mrn": "1"}}"#, &["/who/mrn"][..]),
        (
            r#"{"who": {"kind": "nobody"}, "due": {"every": {"hours": 0, "times": 300}}}"#,
            &["/due/every/hours", "/due/every/times"],
        ),
        (r#"{"who": {"kind": "staff"}}"#, &["/who/id"]),
        (r#"{"who": {"kind": "robot"}}"#, &["/who"]),
        (r#"{"who": {"kind": "nobody"}, "due": "later"}"#, &["/due"]),
        (
            r#"{"who": {"kind": "nobody"}, "dose": {"op": "sum", "of": [{"op": "number", "of": true}]}}"#,
            &["/dose/of/0/of"],
        ),
    ] {
        let error = arguments::decode::<Remind>(text).unwrap_err();
        let found: Vec<&str> = error.problems().iter().map(arguments::Problem::pointer).collect();
        assert_eq!(found, pointers, "{text}: {}", error.for_model());
    }
}

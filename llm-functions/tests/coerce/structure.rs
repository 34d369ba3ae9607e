//! JSON in strings, one value for a list, a list for its one item.

use std::collections::BTreeMap;

use llm_functions::arguments::CoercionKind::{
    JsonInString, NumberInString, ObjectInList, OneItemList, PythonLiteral, ScalarAsString, TrailingComma, WholeNumber,
};
use llm_functions::{LlmFunction, ParameterType};

use super::{arguments_become, becomes, refused};

#[derive(ParameterType)]
struct Dose {
    /// How much.
    amount: u16,
    /// Of what.
    #[parameter(default = "mg")]
    unit: String,
}

/// Record doses.
#[derive(LlmFunction)]
#[expect(dead_code, reason = "only decoded")]
struct RecordDoses {
    /// Which.
    doses: Vec<Dose>,
    /// For whom.
    patient: Option<String>,
}

#[test]
fn a_list_or_an_object_in_a_string() {
    becomes::<Vec<u8>>(r#""[1, 2]""#, "[1,2]", &[JsonInString]);
    becomes::<Vec<String>>(r#""[\"a\", \"b\"]""#, r#"["a","b"]"#, &[JsonInString]);
    becomes::<Vec<String>>(r#""['a', 'b']""#, r#"["a","b"]"#, &[JsonInString, PythonLiteral]);
    becomes::<Vec<u8>>(r#""[1, 2,]""#, "[1,2]", &[JsonInString, TrailingComma]);
    becomes::<Vec<u8>>(r#""[\"1\", 2.0]""#, "[1,2]", &[JsonInString, NumberInString, WholeNumber]);
    becomes::<Dose>(r#""{\"amount\": 5}""#, r#"{"amount":5,"unit":"mg"}"#, &[JsonInString]);
    becomes::<BTreeMap<String, u8>>(r#""{\"a\": \"1\"}""#, r#"{"a":1}"#, &[JsonInString, NumberInString]);
    becomes::<Option<Vec<u8>>>(r#""null""#, "null", &[JsonInString]);
    becomes::<Vec<u8>>(r#""\"[1]\"""#, "[1]", &[JsonInString, JsonInString]);
}

#[test]
fn all_arguments_in_a_string_or_a_list() {
    let whole = r#"{"doses":[{"amount":5,"unit":"mg"}],"patient":null}"#;
    arguments_become::<RecordDoses>(r#""{\"doses\": [{\"amount\": 5}]}""#, whole, &[JsonInString]);
    arguments_become::<RecordDoses>(r#"[{"doses": [{"amount": 5}]}]"#, whole, &[ObjectInList]);
    arguments_become::<RecordDoses>(r#"{"doses": {"amount": "5"}}"#, whole, &[OneItemList, NumberInString]);
    arguments_become::<RecordDoses>(
        r#"{"doses": "{'amount': 5.0}", "patient": "x"}"#,
        r#"{"doses":[{"amount":5,"unit":"mg"}],"patient":"x"}"#,
        &[JsonInString, PythonLiteral, OneItemList, WholeNumber],
    );
}

/// Do nothing.
#[derive(LlmFunction)]
struct Nothing {}

#[test]
fn no_arguments_in_a_string() {
    for text in [r#""""#, r#""{}""#, r#"" ""#] {
        arguments_become::<Nothing>(text, "{}", &[JsonInString]);
    }
}

#[test]
fn one_value_for_a_list() {
    becomes::<Vec<u8>>("5", "[5]", &[OneItemList]);
    becomes::<Vec<u8>>(r#""5""#, "[5]", &[OneItemList, NumberInString]);
    becomes::<Vec<String>>(r#""a b""#, r#"["a b"]"#, &[OneItemList]);
    becomes::<Vec<String>>("1.50", r#"["1.50"]"#, &[OneItemList, ScalarAsString]);
    becomes::<Vec<Vec<u8>>>("5", "[[5]]", &[OneItemList, OneItemList]);
    becomes::<[u8; 1]>("5", "[5]", &[OneItemList]);
    refused::<[u8; 2]>(&["5", r#""5""#]);
    refused::<Vec<u8>>(&["null", "{}", r#""x""#, r#""1, 2""#, "300"]);
}

#[test]
fn an_object_in_a_list_of_one() {
    becomes::<Dose>(r#"[{"amount": 5}]"#, r#"{"amount":5,"unit":"mg"}"#, &[ObjectInList]);
    becomes::<Dose>(
        r#"["{\"amount\": \"5\"}"]"#,
        r#"{"amount":5,"unit":"mg"}"#,
        &[ObjectInList, JsonInString, NumberInString],
    );
    refused::<Dose>(&["[]", r#"[{"amount": 5}, {"amount": 5}]"#, r#"[{"amount": 5, "x": 1}]"#, r#"[[{"amount": 5}]]"#]);
    refused::<u8>(&["[5]"]);
}

#[test]
fn a_name_twice_is_refused_wherever_it_stands() {
    refused::<Dose>(&[
        r#"{"amount": 5, "amount": 5}"#,
        r#""{\"amount\": 5, \"amount\": 6}""#,
        r#""{'amount': 5, \"amount\": 6}""#,
        r#"["{\"amount\": 5, \"amount\": 6}"]"#,
    ]);
}

#[test]
fn a_string_that_was_cut_is_refused() {
    refused::<Dose>(&[r#""{\"amount\": 5""#, r#""{'amount': 5""#, r#""{\"amount\": 5}}""#, r#""{\"amount\": 5} ok""#]);
    refused::<Vec<u8>>(&[r#""[1, 2""#, r#""1]""#]);
}

#[test]
fn a_choice_a_constraint_or_a_missing_member_is_not_made_up() {
    refused::<Dose>(&["{}", r#""{}""#, "5", r#"{"unit": "mg"}"#, r#"{"amount": null}"#, r#"{"amount": "null"}"#]);
}

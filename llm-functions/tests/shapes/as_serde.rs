//! What JSON stands for a type is what serde's derives make of it under the same attributes: in both directions, and
//! for what is refused.

use std::fmt::Debug;

use llm_functions::ParameterType;
use llm_functions::json::{Json, read};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Declares a type once for both derives, with the same keys for both.
macro_rules! both {
    ([$($keys:tt)*] $item:item) => {
        #[derive(ParameterType, serde::Serialize, serde::Deserialize, Debug, PartialEq, Clone)]
        #[parameter($($keys)*)]
        #[serde($($keys)*)]
        $item
    };
}

both! {
    []
    struct Point { x: i32, y: Option<f64> }
}
both! {
    []
    struct Level(u8);
}
both! {
    [rename_all = "snake_case"]
    enum External { Here, OnLevel(Level), Named(Option<String>), AtPoint(Point), In { room_number: u8, of: Vec<Point> }, Empty {} }
}
both! {
    [tag = "kind", rename_all = "camelCase", rename_all_fields = "kebab-case"]
    enum Internal { Here, AtPoint(Point), In { room_number: u8, of_house: Option<Point> }, Empty {} }
}
both! {
    [tag = "kind", content = "of", rename_all = "SCREAMING-KEBAB-CASE", rename_all_fields = "PascalCase"]
    enum Adjacent { Here, OnLevel(Level), Named(Option<String>), AtPoint(Point), In { room_number: u8 }, Empty {} }
}
both! {
    [tag = "unit", rename_all = "UPPERCASE"]
    enum Tagged { Celsius, KelvinScale }
}
both! {
    [rename_all = "lowercase"]
    enum Tree { Leaf(i8), Branches(Vec<Tree>), Named { name: String, trees: Vec<Tree> } }
}

/// Both write the value in the same way, and read it back.
fn same<T: ParameterType + Serialize + DeserializeOwned + PartialEq + Debug>(values: impl IntoIterator<Item = T>) {
    for value in values {
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(value.to_json().to_string(), text);
        assert_eq!(T::from_json(read(&text).unwrap()).unwrap(), value);
        assert_eq!(serde_json::from_str::<T>(&value.to_json().to_string()).unwrap(), value);
    }
}

/// Both take the text for the same value, or neither takes it.
fn same_reading<T: ParameterType + DeserializeOwned + PartialEq + Debug>(texts: &[&str]) {
    for text in texts {
        let ours = T::from_json(read(text).unwrap()).ok();
        assert_eq!(ours, serde_json::from_str::<T>(text).ok(), "{text}");
    }
}

fn point() -> Point {
    Point { x: -3, y: Some(0.5) }
}

#[test]
fn every_tagging_writes_and_reads_what_serde_does() {
    same([
        External::Here,
        External::OnLevel(Level(2)),
        External::Named(None),
        External::Named(Some("attic".to_owned())),
        External::AtPoint(point()),
        External::In { room_number: 7, of: vec![point(), Point { x: 1, y: None }] },
        External::Empty {},
    ]);
    same([
        Internal::Here,
        Internal::AtPoint(point()),
        Internal::In { room_number: 7, of_house: Some(point()) },
        Internal::In { room_number: 0, of_house: None },
        Internal::Empty {},
    ]);
    same([
        Adjacent::Here,
        Adjacent::OnLevel(Level(255)),
        Adjacent::Named(None),
        Adjacent::Named(Some(String::new())),
        Adjacent::AtPoint(point()),
        Adjacent::In { room_number: 7 },
        Adjacent::Empty {},
    ]);
    same([Tagged::Celsius, Tagged::KelvinScale]);
    let leaf = Tree::Leaf(-1);
    let named = Tree::Named { name: "oak".to_owned(), trees: vec![leaf.clone(), Tree::Branches(vec![])] };
    same([Tree::Branches(vec![named.clone(), leaf]), named]);
}

#[test]
fn what_serde_refuses_is_refused() {
    same_reading::<External>(&[
        r#""here""#,
        r#"{"here": null}"#,
        r#"{"here": 1}"#,
        r#"{"here": {}}"#,
        r#""on_level""#,
        r#""named""#,
        r#"{"named": null}"#,
        r#""Here""#,
        r#""nowhere""#,
        r#"{"nowhere": 1}"#,
        "{}",
        "null",
        "1",
        "[]",
        r#"{"on_level": 256}"#,
        r#"{"on_level": 1, "here": null}"#,
        r#"{"in": {"room_number": 1}}"#,
        r#"{"in": {"room_number": 1, "of": [], "more": true}}"#,
        r#"{"in": null}"#,
        r#"{"empty": {}}"#,
        r#"{"empty": null}"#,
    ]);
    same_reading::<Internal>(&[
        r#"{"kind": "here"}"#,
        r#"{"kind": "here", "more": 1}"#,
        r#"{"x": 1, "kind": "atPoint"}"#,
        r#"{"x": "1", "kind": "atPoint"}"#,
        r#"{"kind": "in", "room-number": 3}"#,
        r#"{"kind": "in", "room-number": 3, "of-house": null}"#,
        r#"{"kind": "in", "room_number": 3}"#,
        r#"{"kind": "in"}"#,
        r#"{"kind": "nowhere"}"#,
        r#"{"kind": 1}"#,
        r#"{"kind": null}"#,
        "{}",
        r#""here""#,
    ]);
    same_reading::<Adjacent>(&[
        r#"{"kind": "HERE"}"#,
        r#"{"kind": "HERE", "of": null}"#,
        r#"{"kind": "HERE", "of": 1}"#,
        r#"{"of": 4, "kind": "ON-LEVEL"}"#,
        r#"{"kind": "ON-LEVEL"}"#,
        r#"{"kind": "NAMED"}"#,
        r#"{"kind": "NAMED", "of": null}"#,
        r#"{"kind": "IN", "of": {"RoomNumber": 1}}"#,
        r#"{"kind": "IN", "of": {}}"#,
        r#"{"kind": "IN"}"#,
        r#"{"of": 4}"#,
        r#"{"kind": "NOWHERE", "of": 4}"#,
    ]);
    same_reading::<Tagged>(&[r#"{"unit": "CELSIUS"}"#, r#"{"unit": "KELVINSCALE"}"#, r#""CELSIUS""#]);
    same_reading::<Level>(&["0", "255", "256", r#"{"0": 1}"#, "[1]", "null"]);
}

#[test]
fn a_problem_is_placed_inside_the_variant() {
    let problem = |text: &str| {
        let wrapped = Json::object([("place", read(text).unwrap())]);
        let mut fields = llm_functions::arguments::Fields::from_json(wrapped).unwrap();
        assert!(fields.take("place", Adjacent::from_json).is_none());
        format!("{:?}", fields.into_mismatch())
    };
    assert!(problem(r#"{"kind": "IN", "of": {"RoomNumber": -1}}"#).contains("`/place/of/RoomNumber`"));
    assert!(problem(r#"{"kind": "NOWHERE"}"#).contains("`/place/kind`: one of `HERE`"));
}

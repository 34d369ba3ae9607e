//! Newtypes: the JSON of what is in them, under a name and with constraints of their own.

use llm_functions::ParameterType;
use llm_functions::json::read;
use llm_functions::spec::TypeKind;

/// A medical record number.
#[derive(ParameterType, Debug, PartialEq)]
struct Mrn(#[parameter(min_length = 8, max_length = 8)] String);

#[derive(ParameterType, Debug, PartialEq)]
struct Share(
    /// A part of the whole.
    #[parameter(minimum = 0, maximum = 1)]
    f64,
);

#[derive(ParameterType, Debug, PartialEq)]
struct Outline(Vec<Outline>);

#[derive(ParameterType, Debug, PartialEq)]
struct Patient {
    mrn: Mrn,
    share: Option<Share>,
}

/// The constraints of the field are those of what is inside.
#[derive(ParameterType, Debug, PartialEq)]
struct Old(#[parameter(max_length = 4)] Mrn);

#[test]
fn a_newtype_has_the_json_of_what_is_in_it() {
    let text = r#"{"mrn":"12345678","share":0.25}"#;
    let patient = Patient { mrn: Mrn("12345678".to_owned()), share: Some(Share(0.25)) };
    assert_eq!(Patient::from_json(read(text).unwrap()).unwrap(), patient);
    assert_eq!(patient.to_json().to_string(), text);
    let outline = Outline(vec![Outline(vec![]), Outline(vec![Outline(vec![])])]);
    assert_eq!(outline.to_json().to_string(), "[[],[[]]]");
    assert_eq!(Outline::from_json(read("[[],[[]]]").unwrap()).unwrap(), outline);
}

#[test]
fn its_name_description_and_constraints_are_its_own() {
    let spec = Mrn::spec();
    assert_eq!((spec.name, spec.description), ("Mrn", "A medical record number."));
    assert_eq!((spec.constraints.min_length, spec.constraints.max_length), (Some(8), Some(8)));
    let TypeKind::Newtype(inner) = spec.kind else { panic!("{spec:?}") };
    assert_eq!(inner().type_id(), String::spec().type_id());
    assert_ne!(spec.type_id(), inner().type_id());
    assert_eq!(Share::spec().description, "A part of the whole.");
    assert_eq!(Mrn::FACTS, String::FACTS);
    assert_eq!(Old::FACTS, String::FACTS);
}

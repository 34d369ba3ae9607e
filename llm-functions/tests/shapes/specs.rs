//! What the derive says about a type.

use llm_functions::ParameterType;
use llm_functions::json::read;
use llm_functions::spec::{Tagging, TypeKind, VariantContent};

/// Where somebody is.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(tag = "kind", rename_all_fields = "camelCase")]
enum Place {
    /// Right here.
    Here,
    #[parameter(name = "at", rename_all = "SCREAMING_SNAKE_CASE")]
    AtPoint {
        #[parameter(minimum = -90, maximum = 90)]
        north_south: f64,
    },
    In {
        /// Its number.
        #[parameter(default = 1)]
        room_number: u8,
        #[parameter(name = "called")]
        name: Option<String>,
    },
}

#[test]
fn a_union_says_what_is_in_its_variants() {
    let TypeKind::Union(union) = Place::spec().kind else { panic!("{:?}", Place::spec()) };
    assert_eq!(union.tagging, Tagging::Internal { tag: "kind" });
    let [here, at, inside] = union.variants else { panic!("{union:?}") };
    assert_eq!((here.name, here.description), ("here", "Right here."));
    assert!(matches!(here.content, VariantContent::Unit));
    let VariantContent::Fields([north]) = at.content else { panic!("{at:?}") };
    assert_eq!((at.name, north.name), ("at", "NORTH_SOUTH"));
    assert!(north.constraints.minimum.is_some());
    let VariantContent::Fields([room, name]) = inside.content else { panic!("{inside:?}") };
    assert_eq!((room.name, room.description, name.name), ("roomNumber", "Its number.", "called"));
    assert_eq!(room.default.map(|default| default()), Some(1.into()));
}

/// A part of a long list.
#[derive(ParameterType, Debug, PartialEq)]
struct Page<T, const SIZE: usize> {
    #[parameter(min_items = 1)]
    items: Vec<T>,
    next: Option<Box<Page<T, SIZE>>>,
}

#[derive(ParameterType, Debug, PartialEq)]
struct Pages {
    numbers: Page<u8, 2>,
    texts: Page<String, 2>,
}

#[test]
fn a_generic_struct_is_a_type_for_each_argument() {
    let text = r#"{"numbers":{"items":[1],"next":{"items":[2],"next":null}},"texts":{"items":["a"],"next":null}}"#;
    let second = Page { items: vec![2], next: None };
    let numbers = Page { items: vec![1], next: Some(Box::new(second)) };
    let pages = Pages { numbers, texts: Page { items: vec!["a".to_owned()], next: None } };
    assert_eq!(pages.to_json().to_string(), text);
    assert_eq!(Pages::from_json(read(text).unwrap()).unwrap(), pages);
    assert_ne!(Page::<u8, 2>::spec().type_id(), Page::<String, 2>::spec().type_id());
    assert_eq!(Page::<u8, 2>::spec().name, "Page");
}

#[derive(ParameterType, Debug, PartialEq)]
#[parameter(tag = "kind")]
enum Found<T, Of> {
    Nothing,
    One(T),
    Several {
        #[parameter(min_items = 1)]
        items: Vec<Of>,
    },
}

#[derive(ParameterType, Debug, PartialEq)]
struct Few<T>(#[parameter(max_items = 3)] Vec<T>);

#[test]
fn a_generic_enum_is_one_too() {
    type Pairs = Found<Pages, Few<u8>>;
    let several = Pairs::Several { items: vec![Few(vec![1])] };
    let text = r#"{"kind":"several","items":[[1]]}"#;
    assert_eq!(several.to_json().to_string(), text);
    assert_eq!(Pairs::from_json(read(text).unwrap()).unwrap(), several);
    assert_eq!(Pairs::from_json(read(r#"{"kind":"nothing"}"#).unwrap()).unwrap(), Pairs::Nothing);
    assert!(Pairs::from_json(read(r#"{"kind":"one"}"#).unwrap()).is_err());
    assert_eq!(Few::<u8>::spec().constraints.max_items, Some(3));
}

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::Arc;

use llm_functions::ParameterType;
use llm_functions::json::Json;
use proptest::prelude::*;

use crate::comes_back;

/// Any JSON, members in any order.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::hash_map(".{0,6}", inner, 0..6).prop_map(Json::object),
        ]
    })
}

/// A hasher that is not the default.
type Hashing = BuildHasherDefault<DefaultHasher>;

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn sequences_come_back(items: Vec<Option<u8>>, array: [[i16; 2]; 3], none: [bool; 0]) {
        comes_back(&items)?;
        comes_back::<VecDeque<Option<u8>>>(&items.clone().into())?;
        comes_back::<Box<[Option<u8>]>>(&items.into())?;
        comes_back(&array)?;
        comes_back(&none)?;
    }

    #[test]
    fn sets_come_back(items: BTreeSet<String>, bytes: HashSet<u8>) {
        comes_back(&items)?;
        comes_back::<HashSet<u8, Hashing>>(&bytes.iter().copied().collect())?;
        comes_back(&bytes)?;
    }

    #[test]
    fn maps_come_back(map: HashMap<String, BTreeMap<String, bool>>) {
        comes_back(&map)?;
        let values = || map.values().cloned();
        comes_back::<HashMap<Box<str>, _, Hashing>>(&map.keys().map(|key| key.as_str().into()).zip(values()).collect())?;
        comes_back::<HashMap<Arc<str>, _>>(&map.keys().map(|key| key.as_str().into()).zip(values()).collect())?;
        comes_back::<BTreeMap<Cow<'static, str>, _>>(&map.keys().map(|key| key.clone().into()).zip(values()).collect())?;
    }

    #[test]
    fn any_json_comes_back(value in json()) {
        let other = serde_json::Value::from(value.clone());
        prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&value.to_string()).unwrap(), &other);
        prop_assert_eq!(Json::from(other.clone()).to_string(), other.to_string());
        // What is null is not there, so a list is what an argument of any kind is tried in.
        comes_back(&vec![value.clone()])?;
        comes_back(&vec![other.clone()])?;
        if let serde_json::Value::Object(map) = other {
            comes_back(&map)?;
        }
    }
}

#[test]
fn what_a_hash_orders_by_chance_is_written_in_one_order() {
    let names = ["echo", "alpha", "delta", "bravo", "charlie"].map(str::to_owned);
    let set: HashSet<String> = names.clone().into();
    assert_eq!(set.to_json().to_string(), r#"["alpha","bravo","charlie","delta","echo"]"#);
    let map: HashMap<String, u8> = names.into_iter().zip(0..).collect();
    assert_eq!(map.to_json().to_string(), r#"{"alpha":1,"bravo":3,"charlie":4,"delta":2,"echo":0}"#);
}

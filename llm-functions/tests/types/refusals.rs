use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZero;
use std::time::Duration;

use llm_functions::{MapKey, ParameterType, json};

use crate::{refused, refused_by_type};

/// What is said of a value whose form is right; its reason is for the model alone.
const REFUSED: &str = "refused by its validation";

#[test]
fn numbers() {
    refused::<u8>("256", "an integer that fits `u8`");
    refused::<u8>("1.5", "an integer that fits `u8`");
    refused::<i128>("1.5", "an integer that fits `i128`");
    refused::<u128>("-1", "an integer that fits `u128`");
    refused::<NonZero<u8>>("0", REFUSED);
    refused_by_type::<NonZero<i8>>("0", REFUSED);
    refused::<NonZero<i8>>("-129", "an integer that fits `i8`");
    refused::<f64>("\"1\"", "a number");
    refused::<bool>("1", "a boolean");
}

#[test]
fn what_json_cannot_carry_exactly_is_refused_when_it_is_read() {
    for text in ["18446744073709551616", "-9223372036854775809", "1e30"] {
        refused_by_type::<i128>(text, "an integer that fits `i128`");
    }
    refused_by_type::<i128>(&i128::MAX.to_json().to_string(), "an integer that fits `i128`");
    refused_by_type::<u128>(&u128::MAX.to_json().to_string(), "an integer that fits `u128`");
    // As many of each unit as it has digits for.
    let minutes = 9_999_999_999 * 1_440 + 99_999_999_999 * 60 + 9_999_999_999_999;
    let longest = Duration::new(minutes * 60 + 99_999_999_999_999, 999_999_999);
    assert_eq!(Duration::from_json(longest.to_json()), Ok(longest));
    refused::<Duration>(&(longest + Duration::from_nanos(1)).to_json().to_string(), "a length of time");
    refused_by_type::<Duration>(&Duration::MAX.to_json().to_string(), "a length of time");
}

#[test]
fn texts() {
    refused::<Cow<'static, str>>("1", "a string");
    refused::<Box<str>>("null", "a string");
    for text in ["1", r#""""#, r#""ab""#, r#""e\u0301""#] {
        refused::<char>(text, "a string of one character");
    }
}

#[test]
fn addresses() {
    for text in [r#""1.2.3""#, r#""1.2.3.256""#, r#""01.2.3.4""#, r#""::1""#, "1", r#"" 1.2.3.4""#] {
        refused::<Ipv4Addr>(text, "an IPv4 address");
    }
    for text in [r#""1.2.3.4""#, r#"":::""#, r#""fe80::1%eth0""#, r#""[::1]""#, "[]"] {
        refused::<Ipv6Addr>(text, "an IPv6 address");
    }
    for text in [r#""localhost""#, r#""1.2.3.4:80""#, "{}"] {
        refused::<IpAddr>(text, "an IPv4 or IPv6 address");
    }
}

#[test]
fn lists() {
    refused::<[u8; 2]>("[1]", "an array of exactly 2 items");
    refused::<[u8; 2]>("[1, 2, 3]", "an array of exactly 2 items");
    refused::<[u8; 2]>("{}", "an array of exactly 2 items");
    refused::<[u8; 2]>("[1, \"2\"]", "argument `/1`: an integer");
    refused::<VecDeque<u8>>("1", "an array");
    refused::<Box<[u8]>>("[null]", "argument `/0`: an integer");
    refused::<HashSet<u8>>("[1, 2, 1]", "argument `/2`: refused");
    refused::<BTreeSet<String>>(r#"["a", "a"]"#, "argument `/1`: refused");
    refused::<BTreeSet<u8>>("{}", "an array");
}

#[test]
fn maps() {
    refused::<HashMap<String, u8>>("[]", "an object");
    refused::<BTreeMap<String, u8>>(r#"{"a": 1, "b/c": "2", "d": 3}"#, "argument `/*`: an integer");
    refused::<serde_json::Map<String, serde_json::Value>>("[]", "an object");
}

/// A name in which case makes no difference.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name(String);

impl MapKey for Name {
    fn from_name(name: String) -> Self {
        Self(name.to_lowercase())
    }

    fn as_name(&self) -> &str {
        &self.0
    }
}

#[test]
fn names_of_one_key_are_refused() {
    let map = BTreeMap::<Name, u8>::from_json(json::read(r#"{"B": 1, "a": 2}"#).unwrap()).unwrap();
    assert_eq!(map.to_json().to_string(), r#"{"a":2,"b":1}"#);
    refused_by_type::<BTreeMap<Name, u8>>(r#"{"a": 1, "A": 2}"#, "argument `/*`: refused");
}

#[test]
fn durations() {
    let second = |text: &str| Duration::from_json(text.into()).unwrap().as_secs_f64();
    assert!((second("PT1H30M") - 5_400.0).abs() < f64::EPSILON);
    assert!((second("P2W") - 1_209_600.0).abs() < f64::EPSILON);
    assert!((second("P1DT1H1.5S") - 90_001.5).abs() < f64::EPSILON);
    for text in [
        "",
        "P",
        "PT",
        "P1",
        "1D",
        "P1DT",
        "P1W1D",
        "P1WT1H",
        "P1M",
        "P1Y",
        "PT1M1H",
        "PT1H1H",
        "P1D1W",
        "PT1.5H",
        "PT.5S",
        "PT1.S",
        "PT1H.5S",
        "-PT1S",
        "+PT1S",
        "PT1s",
        "PT1S ",
        "PT1.0000000001S",
        "P12345678901D",
        "PT1.5M3S",
        "P１D",
        "PT1S1",
        "TP1S",
        "PTT1S",
        "P1.5D",
    ] {
        refused::<Duration>(&json::Json::from(text).to_string(), "a length of time in weeks");
    }
}

//! Derived functions with every type, from text to typed value.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use llm_functions::fabricate::{Fabricator, near_misses};
use llm_functions::json::Json;
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType, arguments};

/// A flag of a mail.
#[derive(ParameterType, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Flag {
    Seen,
    Draft,
}

/// A folder of mails.
#[derive(ParameterType, Debug, PartialEq)]
struct Folder {
    /// Its name.
    name: Box<str>,
    /// Folders within it.
    folders: BTreeMap<String, Folder>,
    /// The folder that it is a copy of.
    original: Option<Box<Folder>>,
}

/// A list of a length that is known.
type Pair = [u8; 2];

/// Do something with everything that comes with the crate.
#[derive(LlmFunction, Debug, PartialEq)]
struct Everything {
    /// A wide number.
    #[parameter(minimum = 5)]
    wide: i128,
    /// Another one.
    unsigned: u128,
    /// A number that is not zero.
    #[parameter(maximum = 10)]
    some: NonZero<u16>,
    /// A letter.
    letter: char,
    /// A text.
    #[parameter(max_length = 3)]
    text: Cow<'static, str>,
    /// A shared text.
    shared: Arc<str>,
    /// Two numbers.
    pair: Pair,
    /// Numbers in a row.
    #[parameter(min_items = 1)]
    queue: VecDeque<i8>,
    /// Flags.
    #[parameter(max_items = 2)]
    flags: HashSet<Flag>,
    /// Names.
    names: BTreeSet<String>,
    /// Counts by name.
    counts: HashMap<Arc<str>, u32>,
    /// Folders.
    folder: Folder,
    /// How long.
    duration: Duration,
    /// Whatever there is.
    anything: Json,
    /// The same, otherwise.
    value: Option<serde_json::Value>,
    /// An address.
    four: Ipv4Addr,
    /// Another one.
    six: Option<Ipv6Addr>,
}

const FITTING: &str = r#"{
    "wide": 18446744073709551615, "unsigned": 0, "some": 10, "letter": "é", "text": "abc", "shared": "", "pair": [0, 255],
    "queue": [-1], "flags": ["draft", "seen"], "names": [], "counts": {"a/b": 1},
    "folder": {"name": "in", "folders": {"x": {"name": "x", "folders": {}}}, "original": {"name": "o", "folders": {}}},
    "duration": "P1DT1S", "anything": [null, {"b": 1, "a": 2}], "four": "192.0.2.1", "six": "::1"
}"#;

#[test]
fn a_call_with_every_type_is_decoded() {
    assert_eq!(FunctionView::of::<Everything>().defects(), []);
    let everything: Everything = arguments::decode(FITTING).unwrap();
    assert_eq!(everything.wide, u64::MAX.into());
    assert_eq!((everything.letter, everything.some.get(), everything.pair), ('é', 10, [0, 255]));
    assert_eq!(everything.flags, [Flag::Seen, Flag::Draft].into());
    assert_eq!(everything.counts[&Arc::from("a/b")], 1);
    assert_eq!(&*everything.folder.folders["x"].name, "x");
    assert_eq!(everything.folder.original.unwrap().name.as_ref(), "o");
    assert_eq!(everything.duration, Duration::from_secs(86_401));
    assert_eq!(everything.anything.to_string(), r#"[null,{"b":1,"a":2}]"#);
    assert_eq!((everything.value, everything.four), (None, Ipv4Addr::new(192, 0, 2, 1)));
}

#[test]
fn every_problem_of_a_call_is_told_at_once() {
    let text = r#"{
        "wide": 4, "unsigned": -1, "some": 0, "letter": "ab", "text": "abcd", "shared": 1, "pair": [1], "queue": [],
        "flags": ["seen", "seen"], "names": "x", "counts": {"a": -1}, "folder": {"name": "n", "folders": {"x": {}}},
        "duration": "P1M", "anything": 1, "four": 4
    }"#;
    let error = arguments::decode::<Everything>(text).unwrap_err();
    let places: Vec<&str> = error.problems().iter().map(arguments::Problem::pointer).collect();
    let expected = [
        "/wide",
        "/unsigned",
        "/some",
        "/letter",
        "/text",
        "/shared",
        "/pair",
        "/queue",
        "/flags",
        "/names",
        "/counts/a",
        "/folder/folders/x/name",
        "/folder/folders/x/folders",
        "/duration",
        "/four",
    ];
    for place in expected {
        assert!(places.iter().any(|found| found.starts_with(place)), "{place} in {places:?}");
    }
    assert_eq!(places.len(), expected.len(), "{places:?}");
}

/// Something about a host.
#[derive(LlmFunction, Debug, PartialEq)]
struct OfHost {
    /// Its address.
    #[parameter(default = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// How long to wait.
    #[parameter(default = Duration::from_millis(1_500))]
    timeout: Duration,
    /// Marks.
    #[parameter(default = ['a', 'b'].into())]
    marks: BTreeSet<char>,
}

#[test]
fn defaults_are_written_like_values() {
    let view = FunctionView::of::<OfHost>();
    let schema = llm_functions::json_schema::of_arguments(&view).to_string();
    for default in [r#""default":"127.0.0.1""#, r#""default":"PT1.5S""#, r#""default":["a","b"]"#] {
        assert!(schema.contains(default), "{schema}");
    }
    let host: OfHost = arguments::decode("{}").unwrap();
    let expected =
        OfHost { address: Ipv4Addr::LOCALHOST.into(), timeout: Duration::from_millis(1_500), marks: ['a', 'b'].into() };
    assert_eq!(host, expected);
}

#[test]
fn schema_and_decoder_of_functions_with_every_type_agree() {
    llm_functions::testing::assert_agrees::<Everything>();
    llm_functions::testing::assert_agrees::<OfHost>();
}

#[test]
fn what_a_pattern_asks_for_is_said_in_words() {
    let error = arguments::decode::<OfHost>(r#"{"timeout": "an hour"}"#).unwrap_err();
    assert_eq!(
        error.for_model(),
        "argument `/timeout`: expected a length of time in weeks, or in days, hours, minutes and seconds, such as \
         `PT1H30M`, found \"an hour\""
    );
}

#[test]
fn the_short_way_and_the_way_over_a_tree_make_the_same_of_every_type() {
    let view = FunctionView::of::<Everything>();
    for seed in 0..50 {
        for mut fabricator in [Fabricator::new(seed), Fabricator::new(seed).boundary(), Fabricator::new(seed).minimal()]
        {
            let fitting = fabricator.arguments(&view).unwrap();
            same(&fitting);
            for spoiled in near_misses(&view, &fitting) {
                same(&spoiled.value);
            }
        }
    }
}

fn same(tree: &Json) {
    let text = tree.to_string();
    let short = arguments::decode::<Everything>(&text).map_err(|error| error.for_model());
    let long = arguments::canonical(&FunctionView::of::<Everything>(), &text);
    let long = long.and_then(arguments::from_canonical::<Everything>).map_err(|error| error.for_model());
    assert_eq!(short, long, "{text}");
}

//! Functions that together have every kind of type and every constraint.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::Ipv4Addr;
use std::num::NonZeroU16;
use std::time::Duration;

use llm_functions::format::Format;
use llm_functions::spec::{Bound, Constraints, ParameterSpec, Scalar};
use llm_functions::{LlmFunction, ParameterType};

#[derive(ParameterType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    Fast,
    Slow,
    Steady,
}

/// A tree.
#[derive(ParameterType, Debug)]
pub(crate) struct Tree {
    pub(crate) value: f32,
    pub(crate) children: Vec<Tree>,
    pub(crate) parent: Option<Box<Tree>>,
}

/// What happened.
#[derive(ParameterType, Debug)]
pub(crate) enum Occurrence {
    Nothing,
    Fell(u8),
    Slept { hours: f64, deep: Option<f64> },
    Again(Box<Occurrence>),
}

#[derive(ParameterType, Debug)]
pub(crate) struct Steps(pub(crate) u32);

/// Take one of everything.
#[derive(LlmFunction, Debug)]
#[expect(dead_code, reason = "only decoded")]
pub(crate) struct Everything {
    /// Yes or no.
    flag: bool,
    /// A small number.
    #[parameter(minimum = -3, maximum = 3, default = 0)]
    small: i8,
    /// A large number.
    large: u64,
    /// Anything but zero.
    nonzero: NonZeroU16,
    /// A fraction.
    #[parameter(minimum = 0.5, maximum = 99.5)]
    fraction: f64,
    /// One character.
    letter: char,
    /// A text.
    #[parameter(min_length = 2, max_length = 5)]
    text: Option<String>,
    /// A choice.
    mode: Mode,
    /// A list.
    #[parameter(min_items = 1, max_items = 3)]
    list: Vec<Option<Mode>>,
    /// Three numbers.
    triple: [u16; 3],
    /// A set.
    set: BTreeSet<Mode>,
    /// A map.
    map: HashMap<String, Vec<u8>>,
    /// A nested map.
    nested: BTreeMap<String, BTreeMap<String, bool>>,
    /// A tree.
    tree: Tree,
    /// What happened.
    occurrences: Vec<Occurrence>,
    /// Steps.
    steps: Steps,
    /// How long.
    duration: Duration,
    /// Where.
    address: Option<Ipv4Addr>,
    /// Whatever.
    anything: serde_json::Value,
}

const fn parameter<T: ParameterType>(name: &'static str, constraints: Constraints) -> ParameterSpec {
    ParameterSpec::new(name, "", T::spec).constraints(constraints)
}

const C: Constraints = Constraints::NONE;

/// Every constraint, on the types that have it.
pub(crate) const CONSTRAINED: &[ParameterSpec] = &[
    parameter::<u8>("range", C.minimum(Bound::Integer(20)).maximum(Bound::Integer(30))),
    parameter::<i64>("between", C.exclusive_minimum(Bound::Integer(-2)).exclusive_maximum(Bound::Integer(2))),
    parameter::<u32>("dozens", C.multiple_of(Bound::Integer(12)).minimum(Bound::Integer(1))),
    parameter::<f64>(
        "tenths",
        C.multiple_of(Bound::Number(0.1)).minimum(Bound::Number(1.0)).maximum(Bound::Number(2.0)),
    ),
    parameter::<f64>("open", C.exclusive_minimum(Bound::Number(0.0)).exclusive_maximum(Bound::Number(1.0))),
    parameter::<i32>("negative", C.maximum(Bound::Integer(-1_000_000))),
    parameter::<String>("lengths", C.min_length(3).max_length(4)),
    parameter::<String>("long", C.min_length(700)),
    parameter::<String>("pattern", C.pattern(r"^MRN-\d{6}[A-Z]?$")),
    parameter::<String>("search", C.pattern(r"\d").min_length(20).max_length(30)),
    parameter::<String>("word", C.pattern(r"\bcat\b")),
    parameter::<String>("date", C.format(Format::Date)),
    parameter::<String>("millennium", C.format(Format::DateTime).pattern("^20").max_length(20)),
    parameter::<Option<String>>("uuid", C.format(Format::Uuid)),
    parameter::<String>("colour", C.one_of(&[Scalar::String("red"), Scalar::String("green")])),
    parameter::<u8>("fibonacci", C.one_of(&[Scalar::Number(Bound::Integer(1)), Scalar::Number(Bound::Integer(2))])),
    parameter::<Vec<Mode>>("modes", C.unique_items().min_items(3)),
    parameter::<Vec<bool>>("switches", C.unique_items()),
    parameter::<Vec<u8>>("digits", C.max_items(5).items(&C.maximum(Bound::Integer(9)))),
    parameter::<HashMap<String, u8>>("scores", C.min_items(2).max_items(4)),
];

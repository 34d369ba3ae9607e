//! Functions with parameters of every type.
#![allow(dead_code, reason = "only decoded")]

use std::collections::{BTreeMap, BTreeSet};

use llm_functions::json::Json;
use llm_functions::{LlmFunction, ParameterType};

#[derive(ParameterType, PartialEq, Eq, PartialOrd, Ord)]
#[parameter(rename_all = "snake_case")]
pub(crate) enum Mode {
    VeryFast,
    Slow,
    #[parameter(name = "Off")]
    Off,
}

/// A day of the week, from 0.
#[derive(ParameterType)]
pub(crate) struct Day(#[parameter(maximum = 6)] u8);

#[derive(ParameterType)]
pub(crate) struct Tree {
    /// A number.
    value: f32,
    /// What is below.
    children: Vec<Tree>,
}

#[derive(ParameterType)]
#[parameter(rename_all = "snake_case")]
pub(crate) enum Outside {
    Nothing,
    Number(i32),
    Fields {
        /// A flag.
        flag: bool,
    },
    Again(Box<Outside>),
}

#[derive(ParameterType)]
#[parameter(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Inside {
    Nothing,
    Fields {
        /// A number.
        #[parameter(minimum = 1)]
        number: u16,
    },
}

#[derive(ParameterType)]
#[parameter(tag = "kind", content = "value", rename_all = "snake_case")]
pub(crate) enum Beside {
    Nothing,
    Text(String),
    Days(Vec<Day>),
}

/// Take one of everything.
#[derive(LlmFunction)]
pub(crate) struct Everything {
    /// A choice.
    mode: Option<Mode>,
    /// Choices.
    modes: Option<BTreeSet<Mode>>,
    /// A small number.
    #[parameter(minimum = -3, maximum = 3, default = 0)]
    small: i8,
    /// A large number.
    large: Option<u64>,
    /// A fraction.
    fraction: Option<f64>,
    /// A character.
    character: Option<char>,
    /// A text.
    #[parameter(min_length = 1, max_length = 5)]
    text: Option<String>,
    /// A day.
    day: Option<Day>,
    /// A tree.
    tree: Option<Tree>,
    /// Flags.
    #[parameter(max_items = 3)]
    flags: Option<Vec<bool>>,
    /// Three numbers.
    three: Option<[u8; 3]>,
    /// Lists of numbers.
    lists: Option<Vec<Vec<i16>>>,
    /// Words with numbers.
    map: Option<BTreeMap<String, u32>>,
    /// Anything.
    anything: Option<Json>,
    /// An alternative.
    outside: Option<Outside>,
    /// An alternative.
    inside: Option<Inside>,
    /// An alternative.
    beside: Option<Beside>,
}

/// Take what is constrained.
#[derive(LlmFunction)]
pub(crate) struct Constrained {
    /// A multiple.
    #[parameter(multiple_of = 5, exclusive_minimum = 0, exclusive_maximum = 100)]
    multiple: Option<i32>,
    /// A tenth.
    #[parameter(multiple_of = 0.1)]
    tenth: Option<f64>,
    /// A code.
    #[parameter(pattern = "^[A-Z][0-9]{2}$")]
    code: Option<String>,
    /// A host.
    #[parameter(format = "email")]
    email: Option<String>,
    /// Different numbers.
    #[parameter(unique_items, min_items = 1, items(minimum = 1, maximum = 9))]
    different: Option<Vec<u8>>,
    /// One of these.
    #[parameter(one_of = [5, 10])]
    step: Option<u8>,
}

/// Take what is written as text.
#[derive(LlmFunction)]
pub(crate) struct Leaves {
    /// An address.
    address: Option<std::net::IpAddr>,
    /// A day.
    #[cfg(feature = "chrono")]
    date: Option<chrono::NaiveDate>,
    /// A time.
    #[cfg(feature = "chrono")]
    time: Option<chrono::NaiveTime>,
    /// Both.
    #[cfg(feature = "chrono")]
    local: Option<chrono::NaiveDateTime>,
    /// An instant.
    #[cfg(feature = "chrono")]
    instant: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// A while.
    #[cfg(feature = "chrono")]
    delta: Option<chrono::TimeDelta>,
    /// A day.
    #[cfg(feature = "jiff")]
    jiff_date: Option<jiff::civil::Date>,
    /// A time.
    #[cfg(feature = "jiff")]
    jiff_time: Option<jiff::civil::Time>,
    /// Both.
    #[cfg(feature = "jiff")]
    jiff_local: Option<jiff::civil::DateTime>,
    /// An instant.
    #[cfg(feature = "jiff")]
    jiff_instant: Option<jiff::Timestamp>,
    /// An identifier.
    #[cfg(feature = "uuid")]
    uuid: Option<uuid::Uuid>,
    /// A place in the net.
    #[cfg(feature = "url")]
    url: Option<url::Url>,
    /// An amount.
    #[cfg(feature = "rust_decimal")]
    amount: Option<rust_decimal::Decimal>,
}

/// Take nothing.
#[derive(LlmFunction)]
pub(crate) struct Nothing {}

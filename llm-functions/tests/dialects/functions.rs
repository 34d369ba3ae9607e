//! Functions whose parameters are of every kind that a derive can express.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use llm_functions::json::Json;
use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};

/// A kind of health data.
#[derive(ParameterType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Steps,
    /// Hours asleep.
    Sleep,
    HeartRate,
}

/// Where something happened.
#[derive(ParameterType, Debug)]
pub(crate) struct Place {
    /// The name of the place.
    #[parameter(min_length = 1, max_length = 40)]
    name: String,
    /// Degrees north.
    #[parameter(minimum = -90, maximum = 90)]
    latitude: f64,
    /// Meters above the sea.
    height: Option<i32>,
}

/// Get health data.
#[derive(LlmFunction)]
pub(crate) struct GetHealthData {
    /// Which data.
    kinds: BTreeSet<Kind>,
    /// How many days back.
    #[parameter(minimum = 1, maximum = 90, default = 14, example = 7)]
    days: u8,
    /// A word in the note.
    #[parameter(pattern = "^[a-z]+$", max_length = 9)]
    word: Option<String>,
    /// One kind alone.
    only: Option<Kind>,
}

/// Log a walk.
#[derive(LlmFunction)]
pub(crate) struct LogWalk {
    /// Where it led.
    #[parameter(min_items = 1, max_items = 5)]
    places: Vec<Place>,
    /// Where it began.
    start: Option<Place>,
    /// How far, in kilometers.
    #[parameter(exclusive_minimum = 0)]
    distance: f64,
    /// Values by name.
    values: BTreeMap<String, u16>,
    /// Anything else.
    more: serde_json::Value,
    /// Tags, in any order.
    tags: Option<Vec<String>>,
}

/// A tree.
#[derive(ParameterType, Debug)]
pub(crate) struct Tree {
    /// Its name.
    name: String,
    /// Its children.
    children: Vec<Tree>,
    /// What it was grafted on.
    stock: Option<Box<Tree>>,
}

/// Plant a tree.
#[derive(LlmFunction)]
pub(crate) struct Plant {
    /// The tree.
    tree: Tree,
    /// Other trees by name.
    others: BTreeMap<String, Tree>,
}

/// Call with bounds of every kind.
#[derive(LlmFunction)]
pub(crate) struct Bounded {
    /// Of 64 bits.
    big: i64,
    /// Even.
    #[parameter(minimum = 0, maximum = 100, multiple_of = 2)]
    even: u32,
    /// A letter.
    letter: char,
    /// Ratio.
    #[parameter(minimum = 0, exclusive_maximum = 1)]
    ratio: f32,
    /// Flags.
    #[parameter(min_items = 2, max_items = 4)]
    flags: Vec<bool>,
    /// One of some.
    #[parameter(one_of = [1, 2, 5])]
    size: u8,
}

/// How often something is taken.
#[derive(ParameterType, Debug)]
#[parameter(tag = "every")]
pub(crate) enum Rhythm {
    /// Some times a day.
    Day {
        /// How many times.
        #[parameter(minimum = 1, maximum = 6)]
        times: u8,
        /// A remark.
        note: Option<String>,
    },
    /// On some days.
    Week {
        /// On which.
        kinds: BTreeSet<Kind>,
    },
    /// Only when needed.
    Need,
}

/// An expression.
#[derive(ParameterType, Debug)]
pub(crate) enum Expression {
    /// A number.
    Number(f64),
    /// Nothing.
    Nothing,
    /// Everything.
    Everything,
    /// A sum of expressions by name.
    Sum(BTreeMap<String, Expression>),
    /// A negated expression.
    Negated(Box<Expression>),
}

/// Choose.
#[derive(LlmFunction)]
pub(crate) struct Choose {
    /// How often.
    rhythm: Rhythm,
    /// What.
    expression: Expression,
    /// Perhaps how often.
    perhaps: Option<Rhythm>,
    /// Pairs of numbers.
    pairs: [u8; 2],
    /// When it began.
    #[parameter(format = "date-time")]
    began: Option<String>,
    /// Where to read on.
    #[parameter(format = "uri")]
    more: Option<String>,
}

/// Say that you are there.
#[derive(LlmFunction)]
pub(crate) struct Ping {}

pub(crate) fn all() -> Vec<Arc<FunctionView>> {
    vec![
        FunctionView::of::<GetHealthData>(),
        FunctionView::of::<LogWalk>(),
        FunctionView::of::<Plant>(),
        FunctionView::of::<Bounded>(),
        FunctionView::of::<Choose>(),
        FunctionView::of::<Ping>(),
    ]
}

pub(crate) fn json(text: &str) -> Json {
    llm_functions::json::read(text).unwrap()
}

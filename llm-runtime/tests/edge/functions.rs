//! Functions whose grammars are not simple.

use std::collections::{BTreeMap, BTreeSet};

use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, functions};
use llm_runtime::{Example, Schema, SchemaBuilder};

use crate::support::MODEL;

/// A kind of health data.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(ParameterType, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[parameter(rename_all = "snake_case")]
enum Kind {
    Steps,
    Sleep,
    HeartRate,
}

/// Where something happened.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(ParameterType)]
struct Place {
    /// The name of the place.
    name: String,
    /// Degrees north.
    latitude: f64,
    /// Meters above the sea.
    height: Option<i32>,
}

/// Get the patient's health data.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(LlmFunction)]
#[llm_function(read_only)]
pub(crate) struct GetHealthData {
    /// Which data.
    #[parameter(min_items = 1)]
    kinds: Vec<Kind>,
    /// How many days back.
    #[parameter(minimum = 1, maximum = 90)]
    days: u8,
}

/// Write a meal down.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(LlmFunction)]
pub(crate) struct LogMeal {
    /// What was eaten.
    #[parameter(min_length = 3, max_length = 40)]
    food: String,
    /// Its energy in kilocalories.
    calories: Option<f64>,
    /// Whether it was eaten at home.
    at_home: bool,
}

/// Write a walk down.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(LlmFunction)]
pub(crate) struct LogWalk {
    /// Where it led.
    places: Vec<Place>,
    /// How far, in kilometers.
    #[parameter(minimum = 0.1, maximum = 99.5)]
    distance: f32,
    /// A number of any size.
    anything: i64,
    /// Remarks.
    notes: Option<Vec<Option<String>>>,
}

/// How often something is done.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(ParameterType)]
#[parameter(tag = "every")]
enum Rhythm {
    /// Some times a day.
    Day {
        /// How many times.
        #[parameter(minimum = 1, maximum = 6)]
        times: u8,
    },
    /// Whenever these are measured.
    Measured { kinds: BTreeSet<Kind> },
    /// Only when needed.
    Need,
}

/// A step of a plan.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(ParameterType)]
struct Step {
    /// What to do.
    #[parameter(max_length = 20)]
    what: String,
    /// The steps that it is made of.
    #[parameter(max_items = 2)]
    parts: Vec<Step>,
}

/// Write a plan down: parameters of every kind, among them those that a decoder holds in another shape.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(LlmFunction)]
pub(crate) struct WritePlan {
    /// What to measure.
    measure: BTreeSet<Kind>,
    /// How often.
    rhythm: Rhythm,
    /// The plan.
    plan: Step,
    /// Limits by name.
    #[parameter(max_items = 3)]
    limits: BTreeMap<String, u8>,
    /// A multiple of five.
    #[parameter(minimum = 5, maximum = 100, multiple_of = 5)]
    minutes: u8,
    /// The ward's code.
    #[parameter(pattern = "^[A-Z]{2}-[0-9]{3}$")]
    ward: Option<String>,
    /// From when on.
    #[parameter(format = "date")]
    start: Option<String>,
    /// Whatever else there is.
    #[parameter(default = 0.5)]
    share: f32,
}

macro_rules! answers {
    ($($function:ty),*) => {$(
        impl Execute for $function {
            type Deps = ();
            type Output = String;
            type Error = std::convert::Infallible;
            async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
                Ok("done".to_owned())
            }
        }
    )*};
}
answers!(GetHealthData, LogMeal, LogWalk, WritePlan);

pub(crate) fn registry() -> Registry {
    functions![GetHealthData, LogMeal, LogWalk]
}

pub(crate) fn with_functions() -> SchemaBuilder {
    Schema::builder(MODEL).functions(registry()).examples([
        Example::call(
            "How many steps did I take in the last three days?",
            "get_health_data",
            r#"{"kinds":["steps"],"days":3}"#,
            r#"{"steps":[4000,5000,6000]}"#,
            "You took 15000 steps.",
        ),
        Example::call(
            "I went from Rome to Ostia on foot.",
            "log_walk",
            r#"{"places":[{"name":"Rome","latitude":41.9},{"name":"Ostia","latitude":41.7}],"distance":28.0,"anything":0}"#,
            "saved",
            "I wrote it down.",
        ),
        Example::call("I had a bowl of soup.", "log_meal", r#"{"food":"soup","at_home":true}"#, "saved", "I wrote it down."),
        Example::answer("Thank you!", "You are welcome."),
    ])
}

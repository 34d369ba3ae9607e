//! Functions whose grammars are not simple.

use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, functions};
use llm_runtime::{Example, Schema, SchemaBuilder};

use crate::support::MODEL;

/// A kind of health data.
#[allow(dead_code, reason = "only the model looks at it")]
#[derive(ParameterType)]
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
answers!(GetHealthData, LogMeal, LogWalk);

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

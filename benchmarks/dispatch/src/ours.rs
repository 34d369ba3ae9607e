//! Ours: the whole way through the registry, and the decoder alone.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Arc;

use futures_util::FutureExt as _;
use llm_functions::{Call, CallControl, Execute, LlmFunction, ParameterType, Registry, ToolCall, arguments, functions};

use crate::Contender;
use crate::payloads::Payload;

/// A kind of health data.
#[derive(ParameterType)]
#[parameter(rename_all = "snake_case")]
enum Category {
    Steps,
    Sleep,
    HeartRate,
    Weight,
}

/// The weather of the coming days.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Weather {
    /// The city.
    city: String,
    /// How many days.
    #[parameter(minimum = 1, maximum = 14)]
    days: u8,
    /// Whether to answer in degrees Celsius.
    celsius: bool,
}

/// What was observed of a patient.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Observe {
    /// The patient's identifier.
    patient: String,
    /// How many days back.
    #[parameter(minimum = 1, maximum = 90)]
    days: u8,
    /// Anything to keep in mind.
    note: Option<String>,
    /// The kinds of data.
    categories: Vec<Category>,
    /// What counts as high.
    threshold: f64,
    /// Whether to list every value.
    #[parameter(default = false)]
    detailed: bool,
}

/// A part of a meal.
#[derive(ParameterType)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Item {
    /// What it is.
    name: String,
    /// Its weight.
    grams: u32,
    /// Its energy in kilocalories.
    energy: f64,
}

/// Write down a meal.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct LogMeal {
    /// Which meal of the day.
    meal: String,
    /// Its parts.
    items: Vec<Item>,
}

/// Write a note.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct WriteNote {
    /// The title.
    title: String,
    /// The text.
    body: String,
}

macro_rules! execute {
    ($($function:ty),*) => {$(
        impl Execute for $function {
            type Deps = ();
            type Output = String;
            type Error = Infallible;

            async fn execute(self, _call: Call<'_, ()>) -> Result<String, Infallible> {
                black_box(&self);
                Ok("done".to_owned())
            }
        }
    )*};
}
execute!(Weather, Observe, LogMeal, WriteNote);

/// The decoder alone: text → checked, typed value.
#[derive(Debug)]
pub struct Decode;

impl Contender for Decode {
    type Input = (Payload, String);

    const NAME: &'static str = "ours, decode";

    fn input(&self, payload: Payload, arguments: &str) -> Self::Input {
        (payload, arguments.to_owned())
    }

    fn call(&self, (payload, text): Self::Input) {
        match payload {
            Payload::Small => decode::<Weather>(&text),
            Payload::Six => decode::<Observe>(&text),
            Payload::Nested => decode::<LogMeal>(&text),
            Payload::Long => decode::<WriteNote>(&text),
        }
    }
}

fn decode<F: LlmFunction>(text: &str) {
    black_box(&arguments::decode::<F>(text).ok().expect("the arguments fit"));
}

/// The registry: a name is looked up, arguments are checked and decoded, the function runs.
pub struct Dispatch {
    registry: Registry,
    control: Arc<dyn CallControl>,
}

struct Nobody;
impl CallControl for Nobody {}

impl Dispatch {
    /// The four functions.
    #[allow(clippy::new_without_default, reason = "a contender is made in one place")]
    pub fn new() -> Self {
        Self { registry: functions![Weather, Observe, LogMeal, WriteNote], control: Arc::new(Nobody) }
    }
}

impl Contender for Dispatch {
    type Input = ToolCall;

    const NAME: &'static str = "ours";

    fn input(&self, payload: Payload, arguments: &str) -> ToolCall {
        ToolCall::new("call-1", payload.function(), arguments)
    }

    fn call(&self, call: ToolCall) {
        let prepared = self.registry.prepare(&call).expect("the arguments fit");
        let answer = prepared.execute(Arc::clone(&self.control)).now_or_never().expect("the function is ready at once");
        black_box(&answer.expect("the function succeeds"));
    }
}

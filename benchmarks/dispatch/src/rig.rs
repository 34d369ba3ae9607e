//! rig: a tool behind its erased handler, called with the raw text; and the same with the check of the arguments
//! against the schema that rig's agents make first.

use std::collections::HashMap;
use std::hint::black_box;

use futures_util::FutureExt as _;
use rig_core::effect::{Answered, EffectId, EffectKind};
use rig_core::message::{ToolCall, ToolFunction, ToolName};
use rig_core::rig_tool;
use rig_core::serve::adapters::ToolAdapter;
use rig_core::serve::{Dispatch, ErasedHandler, Reply};
use rig_core::tool::feedback::arguments_refusal;
use rig_core::tool::{Tool, ToolExecutionError};

use crate::Contender;
use crate::payloads::Payload;

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Category {
    Steps,
    Sleep,
    HeartRate,
    Weight,
}

#[derive(serde::Deserialize, schemars::JsonSchema)]
#[allow(dead_code, reason = "only read by the optimizer, which must not know")]
struct Item {
    /// What it is.
    name: String,
    /// Its weight.
    grams: u32,
    /// Its energy in kilocalories.
    energy: f64,
}

/// The weather of the coming days.
#[rig_tool]
fn weather(
    /// The city.
    city: String,
    /// How many days.
    days: u8,
    /// Whether to answer in degrees Celsius.
    celsius: bool,
) -> Result<String, ToolExecutionError> {
    black_box((&city, days, celsius));
    Ok("done".to_owned())
}

/// What was observed of a patient.
#[rig_tool(required(patient, days, categories, threshold))]
fn observe(
    /// The patient's identifier.
    patient: String,
    /// How many days back.
    days: u8,
    /// Anything to keep in mind.
    note: Option<String>,
    /// The kinds of data.
    categories: Vec<Category>,
    /// What counts as high.
    threshold: f64,
    /// Whether to list every value.
    detailed: bool,
) -> Result<String, ToolExecutionError> {
    black_box((&patient, days, &note, &categories, threshold, detailed));
    Ok("done".to_owned())
}

/// Write down a meal.
#[rig_tool]
fn log_meal(
    /// Which meal of the day.
    meal: String,
    /// Its parts.
    items: Vec<Item>,
) -> Result<String, ToolExecutionError> {
    black_box((&meal, &items));
    Ok("done".to_owned())
}

/// Write a note.
#[rig_tool]
fn write_note(
    /// The title.
    title: String,
    /// The text.
    body: String,
) -> Result<String, ToolExecutionError> {
    black_box((&title, &body));
    Ok("done".to_owned())
}

/// A tool as rig's registry holds it.
struct Held {
    handler: ErasedHandler,
    parameters: serde_json::Value,
}

fn held<T: Tool + 'static>(tool: T) -> (String, Held) {
    let parameters = tool.parameters();
    (T::NAME.to_owned(), Held { handler: ErasedHandler::new(ToolAdapter::new(tool)), parameters })
}

fn tools() -> HashMap<String, Held> {
    [held(Weather), held(Observe), held(LogMeal), held(WriteNote)].into()
}

fn run(tool: &Held, kind: EffectKind) {
    let reply = tool.handler.handle(kind, Dispatch::new(EffectId::from_raw(1), false)).now_or_never();
    match reply.expect("the tool is ready at once") {
        Reply::Outcome(Ok(Answered::ToolResult { result })) if result.is_success() => drop(black_box(result)),
        _ => panic!("the tool did not run"),
    }
}

/// A tool called with the raw text: one parse, no check beyond the types.
pub struct Rig(HashMap<String, Held>);

impl Rig {
    /// The four tools.
    #[allow(clippy::new_without_default, reason = "a contender is made in one place")]
    pub fn new() -> Self {
        Self(tools())
    }
}

impl Contender for Rig {
    type Input = (String, String);

    const NAME: &'static str = "rig";

    fn input(&self, payload: Payload, arguments: &str) -> Self::Input {
        (payload.function().to_owned(), arguments.to_owned())
    }

    fn call(&self, (name, args): Self::Input) {
        run(&self.0[&name], EffectKind::ToolCall { name, args });
    }
}

/// The way of a call through rig's messages, with its check against the schema.
pub struct CheckedRig(HashMap<String, Held>);

impl CheckedRig {
    /// The four tools.
    #[allow(clippy::new_without_default, reason = "a contender is made in one place")]
    pub fn new() -> Self {
        Self(tools())
    }
}

impl Contender for CheckedRig {
    type Input = (ToolName, String);

    const NAME: &'static str = "rig, checked";

    fn input(&self, payload: Payload, arguments: &str) -> Self::Input {
        (ToolName::new(payload.function()).expect("a name"), arguments.to_owned())
    }

    fn call(&self, (name, arguments): Self::Input) {
        let tool = &self.0[name.as_str()];
        let call = ToolCall::from_wire("call-1", ToolFunction::parse(name, &arguments));
        assert!(arguments_refusal(&tool.parameters, &call).is_none(), "the arguments fit");
        run(tool, EffectKind::from(&call));
    }
}

//! Functions whose parameters are of every kind: to see what becomes of each with a provider.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use llm_functions::view::FunctionView;
use llm_functions::{LlmFunction, ParameterType};

use super::Measurement;

/// How often something is taken.
#[derive(ParameterType, Debug)]
#[parameter(tag = "every")]
pub enum Rhythm {
    /// Some times a day.
    Day {
        /// How many times.
        #[parameter(minimum = 1, maximum = 6)]
        times: u8,
    },
    /// On some days of the week.
    Week {
        /// On which days.
        days: BTreeSet<Weekday>,
    },
    /// Only when it is needed.
    Need,
}

/// A day of the week.
#[derive(ParameterType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it, and the model reads nothing else")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Write a medication down.
#[derive(LlmFunction, Debug)]
#[llm_function(idempotent)]
pub struct WriteMedication {
    /// Its name.
    #[parameter(min_length = 2, max_length = 80)]
    pub name: String,
    /// Milligrams each time.
    #[parameter(exclusive_minimum = 0, maximum = 5000)]
    pub dose: f64,
    /// How often it is taken.
    pub rhythm: Rhythm,
    /// Remarks by topic.
    pub remarks: BTreeMap<String, String>,
    /// Whether the patient was told.
    #[parameter(default = false)]
    pub told: bool,
}

/// A step of a plan.
#[derive(ParameterType, Debug)]
pub struct Step {
    /// What to do.
    pub what: String,
    /// The steps that it is made of.
    pub parts: Vec<Step>,
}

/// Write a plan of care down.
#[derive(LlmFunction, Debug)]
#[llm_function(destructive, egress = "the ward's board")]
pub struct WritePlan {
    /// The plan.
    pub plan: Step,
    /// What to measure meanwhile.
    pub measure: BTreeSet<Measurement>,
    /// The patient's number, of 64 bits.
    pub patient: u64,
    /// Whatever else the ward's system keeps.
    pub extra: Option<serde_json::Value>,
}

/// The views of these functions.
pub fn views() -> Vec<Arc<FunctionView>> {
    vec![FunctionView::of::<WriteMedication>(), FunctionView::of::<WritePlan>()]
}

//! Six functions of a health application, and what is asked of them.

use std::sync::Arc;

use anyhow::Result;
use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, functions};
use llm_runtime::{Example, Schema};

use crate::model::NAME;

/// A kind of health data.
#[derive(ParameterType, Debug)]
#[parameter(rename_all = "snake_case")]
#[allow(dead_code, reason = "only the model looks at it")]
enum Kind {
    Steps,
    Sleep,
    HeartRate,
    Weight,
}

/// Get the patient's health data.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the model looks at it")]
struct GetHealthData {
    /// Which data.
    kind: Kind,
    /// How many days back.
    #[parameter(minimum = 1, maximum = 90)]
    days: u8,
}

/// Write a meal down.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the model looks at it")]
struct LogMeal {
    /// What was eaten.
    food: String,
}

/// Remind the patient of something.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the model looks at it")]
struct SetReminder {
    /// Of what.
    text: String,
    /// In how many hours.
    #[parameter(minimum = 1, maximum = 72)]
    hours: u8,
}

/// Look up a medication.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the model looks at it")]
struct FindMedication {
    /// Its name.
    name: String,
}

/// Book an appointment with a doctor.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the model looks at it")]
struct BookAppointment {
    /// The doctor's field, such as cardiology.
    field: String,
    /// In how many days at the earliest.
    #[parameter(minimum = 0, maximum = 60)]
    days: u8,
}

/// Write down how the patient feels.
#[derive(LlmFunction)]
#[allow(dead_code, reason = "only the model looks at it")]
struct LogMood {
    /// From 1, very bad, to 5, very good.
    #[parameter(minimum = 1, maximum = 5)]
    mood: u8,
}

macro_rules! does_nothing {
    ($($function:ty),*) => {$(
        impl Execute for $function {
            type Deps = ();
            type Output = String;
            type Error = std::convert::Infallible;
            async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
                Ok(String::new())
            }
        }
    )*};
}
does_nothing!(GetHealthData, LogMeal, SetReminder, FindMedication, BookAppointment, LogMood);

/// The six functions.
pub(crate) fn registry() -> Registry {
    functions![GetHealthData, LogMeal, SetReminder, FindMedication, BookAppointment, LogMood].into()
}

/// The functions with an example for each.
pub(crate) fn schema() -> Result<Arc<Schema>> {
    let example = |question, name, arguments| Example::call(question, name, arguments, "done", "It is done.");
    let schema = Schema::builder(NAME).functions(registry()).examples([
        example("How many steps did I take in the last three days?", "get_health_data", r#"{"kind":"steps","days":3}"#),
        example("I had a bowl of soup.", "log_meal", r#"{"food":"soup"}"#),
        example("Remind me to drink water in two hours.", "set_reminder", r#"{"text":"drink water","hours":2}"#),
        example("What is ibuprofen?", "find_medication", r#"{"name":"ibuprofen"}"#),
        example(
            "I need to see somebody about my skin next week.",
            "book_appointment",
            r#"{"field":"dermatology","days":7}"#,
        ),
        example("I feel great today.", "log_mood", r#"{"mood":5}"#),
    ]);
    Ok(Arc::new(schema.build()?))
}

/// Ten things that are asked.
pub(crate) const QUESTIONS: [&str; 10] = [
    "How did I sleep in the last ten days?",
    "I ate a cheese sandwich and an apple.",
    "Remind me to call my mother in five hours.",
    "What is metformin good for?",
    "I want to see a doctor about my knee in two weeks.",
    "I am very sad.",
    "Did my weight change in the last month?",
    "Show me my heart rate of yesterday.",
    "For lunch there was rice with vegetables.",
    "Remind me of my pills in eight hours.",
];

use std::collections::HashMap;

use llm_functions::{LlmFunction, ParameterType};

/// A day of the week.
#[derive(ParameterType, PartialEq, Eq, Hash)]
enum Day {
    Monday,
    Tuesday,
}

/// Plan a week.
#[derive(LlmFunction)]
struct Plan {
    /// By day.
    by_day: HashMap<Day, String>,
    /// By name.
    by_name: HashMap<String, String>,
}

fn main() {}

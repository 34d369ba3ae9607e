use llm_functions::LlmFunction;

/// Set an alarm.
#[derive(LlmFunction)]
struct SetAlarm {
    /// When.
    #[parameter(format = "datetime")]
    when: String,
    /// Where.
    #[parameter(format = "place")]
    place: String,
    /// How loud.
    #[parameter(format = "date")]
    level: u8,
}

fn main() {}

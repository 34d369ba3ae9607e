use llm_functions::LlmFunction;

/// Set an alarm.
#[derive(LlmFunction)]
struct SetAlarm {
    /// A code.
    #[parameter(pattern = "^[A-Z]{2}[0-9]+$", default = "de49")]
    code: String,
    /// A day.
    #[parameter(format = "date", default = "2026-02-30")]
    day: String,
    /// An address.
    #[parameter(format = "ipv4", default = "127.0.0.256".to_owned())]
    address: String,
    /// A number of its own.
    #[parameter(format = "uuid", pattern = "^f", default = String::from("none"))]
    id: String,
}

fn main() {}

use llm_functions::llm_function;

/// Missing its derive.
#[llm_function(read_only)]
struct GetTime {
    /// Where.
    zone: String,
}

/// Before its derive, which reads it behind only.
#[llm_function(read_only)]
#[derive(llm_functions::LlmFunction)]
struct GetDate {
    /// Where.
    zone: String,
}

#[llm_function]
enum Setting {
    On,
}

#[llm_function]
impl GetTime {}

#[llm_function]
const NOW: u8 = 1;

fn main() {}

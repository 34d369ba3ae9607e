use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// One of several.
    #[parameter(maximum = 100, example = 50, example = 150)]
    level: u8,
    /// Of an optional parameter.
    #[parameter(max_length = 3, pattern = "^[a-z]", example = "Kitchen")]
    room: Option<String>,
    /// Of a list.
    #[parameter(items(minimum = 1), example = vec![0])]
    channels: Vec<u8>,
}

fn main() {}

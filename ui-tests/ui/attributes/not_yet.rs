use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(timeout = "3 s", egress)]
struct SetVolume {
    /// Which room.
    #[parameter(pattern = "[a-z]+", format = "date", skip)]
    room: String,
}

fn main() {}

use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function = "set_volume"]
struct SetVolume {
    /// Which room.
    #[parameter("the room")]
    room: String,
    /// How loud.
    #[parameter(minimum: 1)]
    level: u8,
}

fn main() {}

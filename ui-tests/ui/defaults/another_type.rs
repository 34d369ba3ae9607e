use llm_functions::{LlmFunction, ParameterType};

#[derive(ParameterType)]
enum Room {
    Kitchen,
}

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(default = "loud")]
    level: i64,
    /// Which room.
    #[parameter(default = "kitchen")]
    room: Room,
    /// Which tune.
    #[parameter(default = 5)]
    tune: String,
}

fn main() {}

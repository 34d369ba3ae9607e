use llm_functions::LlmFunction;

const ROOM: &str = "bath";

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(constant = 1 + 1)]
    level: i64,
    /// Which room.
    #[parameter(pattern = ROOM, format = ROOM, one_of = ROOM)]
    room: String,
    /// Which other room.
    #[parameter(one_of = [ROOM, "kitchen"])]
    other: String,
    /// Which tune.
    #[parameter(validate = |tune: &String| Ok(()))]
    tune: String,
}

fn main() {}

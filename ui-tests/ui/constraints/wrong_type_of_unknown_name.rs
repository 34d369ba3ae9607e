use llm_functions::LlmFunction;

type Words = String;
type Level = u8;
type Rooms = Vec<String>;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Which room.
    #[parameter(minimum = 1)]
    room: Words,
    /// Loudness.
    #[parameter(min_length = 1)]
    level: Level,
    /// More rooms.
    #[parameter(max_length = 1)]
    rooms: Rooms,
    /// Words.
    #[parameter(max_items = 1)]
    words: Words,
    /// Loudness.
    #[parameter(maximum = 256)]
    most: Level,
}

fn main() {}

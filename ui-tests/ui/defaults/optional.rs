use llm_functions::LlmFunction;

type Perhaps = Option<u8>;

/// Set the room.
#[derive(LlmFunction)]
struct SetRoom {
    /// Which room.
    #[parameter(default = None)]
    room: Option<String>,
    /// How loud.
    #[parameter(default = Some(5))]
    level: Option<u8>,
}

/// Set the room.
#[derive(LlmFunction)]
struct SetLevel {
    /// How loud.
    #[parameter(default = None)]
    level: Perhaps,
}

fn main() {}

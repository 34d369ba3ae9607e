use llm_functions::LlmFunction;

#[derive(Default)]
struct Cache;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// Loudness in percent.
    #[parameter(minimun = 0)]
    level: u8,
    #[parameter(skip)]
    cache: Cache,
}

fn main() {}

use llm_functions::LlmFunction;

struct Cache;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    #[parameter(skip)]
    cache: Cache,
}

fn main() {}

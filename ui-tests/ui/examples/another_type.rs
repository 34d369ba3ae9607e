use llm_functions::LlmFunction;

/// Set the volume.
#[derive(LlmFunction)]
struct SetVolume {
    /// A text.
    #[parameter(example = "loud")]
    level: u8,
    /// An option.
    #[parameter(example = Some(3))]
    bass: Option<u8>,
    /// Not there.
    #[parameter(example = MISSING)]
    treble: u8,
}

fn main() {}

use llm_functions::LlmFunction;

/// Measure.
#[derive(LlmFunction)]
struct Größe {
    /// How much.
    größe: f64,
}

fn main() {}

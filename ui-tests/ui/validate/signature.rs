use llm_functions::LlmFunction;

struct Silent;

fn by_value(_: u8) -> Result<(), String> {
    Ok(())
}

fn of_another(_: &str) -> Result<(), String> {
    Ok(())
}

fn yes_or_no(_: &u8) -> bool {
    true
}

fn silent(_: &u8) -> Result<(), Silent> {
    Ok(())
}

fn of_fields(_: u8, _: u8) -> Result<(), String> {
    Ok(())
}

/// Set the volume.
#[derive(LlmFunction)]
#[llm_function(validate = of_fields)]
struct SetVolume {
    /// By value.
    #[parameter(validate = by_value)]
    one: u8,
    /// Of another type.
    #[parameter(validate = of_another)]
    two: u8,
    /// Without a reason.
    #[parameter(validate = yes_or_no)]
    three: Option<u8>,
    /// With a reason that nobody can read.
    #[parameter(validate = silent)]
    four: u8,
}

fn main() {}

use llm_functions::ParameterType;

#[derive(ParameterType)]
#[parameter(validate = is_warm)]
enum Unit {
    Celsius,
    Kelvin,
}

fn is_warm(_: &Unit) -> Result<(), String> {
    Ok(())
}

fn main() {
    let _ = is_warm(&Unit::Kelvin);
}

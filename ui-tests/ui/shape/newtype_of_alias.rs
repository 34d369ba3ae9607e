use llm_functions::ParameterType;

type Maybe = Option<u8>;

#[derive(ParameterType)]
struct Level(Maybe);

type Text = String;

#[derive(ParameterType)]
struct Count(#[parameter(minimum = 1)] Text);

fn main() {}

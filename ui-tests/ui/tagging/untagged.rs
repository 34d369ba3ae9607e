use llm_functions::ParameterType;

#[derive(ParameterType)]
#[parameter(untagged)]
enum Id {
    Number(u64),
    #[parameter(untagged)]
    Name(String),
}

fn main() {}

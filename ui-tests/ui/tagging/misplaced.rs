use llm_functions::ParameterType;

#[derive(ParameterType)]
#[parameter(content = "of")]
enum Level {
    Number(u8),
}

#[derive(ParameterType)]
#[parameter(tag = "kind", content = "of", rename_all_fields = "camelCase")]
struct Place {
    name: String,
}

#[derive(ParameterType)]
enum Size {
    #[parameter(tag = "kind")]
    Small,
    #[parameter(rename_all = "camelCase")]
    Large(u8),
    Between {
        #[parameter(tag = "kind")]
        least: u8,
    },
    Exactly(#[parameter(minimum = 1)] u8),
}

#[derive(ParameterType)]
#[parameter(tags = "kind")]
enum Tags {
    One(u8),
}

fn main() {}

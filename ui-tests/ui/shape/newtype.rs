use llm_functions::ParameterType;

#[derive(ParameterType)]
struct Maybe(Option<u8>);

#[derive(ParameterType)]
struct Named(#[parameter(name = "inner", default = 3)] u8);

#[derive(ParameterType)]
struct Endless(Box<Endless>);

#[derive(ParameterType)]
struct Words(#[parameter(minimum = 1, llm_function)] String);

#[derive(ParameterType)]
struct Borrowed(&'static str);

#[derive(ParameterType)]
#[parameter(rename_all = "camelCase")]
struct Cased(u8);

fn main() {}

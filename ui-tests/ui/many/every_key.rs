use llm_functions::LlmFunction;

#[derive(LlmFunction)]
#[llm_function(read_only, destructive, timeout = "3", egress = "", rename_all = "camel")]
struct GetWeather {
    #[parameter(exclusive_minimum = 1, minimum = 1, multiple_of = 0, example = 0)]
    days: u8,
    /// Where.
    #[parameter(pattern = "(", formt = "date", items(minimum = 1), one_of = [1], sensitive = true)]
    location: String,
    #[parameter(skip, validate = check)]
    cache: Option<u8>,
}

fn main() {}

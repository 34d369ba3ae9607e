use llm_functions::llm_function;

#[llm_function(readonly, name = "get time")]
async fn get_time(#[parameter(minimum = 1)] #[llm_function(read_only)] zone: String) -> String {
    zone
}

/// A parameter of what?
#[llm_function]
#[parameter(minimum = 1)]
async fn get_date() -> String {
    String::new()
}

fn main() {}

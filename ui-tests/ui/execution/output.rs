use llm_functions::{Call, Execute, LlmFunction};

struct Reading;
struct Failure;

/// Get the time.
#[derive(LlmFunction)]
struct GetTime;

impl Execute for GetTime {
    type Deps = ();
    type Output = Reading;
    type Error = Failure;
    async fn execute(self, _: Call<'_, ()>) -> Result<Reading, Failure> {
        std::process::abort()
    }
}

fn main() {}

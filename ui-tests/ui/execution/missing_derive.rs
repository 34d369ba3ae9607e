use llm_functions::{Call, Execute};

struct GetTime;

impl Execute for GetTime {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _: Call<'_, ()>) -> Result<String, std::convert::Infallible> {
        std::process::abort()
    }
}

fn main() {}

use llm_functions::{Call, Execute, LlmFunction};

/// Get the time.
#[derive(LlmFunction)]
struct GetTime;

impl Execute for GetTime {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, call: Call<'_, ()>) -> Result<String, Self::Error> {
        let zone = std::rc::Rc::new("UTC");
        call.cancelled().await;
        Ok(zone.to_string())
    }
}

fn main() {}

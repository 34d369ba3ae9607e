use llm_functions::{Call, Execute, LlmFunction, Registry, functions};

/// Say what day it is.
#[derive(LlmFunction)]
struct Today;

/// Say what day it is.
#[derive(LlmFunction)]
#[llm_function(name = "today")]
struct Now;

impl Execute for Today {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(String::new())
    }
}

impl Execute for Now {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(String::new())
    }
}

fn registry() -> Registry {
    functions![Today, Now]
}

fn main() {}

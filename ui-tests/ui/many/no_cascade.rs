use llm_functions::{Call, Execute, LlmFunction, ParameterType, Registry, functions};

#[derive(LlmFunction)]
#[llm_function(nam = "x")]
struct GetTime {
    #[parameter(descripton = "zone")]
    zone: Zone,
}

#[derive(ParameterType)]
enum Zone {
    #[parameter(nmae = "utc")]
    Utc,
}

impl Execute for GetTime {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(match self.zone {
            Zone::Utc => "UTC".to_owned(),
        })
    }
}

fn registry() -> Registry {
    println!("{}", GetTime::SPEC.name);
    functions![GetTime]
}

fn main() {}

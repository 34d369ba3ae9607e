//! How private an answer is.

use llm_functions::{Call, Execute, LlmFunction, Sensitivity, functions};
use llm_runtime::Message;
use llm_runtime::mock::MockPlatform;

use super::{drain, open, results, schema};

/// Say what is public, or fail at it.
#[derive(LlmFunction)]
#[llm_function(sensitivity = "public")]
struct Weather {
    /// Whether it fails.
    fails: bool,
}

impl Execute for Weather {
    type Deps = ();
    type Output = &'static str;
    type Error = &'static str;
    async fn execute(self, _call: Call<'_, ()>) -> Result<&'static str, &'static str> {
        if self.fails { Err("no station") } else { Ok("sunny") }
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_as_private_as_what_it_is_made_from() {
    let platform = MockPlatform::new("tiny")
        .calls_all([
            ("weather", r#"{"fails": false}"#),
            ("weather", r#"{"fails": true}"#),
            ("weather", r#"{"fails": "Ada's blood pressure"}"#),
            ("wether", "{}"),
        ])
        .says("So.");
    let mut session = open(&platform, schema(functions![Weather])).await;
    drain(&mut session, Message::user("How is it?").labelled(Sensitivity::Personal)).await;
    let results = results(&session.context().await);
    let labels: Vec<Sensitivity> = results.iter().map(|result| result.sensitivity).collect();
    // What the function says is as it is declared; what repeats the model's words is as the conversation.
    assert_eq!(labels[..3], [Sensitivity::Public, Sensitivity::Public, Sensitivity::Personal]);
    assert_eq!(labels[3], Sensitivity::Personal);
    assert!(results[2].output.contains("Ada"), "the model reads what it wrote");
}

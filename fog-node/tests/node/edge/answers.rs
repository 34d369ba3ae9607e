//! What a new user does: serves a model of the catalogue, and asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::ToolChoice;
use llm_runtime::fog::FogPlatform;
use llm_runtime::fog::protocol::ModelState;

use super::{Real, SMALL, config, greedy, small};
use crate::served::{Ground, said, session};

/// Write a meal down.
#[derive(LlmFunction)]
pub(super) struct LogMeal {
    /// What was eaten.
    #[parameter(min_length = 3, max_length = 40)]
    food: String,
    /// Whether it was eaten at home.
    #[allow(dead_code, reason = "only the model looks at it")]
    at_home: bool,
}

impl Execute for LogMeal {
    type Deps = AtomicUsize;
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, call: Call<'_, AtomicUsize>) -> Result<String, Self::Error> {
        call.deps().fetch_add(1, Ordering::SeqCst);
        Ok(format!("{} was written down", self.food))
    }
}

/// How somebody slept.
#[derive(ParameterType, Debug)]
struct Night {
    /// Hours of sleep.
    #[parameter(maximum = 24)]
    hours: u8,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_of_the_catalogue_speaks_calls_and_fills_forms() {
    let ground = Ground::new();
    let node = Real::serve(&ground, &["--model", SMALL]);
    let platform = FogPlatform::new(config(&ground, &[(node.id, node.address)], &[SMALL])).unwrap();
    let before = platform.status(node.id).await.unwrap();
    let model = before.model(SMALL).unwrap();
    assert_eq!((model.state, model.digest.as_ref().map(String::len)), (ModelState::Unloaded, Some(64)));
    assert!(model.resumes && model.features.as_ref().is_some_and(|all| all.iter().any(|one| one == "tools")));

    let mut prose = session(platform.clone(), small().options(greedy(24))).await;
    let answer = said(&mut prose, "What is the capital of France?").await.unwrap();
    assert!(!answer.is_empty());
    let again = said(&mut prose, "And what is the capital of Italy?").await.unwrap();
    assert!(!again.is_empty());

    let logged = Arc::new(AtomicUsize::new(0));
    let choice = ToolChoice::Function("log_meal".into());
    let schema = small().options(greedy(64)).functions(functions![LogMeal: Arc::clone(&logged)]);
    let mut calling = session(platform.clone(), schema.tool_choice(choice).max_turns(1)).await;
    let mut events = calling.generate("I had an apple for lunch at home.");
    while let Some(event) = events.next().await {
        event.unwrap();
    }
    drop(events);
    assert_eq!(logged.load(Ordering::SeqCst), 1);

    let mut form = session(platform.clone(), small().options(greedy(32))).await;
    let night = form.generate_as::<Night>("I went to bed at eleven and got up at six.").await.unwrap();
    assert!(night.hours <= 24, "{night:?}");

    let after = platform.status(node.id).await.unwrap();
    let model = after.model(SMALL).unwrap();
    assert_eq!((model.state, model.percent), (ModelState::Loaded, None));
    assert!(model.rates.decode.is_some_and(|rate| rate > 0.0) && model.rates.prefill.is_some(), "{after:?}");
    assert_eq!((after.slots, after.busy, after.waiting), (4, 0, 0));
}

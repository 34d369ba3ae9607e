//! [`exercise`]: every function of a registry, called the way a session calls it.

mod arguments;
mod observed;
mod report;

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use llm_functions::arguments::Coercions;
use llm_functions::{BoxFuture, Registry, Sensitivity};

pub use report::{Outcome, Report, Run};

use super::platform::MockPlatform;
use super::turn::Turn;
use crate::approval::Approval;
use crate::error::{ErrorKind, Result};
use crate::labelled::Labelled;
use crate::message::Message;
use crate::runner::Runner;
use crate::schema::Schema;

use observed::{Seen, State};

/// How often each function is called, unless that is set.
const CALLS: usize = 10;

/// How long a call may take, unless that is set or its function says something else.
const LIMIT: Duration = Duration::from_secs(10);

const MODEL: &str = "exercise";

/// Calls every function with arguments fabricated from its declaration, each call in a session of its own, and tells what
/// came of it. The functions really run, on whatever they were registered with; every approval is given.
///
/// The first call of a function has the plainest arguments, the others take turns between ordinary ones and those at the
/// edges of what fits.
///
/// ```
/// use llm_functions::{functions, Call, Execute, LlmFunction};
/// use llm_runtime::mock::exercise;
///
/// /// Set an alarm.
/// #[derive(LlmFunction)]
/// struct SetAlarm {
///     /// Hour of the day.
///     #[parameter(maximum = 23)]
///     hour: u8,
/// }
/// # impl Execute for SetAlarm {
/// #     type Deps = ();
/// #     type Output = u8;
/// #     type Error = std::convert::Infallible;
/// #     async fn execute(self, _call: Call<'_, ()>) -> Result<u8, Self::Error> { Ok(self.hour) }
/// # }
/// // In a test: #[tokio::test] async fn all_functions_take_what_they_declare()
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// exercise(functions![SetAlarm]).await.assert_executed();
/// exercise(functions![SetAlarm]).invalid().await.assert_refused();
/// # });
/// ```
#[must_use = "nothing is called until it is awaited"]
pub fn exercise(functions: Registry) -> Exercise {
    Exercise { functions, seed: 0, calls: CALLS, limit: LIMIT, invalid: false }
}

/// What [`exercise`] is about to do; awaiting it does it.
#[derive(Clone, Debug)]
#[must_use = "nothing is called until it is awaited"]
pub struct Exercise {
    functions: Registry,
    seed: u64,
    calls: usize,
    limit: Duration,
    invalid: bool,
}

impl Exercise {
    /// Other arguments for another seed; equal ones for an equal seed.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How often each function is called; ten times otherwise.
    pub fn calls(mut self, calls: usize) -> Self {
        self.calls = calls;
        self
    }

    /// How long a call may take, where its function says nothing else; ten seconds otherwise.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Sends arguments that just do not fit, without any coercion. A function that takes anything is not called.
    pub fn invalid(mut self) -> Self {
        self.invalid = true;
        self
    }

    async fn run(self) -> Report {
        let mut runs = Vec::new();
        for view in self.functions.views() {
            for number in 0..self.calls {
                match arguments::fabricate(&self.functions, view, self.seed, number, self.invalid) {
                    Ok(None) => break,
                    Ok(Some(arguments)) => {
                        let outcome = self.call(&view.name, &arguments).await;
                        runs.push(Run { function: view.name.to_string(), arguments, outcome });
                    }
                    Err(error) => {
                        let outcome = Outcome::NotCalled(error.to_string());
                        runs.push(Run { function: view.name.to_string(), arguments: String::new(), outcome });
                        break;
                    }
                }
            }
        }
        Report { runs }
    }

    async fn call(&self, name: &str, arguments: &str) -> Outcome {
        let seen = Seen::default();
        match self.converse(name, arguments, &seen).await {
            Ok(answer) => outcome(seen.state(), answer),
            Err(error) => Outcome::NotCalled(error.to_string()),
        }
    }

    /// One conversation with a model that makes this call; what it read as the answer.
    async fn converse(&self, name: &str, arguments: &str, seen: &Seen) -> Result<Labelled<String>> {
        let call = (name.to_owned(), arguments.to_owned());
        let model = MockPlatform::new(MODEL).answers(move |request| {
            if request.results().is_empty() { Turn::new().calls(&call.0, &call.1) } else { Turn::from("Done.") }
        });
        let schema = Schema::builder(MODEL)
            .functions(self.only(name, seen)?)
            .call_timeout(self.limit)
            .approver(|_| std::future::ready(Approval::Granted))
            .build()?;
        let mut session = Runner::builder().platform(model.clone()).build()?.session(schema).await?;
        // Public, so that a function that sends data somewhere may do so: these data are nobody's.
        session.generate_text(Message::user("Go!").labelled(Sensitivity::Public)).await?;
        let requests = model.requests();
        let answer = requests.iter().flat_map(super::request::Request::results).next();
        let answer = answer.map(|result| Labelled::new(result.output.clone(), result.sensitivity));
        answer.ok_or_else(|| ErrorKind::Generation("the call was not answered".into()).into())
    }

    fn only(&self, name: &str, seen: &Seen) -> Result<Registry> {
        let mut registry = Registry::new();
        if let Some(function) = self.functions.get(name) {
            let observed = observed::Observed::new(Arc::clone(function), seen.clone());
            registry.insert(observed).map_err(|error| ErrorKind::Configuration(error.to_string()))?;
        }
        Ok(if self.invalid { registry.coercions(Coercions::NONE) } else { registry })
    }
}

/// What the function did, and where that does not tell, what the model read.
fn outcome(state: State, answer: Labelled<String>) -> Outcome {
    match state {
        State::Returned => Outcome::Executed,
        State::Failed => Outcome::Failed(answer),
        State::Panicked => Outcome::Panicked,
        State::Running => Outcome::TimedOut,
        // The answer is ours, about arguments that are nobody's.
        State::Untouched => Outcome::Refused(answer.into_value()),
    }
}

impl IntoFuture for Exercise {
    type Output = Report;
    type IntoFuture = BoxFuture<'static, Report>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

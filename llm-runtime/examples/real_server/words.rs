//! What needs no functions: answers, their form, and errors.

use llm_functions::{Call, Execute, LlmFunction, ParameterType, functions};
use llm_runtime::{AuthToken, Event, FinishReason, Message, Session, TurnReport};

use super::{Checks, Outcome, Server, config, ensure, options, public, runner, schema};

/// Whether an animal is kept at home.
#[derive(ParameterType, Debug, PartialEq)]
#[parameter(rename_all = "lowercase")]
enum Kept {
    Often,
    Never,
}

/// An animal.
#[derive(ParameterType, Debug)]
struct Animal {
    /// Its name.
    #[parameter(max_length = 20)]
    name: String,
    /// How many legs it has.
    #[parameter(maximum = 100)]
    legs: u8,
    /// Whether it is kept at home.
    kept: Kept,
}

/// Book an appointment at the practice. Use it when somebody wants to see a doctor, a nurse or a therapist, and not when
/// somebody asks for an appointment that was booked before.
#[derive(LlmFunction)]
struct BookAppointment {
    /// Whom the patient wants to see, by profession or by name, as the patient said it.
    #[parameter(max_length = 80)]
    whom: String,
    /// Why the patient wants to come, in a few words of the patient's own, without any diagnosis.
    #[parameter(max_length = 200)]
    reason: String,
    /// How urgent it is: 1 is within the day, 5 is whenever there is time.
    #[parameter(minimum = 1, maximum = 5, default = 4)]
    urgency: u8,
}

impl Execute for BookAppointment {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(format!("{} because of {}, urgency {}", self.whom, self.reason, self.urgency))
    }
}

const QUESTION: &str = "Name the capital of France.";

pub(super) async fn all(server: &Server, checks: &mut Checks) {
    checks.check("an answer, streamed", answer(server, true)).await;
    checks.check("an answer, whole", answer(server, false)).await;
    checks.check("an answer of a type", typed(server)).await;
    checks.check("log probabilities", logprobs(server)).await;
    checks.check("a text at which the answer ends", stop(server)).await;
    checks.check("an answer that reaches its longest", longest(server)).await;
    checks.check("a conversation of several turns", conversation(server)).await;
    checks.check("an answer that is cancelled", cancelled(server)).await;
    checks.check("sessions at once", at_once(server)).await;
    checks.check("a wrong token", wrong_token(server)).await;
    checks.check("a wrong address", wrong_address(server)).await;
    checks.check("a prompt that does not fit", too_long(server)).await;
    checks.check("data that may not go there", too_private(server)).await;
    checks.check("functions that the template leaves out", left_out(server)).await;
}

/// Whether the server answers requests yet.
pub(super) async fn is_loaded(server: &Server) -> bool {
    let Ok(runner) = runner(config(server).retries(llm_runtime::cloud::RetryPolicy::none())) else { return false };
    let Ok(schema) = schema().options(options(1)).build() else { return false };
    let Ok(mut session) = runner.session(schema).await else { return false };
    // One token is half an answer, which is enough to know.
    ask(&mut session, public("Hi")).await.is_ok()
}

/// What was said, and how the last turn went.
async fn ask(session: &mut Session, question: Message) -> llm_runtime::Result<(String, Option<TurnReport>)> {
    let (mut text, mut report) = (String::new(), None);
    let mut events = session.generate(question);
    while let Some(event) = events.next().await {
        match event? {
            Event::Text(more) => text.push_str(&more),
            Event::TurnFinished(finished) => report = Some(finished),
            _ => {}
        }
    }
    Ok((text, report))
}

async fn answer(server: &Server, stream: bool) -> Outcome {
    let mut session = runner(config(server).stream(stream))?.session(schema().build()?).await?;
    let (text, report) = ask(&mut session, public(QUESTION)).await?;
    let usage = report.and_then(|report| report.usage).ok_or("the server said nothing of its cost")?;
    ensure(text.contains("Paris"), format!("{text:?}"))?;
    ensure(usage.input_tokens > 0 && usage.output_tokens > 0, format!("{usage:?}"))?;
    Ok(format!("{} tokens in, {} out", usage.input_tokens, usage.output_tokens))
}

async fn typed(server: &Server) -> Outcome {
    let mut session = runner(config(server))?.session(schema().build()?).await?;
    let animal: Animal = session.generate_as(public("Describe a dog.")).await?;
    ensure(animal.legs <= 100, "too many legs")?;
    Ok(format!("{animal:?}"))
}

async fn logprobs(server: &Server) -> Outcome {
    let schema = schema().options(options(8).logprobs(2)).build()?;
    let (text, report) = ask(&mut runner(config(server))?.session(schema).await?, public(QUESTION)).await?;
    let report = report.ok_or("no report")?;
    let told: String = report.logprobs.iter().map(|token| token.token.as_str()).collect();
    ensure(told.starts_with(&text) || text.starts_with(&told), format!("{told:?} is not {text:?}"))?;
    ensure(report.logprobs.iter().all(|token| token.logprob <= 0.0 && token.top.len() == 2), "no alternatives")?;
    Ok(format!("{} tokens", report.logprobs.len()))
}

async fn stop(server: &Server) -> Outcome {
    let schema = schema().options(options(40).stop("Paris")).build()?;
    let (text, report) = ask(&mut runner(config(server))?.session(schema).await?, public(QUESTION)).await?;
    ensure(!text.contains("Paris"), format!("{text:?}"))?;
    ensure(report.is_some_and(|report| report.finish_reason == FinishReason::Stop), "another reason to finish")?;
    Ok(format!("{text:?}"))
}

async fn longest(server: &Server) -> Outcome {
    let schema = schema().options(options(3)).build()?;
    let (_, report) = ask(&mut runner(config(server))?.session(schema).await?, public(QUESTION)).await?;
    let reason = report.ok_or("no report")?.finish_reason;
    ensure(reason == FinishReason::Length, format!("{reason:?}"))?;
    Ok("after 3 tokens".into())
}

async fn conversation(server: &Server) -> Outcome {
    let mut session = runner(config(server))?.session(schema().instructions("Answer briefly.").build()?).await?;
    ask(&mut session, public("My favourite colour is green.")).await?;
    let (_, report) = ask(&mut session, public("What is my favourite colour?")).await?;
    let usage = report.and_then(|report| report.usage).ok_or("no usage")?;
    ensure(session.context().await.messages().len() == 5, "messages are missing")?;
    Ok(format!("{} of {} prompt tokens from the cache", usage.cached_input_tokens, usage.input_tokens))
}

async fn cancelled(server: &Server) -> Outcome {
    let schema = schema().options(options(1500)).build()?;
    let mut session = runner(config(server).concurrent_requests(1))?.session(schema).await?;
    let mut events = session.generate(public("Tell a long story."));
    while let Some(event) = events.next().await {
        if matches!(event?, Event::Text(_)) {
            break;
        }
    }
    drop(events);
    let (text, _) = ask(&mut session, public(QUESTION)).await?;
    ensure(!text.is_empty(), "no answer after it")?;
    Ok("and the session went on, over one slot".into())
}

async fn at_once(server: &Server) -> Outcome {
    let runner = runner(config(server))?;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let mut session = runner.session(schema().build()?).await?;
        tasks.spawn(async move { ask(&mut session, public(QUESTION)).await.map(|(text, _)| text) });
    }
    let texts = tasks.join_all().await.into_iter().collect::<llm_runtime::Result<Vec<_>>>()?;
    ensure(texts.iter().all(|text| text.contains("Paris")), format!("{texts:?}"))?;
    Ok(format!("{} answers", texts.len()))
}

async fn wrong_token(server: &Server) -> Outcome {
    let config = config(server).auth(AuthToken::constant("another"));
    let error = ask(&mut runner(config)?.session(schema().build()?).await?, public(QUESTION)).await;
    let error = error.err().ok_or("it was taken")?;
    ensure(error.is_authentication() && !error.is_retryable(), format!("{error:?}"))?;
    Ok(error.to_string())
}

async fn wrong_address(server: &Server) -> Outcome {
    let config = config(server).base_url(format!("{}/nowhere", server.url()));
    let error = ask(&mut runner(config)?.session(schema().build()?).await?, public(QUESTION)).await;
    let error = error.err().ok_or("somebody answered")?;
    ensure(error.provider().is_some_and(|error| error.status == 404), format!("{error:?}"))?;
    Ok(error.to_string())
}

async fn too_long(server: &Server) -> Outcome {
    let long = "word ".repeat(4_000);
    let error = ask(&mut runner(config(server))?.session(schema().build()?).await?, public(&long)).await;
    let at_the_server = error.err().ok_or("it was taken")?;
    let config = config(server).window(2_048);
    let error = ask(&mut runner(config)?.session(schema().build()?).await?, public(&long)).await;
    let before = error.err().ok_or("it was sent")?;
    ensure(before.is_context_window(), format!("{before:?}"))?;
    Ok(format!("{at_the_server}; when the window is known: {before}"))
}

async fn too_private(server: &Server) -> Outcome {
    let mut session = runner(config(server))?.session(schema().build()?).await?;
    let error = ask(&mut session, Message::user("I sleep badly.")).await.err().ok_or("it was sent")?;
    ensure(error.is_sensitivity(), format!("{error:?}"))?;
    Ok(error.to_string())
}

async fn left_out(server: &Server) -> Outcome {
    let schema = schema().functions(functions![BookAppointment]).build()?;
    let (_, report) =
        ask(&mut runner(config(server))?.session(schema).await?, public("I want to see a doctor.")).await?;
    let ignored = report.ok_or("no report")?.ignored;
    let tools = ignored.iter().find(|ignored| ignored.what == "tools").ok_or(format!("not noticed: {ignored:?}"))?;
    Ok(format!("noticed, {}", tools.because))
}

//! [`Asker`]: a client that asks one thing after the other, and knows what the answers have to be.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream;
use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::fog::FogPlatform;
use llm_runtime::fog::simulated::Seen;
use llm_runtime::fog::{FogConfig, FogTimeouts};
use llm_runtime::{AuthToken, ErrorKind, Event, Runner, Schema, Session};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep, sleep_until};

use crate::carried::Simulated;
use crate::dice::Dice;
use crate::parrot::{File, MODEL, WANTS_A_CALL, after_the_call, answer};
use crate::report::Report;
use crate::served::Served;

/// Longer than a turn may take with every pause, move and time-out that there is.
const LONGEST: Duration = Duration::from_secs(240);

pub(crate) struct Asker {
    pub(crate) name: String,
    pub(crate) asks: usize,
    pub(crate) pause: Duration,
    pub(crate) dice: Dice,
    pub(crate) token: String,
    /// Those that it believes if they are found.
    pub(crate) nodes: Vec<Served>,
    pub(crate) seen: UnboundedReceiver<Seen>,
    /// From when on everything works again, so that an answer must come.
    pub(crate) healed: Duration,
    pub(crate) report: Report,
}

/// A function that notes that it was called.
#[derive(LlmFunction)]
struct Count {
    /// A word.
    word: String,
}

impl Execute for Count {
    type Deps = Report;
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, call: Call<'_, Report>) -> Result<String, Self::Error> {
        call.deps().executed(&self.word);
        Ok(self.word)
    }
}

impl Asker {
    pub(crate) async fn run(mut self) -> turmoil::Result {
        let began = Instant::now();
        let seed = self.dice.next();
        let platform = FogPlatform::simulated(self.config(), Arc::new(Simulated), seed)?;
        let (_, unused) = tokio::sync::mpsc::unbounded_channel();
        let sightings = std::mem::replace(&mut self.seen, unused);
        platform.hear(stream::unfold(sightings, |mut seen| async move { Some((seen.recv().await?, seen)) }));
        let mut session = self.session(&platform).await?;
        for number in 0..self.asks {
            sleep(self.dice.between(Duration::ZERO, self.pause)).await;
            if self.dice.below(3) == 0 {
                session = self.session(&platform).await?;
            }
            self.ask(&mut session, number).await;
        }
        sleep_until(began + self.healed).await;
        let mut session = self.session(&platform).await?;
        if !self.ask(&mut session, self.asks).await {
            self.report.broken(format!("{}: everything works again, and there is no answer", self.name));
        }
        if platform.nodes().len() > self.nodes.len() {
            self.report.broken(format!("{} knows {} nodes", self.name, platform.nodes().len()));
        }
        Ok(())
    }

    fn config(&self) -> FogConfig {
        let timeouts = FogTimeouts::default().whole(Duration::from_secs(120));
        let config = FogConfig::new().auth(AuthToken::constant(self.token.clone())).models([MODEL]).timeouts(timeouts);
        self.nodes.iter().fold(config, |config, node| config.believe(node.id))
    }

    async fn session(&self, platform: &FogPlatform) -> llm_runtime::Result<Session> {
        let runner = Runner::builder().platform(platform.clone()).build()?;
        let functions = functions![Count: Arc::new(self.report.clone())];
        runner.session(Schema::builder(MODEL).functions(functions).build()?).await
    }

    /// Asks, and holds the answer to what it has to be; whether it came.
    async fn ask(&mut self, session: &mut Session, number: usize) -> bool {
        let word = format!("{}-{number}", self.name);
        let calls = self.dice.below(3) == 0;
        let question = if calls { format!("{WANTS_A_CALL}{word}") } else { word.clone() };
        self.report.line(&format!("{} asks: {question}", self.name));
        let began = Instant::now();
        let (said, error) = self.hear(session, &question).await;
        let took = began.elapsed();
        let executed = self.report.times_executed(&word);
        self.report.ended(error.is_none(), took);
        let end = error.as_ref().map_or_else(|| "whole".to_owned(), ToString::to_string);
        self.report.line(&format!("{} hears {} bytes, {executed} calls: {end}", self.name, said.concat().len()));
        if let Some(reason) = wrong(&question, &word, &said, error.as_ref(), executed, took) {
            self.report.broken(format!("{question}: {reason}; said {said:?}, then {end}"));
        }
        error.is_none()
    }

    /// What is said, each turn on its own, and why no more.
    async fn hear(&self, session: &mut Session, question: &str) -> (Vec<String>, Option<llm_runtime::Error>) {
        let mut events = session.generate(question);
        let mut said = vec![String::new()];
        while let Some(event) = events.next().await {
            match event {
                Ok(Event::Text(more)) => said.last_mut().unwrap().push_str(&more),
                Ok(Event::Restarted) => {
                    self.report.restarted();
                    said.last_mut().unwrap().clear();
                }
                Ok(Event::CallFinished(_)) => said.push(String::new()),
                Ok(_) => {}
                Err(error) => return (said, Some(error)),
            }
        }
        (said, None)
    }
}

/// What is wrong with an answer, if anything is.
fn wrong(
    question: &str,
    word: &str,
    said: &[String],
    error: Option<&llm_runtime::Error>,
    executed: u32,
    took: Duration,
) -> Option<String> {
    if took > LONGEST {
        return Some(format!("it took {took:?}"));
    }
    let has_call = question.starts_with(WANTS_A_CALL);
    let expected = |turn: usize, file| match turn {
        0 => answer(file, question),
        _ => after_the_call(file, word),
    };
    for (turn, said_then) in said.iter().enumerate() {
        let is_last = turn + 1 == said.len();
        let may_be_part = is_last && error.is_some();
        let fits = [File::Grey, File::Green].into_iter().any(|file| {
            let whole = expected(turn, file);
            if may_be_part { whole.starts_with(said_then.as_str()) } else { whole == *said_then }
        });
        if !fits {
            return Some(format!("what was said in turn {turn} is not what had to be said"));
        }
    }
    match error {
        None if (executed, said.len()) == (u32::from(has_call), 1 + usize::from(has_call)) => None,
        None => Some(format!("{executed} calls in {} turns", said.len())),
        Some(error) => match error.kind() {
            ErrorKind::NoNode { .. }
            | ErrorKind::Transport { .. }
            | ErrorKind::Timeout { .. }
            | ErrorKind::Provider(_) => None,
            other => Some(format!("another kind of error than a network has: {other:?}")),
        },
    }
}

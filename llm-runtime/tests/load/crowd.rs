//! Many sessions at once, each of which is checked by whoever talks to it.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::Ordering;

use llm_runtime::mock::{ChaosPlatform, assert_every_call_is_answered};
use llm_runtime::{Event, Runner, Schema, Session};
use tokio::task::JoinSet;

use crate::functions::{self, Deps, Pace};

/// How many questions each session is asked.
const QUESTIONS: usize = 3;

/// Every so many sessions, somebody stops listening in the middle of an answer.
const IMPATIENT: usize = 10;

pub(crate) struct Crowd {
    pub(crate) platform: ChaosPlatform,
    pub(crate) sessions: usize,
    pub(crate) pace: Pace,
}

/// What was counted.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) calls: usize,
    pub(crate) failed: usize,
    pub(crate) errors: usize,
    pub(crate) abandoned: usize,
}

impl Crowd {
    pub(crate) async fn run(self) -> Tally {
        let runner = Runner::builder().platform(self.platform).build().unwrap();
        let mut running = JoinSet::new();
        for number in 0..self.sessions {
            let (runner, pace) = (runner.clone(), self.pace.clone());
            running.spawn(async move { one(number, &runner, pace).await });
        }
        let mut all = Tally::default();
        while let Some(one) = running.join_next().await {
            all.add(&one.expect("a check failed"));
        }
        all
    }
}

/// One session and whoever talks to it.
async fn one(number: usize, runner: &Runner, pace: Pace) -> Tally {
    let deps = Deps::new(pace.clone());
    let schema = Schema::builder("tiny").functions(functions::all(&deps)).call_timeout(pace.call_timeout);
    let mut session = runner.session(schema.max_output(1000).build().unwrap()).await.unwrap();
    let mut tally = Tally::default();
    let mut runs = 0;
    for question in 0..QUESTIONS {
        if number.is_multiple_of(IMPATIENT) && question == 1 {
            let mut events = session.generate("Never mind");
            for _ in 0..number / IMPATIENT % 30 {
                let _ = events.next().await;
            }
            tally.abandoned += 1;
        } else {
            let exchange = listen(&mut session).await;
            runs += exchange.check();
            tally.add(&exchange.tally());
        }
        assert_every_call_is_answered(&session.context().await);
    }
    let entered = deps.entered.load(Ordering::SeqCst);
    assert!(number.is_multiple_of(IMPATIENT) || entered <= runs, "functions ran {entered} times for {runs} calls");
    tally
}

/// What was heard of an exchange, by the identity of the calls.
#[derive(Default)]
struct Heard {
    started: HashMap<String, usize>,
    finished: HashMap<String, usize>,
    failed: usize,
    runs: usize,
    error: bool,
}

async fn listen(session: &mut Session) -> Heard {
    let mut events = session.generate("Go!");
    let mut heard = Heard::default();
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::CallStarted { id, .. }) => *heard.started.entry(id).or_default() += 1,
            Ok(Event::CallExecuting { .. } | Event::CallRetried { .. }) => heard.runs += 1,
            Ok(Event::CallFinished(result)) => {
                assert!(result.output.len() < 1200, "a result is longer than it may be");
                heard.failed += usize::from(result.is_error);
                *heard.finished.entry(result.call_id).or_default() += 1;
            }
            Ok(_) => {}
            Err(_) => heard.error = true,
        }
    }
    heard
}

impl Heard {
    /// Every call that began was answered, once; how often functions ran for them.
    fn check(&self) -> usize {
        assert!(self.started.values().all(|times| *times == 1), "a call began twice");
        assert_eq!(self.started, self.finished, "calls that began, and calls that were answered");
        self.runs
    }

    fn tally(&self) -> Tally {
        Tally { calls: self.started.len(), failed: self.failed, errors: self.error.into(), abandoned: 0 }
    }
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.failed += other.failed;
        self.errors += other.errors;
        self.abandoned += other.abandoned;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { calls, failed, errors, abandoned } = self;
        write!(out, "{calls} calls, {failed} of them failed, {errors} exchanges failed, {abandoned} were abandoned")
    }
}

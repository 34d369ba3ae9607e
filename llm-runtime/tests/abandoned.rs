//! Functions that occupy a thread nobody can stop. One test at a time: the number of abandoned calls is the process's.
#![cfg(feature = "mock")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::MockPlatform;
use llm_runtime::{Content, Event, Runner, Schema, Session, abandoned_calls};

/// How a test holds a function up, and what it hears of it.
struct Gate {
    began: Mutex<Sender<()>>,
    go_on: Mutex<Receiver<()>>,
    asked: Mutex<Sender<bool>>,
}

/// Occupy a thread until somebody says so.
#[derive(LlmFunction)]
#[llm_function(blocking, timeout = "5s", idempotent, retries = 3)]
struct Occupy {}

impl Execute for Occupy {
    type Deps = Gate;
    type Output = &'static str;
    type Error = String;
    async fn execute(self, call: Call<'_, Gate>) -> Result<&'static str, String> {
        call.deps().began.lock().unwrap().send(()).unwrap();
        call.deps().go_on.lock().unwrap().recv().unwrap();
        call.deps().asked.lock().unwrap().send(call.is_cancelled()).unwrap();
        Ok("done")
    }
}

struct Held {
    session: Session,
    began: Receiver<()>,
    go_on: Sender<()>,
    asked: Receiver<bool>,
}

async fn held() -> Held {
    let ((begin, began), (go_on, wait), (ask, asked)) = (channel(), channel(), channel());
    let gate = Gate { began: Mutex::new(begin), go_on: Mutex::new(wait), asked: Mutex::new(ask) };
    let platform = MockPlatform::new("tiny").calls("occupy", "{}").says("So.");
    let runner = Runner::builder().platform(platform).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![Occupy: Arc::new(gate)]).build().unwrap();
    Held { session: runner.session(schema).await.unwrap(), began, go_on, asked }
}

async fn answer(session: &Session) -> String {
    let context = session.context().await;
    let mut answers = context.messages().iter().filter_map(|message| match &message.content {
        Content::Tool { result } => Some(result.output.clone()),
        _ => None,
    });
    answers.next().unwrap()
}

/// Waits for something that another thread does, without a limit of its own.
async fn until(mut done: impl FnMut() -> bool) {
    while !done() {
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_thread_that_nobody_waits_for_is_asked_and_counted_until_it_ends() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        goes_well().await;
        is_late().await;
        is_cancelled().await;
    });
}

async fn goes_well() {
    let Held { mut session, began: _began, go_on, asked } = held().await;
    go_on.send(()).unwrap();
    assert_eq!(session.generate_text("Go on").await.unwrap(), "So.");
    assert_eq!((answer(&session).await.as_str(), asked.recv().unwrap(), abandoned_calls()), ("done", false, 0));
}

async fn is_late() {
    let Held { mut session, began, go_on, asked } = held().await;
    let mut events = session.generate("Go on");
    until(|| began.try_recv().is_ok()).await;
    assert_eq!(abandoned_calls(), 0);
    // Time does not pass by itself while a thread is occupied.
    tokio::time::advance(Duration::from_secs(5)).await;
    while events.next().await.is_some() {}
    drop(events);
    // Not tried again either: the thread may still do what it was to do.
    assert_eq!(answer(&session).await, "`occupy` did not finish within 5 s");
    assert_eq!(abandoned_calls(), 1);
    go_on.send(()).unwrap();
    assert!(asked.recv().unwrap(), "the function can see that nobody waits");
    until(|| abandoned_calls() == 0).await;
}

async fn is_cancelled() {
    let Held { mut session, began, go_on, asked } = held().await;
    let cancel = session.cancel_handle();
    let started = tokio::time::Instant::now();
    let mut events = session.generate("Go on");
    while let Some(event) = events.next().await {
        if matches!(event.unwrap(), Event::CallExecuting { .. }) {
            until(|| began.try_recv().is_ok()).await;
            cancel.cancel();
        }
    }
    drop(events);
    assert_eq!(answer(&session).await, "cancelled");
    assert_eq!(started.elapsed(), Duration::ZERO, "nobody waited for the thread");
    until(|| abandoned_calls() == 1).await;
    go_on.send(()).unwrap();
    assert!(asked.recv().unwrap());
    until(|| abandoned_calls() == 0).await;
}

//! Whatever the order of steps: every call is answered once, the events end, no task is left, and the session goes on.

use std::collections::HashSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use llm_functions::Sensitivity;
use shuttle::scheduler::{PctScheduler, RandomScheduler, Scheduler};

use super::engine::{Scripted, Step, message};
use super::functions::{NAMES, registry};
use crate::context::Context;
use crate::error::Result;
use crate::event::Event;
use crate::message::{Content, Message};
use crate::platform::{Delta, FinishReason};
use crate::rt::{NEVER, Runtime, Shuttle, random, steps};
use crate::schema::Schema;
use crate::session::events::Reader;
use crate::session::state::{Core, Opening, Said, SessionState};

/// A limit that is over at any time.
const ANY_TIME: Duration = Duration::from_secs(1);

/// How somebody reads.
#[derive(Clone, Copy, Debug)]
enum Reading {
    Everything,
    Slowly,
    /// Cancels after so many events, and reads on.
    Cancels(u32),
    /// Is gone after so many events.
    Leaves(u32),
}

impl Reading {
    fn any() -> Self {
        match random(4) {
            0 => Self::Everything,
            1 => Self::Slowly,
            2 => Self::Cancels(random(12)),
            _ => Self::Leaves(random(12)),
        }
    }
}

struct Fixture {
    runtime: Shuttle,
    core: Core<Shuttle>,
    streams: Arc<std::sync::Mutex<usize>>,
}

impl Fixture {
    fn new(turns: Vec<Vec<Step>>, limit: Duration) -> Self {
        let runtime = Shuttle::default();
        let (engine, streams) = Scripted::new(turns);
        let schema = Schema::builder("scripted").functions(registry()).concurrent_calls(1 + random(3));
        let schema = schema.max_turns(3).call_timeout(limit);
        let state = SessionState::new(Box::new(engine), Context::default(), Sensitivity::Sensitive);
        let core = Core::new(runtime.clone(), Arc::new(schema.build().unwrap()), state);
        Self { runtime, core, streams }
    }

    fn say(&self) -> Reader<Shuttle> {
        let message = Message::user("Go!");
        self.core.start(Opening::Said(Said { message, output: None, repair: false }))
    }

    /// Reads as somebody does; the events if they were all read, with how they ended.
    async fn read(&self, reader: &mut Reader<Shuttle>, reading: Reading) -> Option<(Vec<Event>, Result<()>)> {
        let mut events = Vec::new();
        for number in 0.. {
            match reading {
                Reading::Slowly => steps(random(5)).await,
                Reading::Cancels(after) if after == number => self.core.running.cancel(),
                Reading::Leaves(after) if after == number => return None,
                _ => {}
            }
            match poll_fn(|cx| reader.poll_next(cx)).await {
                Some(Ok(event)) => events.push(event),
                Some(Err(error)) => {
                    assert!(poll_fn(|cx| reader.poll_next(cx)).await.is_none(), "an event after the end");
                    return Some((events, Err(error)));
                }
                None => break,
            }
        }
        Some((events, Ok(())))
    }

    /// Waits until nothing of the exchange is left.
    async fn idle(&self) -> Context {
        self.runtime.idle().await;
        assert_eq!(*self.streams.lock().unwrap(), 0, "an engine still generates");
        self.core.state.try_lock().unwrap().context.clone()
    }
}

/// Every call that was told of was answered once, with what is in the conversation, and nothing was told of it later.
fn assert_told(events: &[Event], result: &Result<()>, context: &Context) {
    let mut open = HashSet::new();
    let mut answers = Vec::new();
    for event in events {
        match event {
            Event::CallStarted { id, .. } => assert!(open.insert(id.clone()), "begun twice"),
            Event::CallExecuting { id, .. } | Event::CallProgress { id, .. } | Event::CallArguments { id, .. } => {
                assert!(open.contains(id), "told of a call that is over: {event:?}");
            }
            Event::CallFinished(result) => {
                assert!(open.remove(&result.call_id), "answered twice, or never begun");
                answers.push(result.clone());
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "never answered: {open:?}");
    assert_eq!(result.is_ok(), matches!(events.last(), Some(Event::Finished(_))), "how it ended");
    let finished = events.iter().filter(|event| matches!(event, Event::Finished(_))).count();
    assert!(finished <= 1);
    let mut stored: Vec<_> = context.messages().iter().filter_map(answer).collect();
    answers.sort_by(|one, other| one.call_id.cmp(&other.call_id));
    stored.sort_by(|one, other| one.call_id.cmp(&other.call_id));
    assert_eq!(answers, stored);
}

fn answer(message: &Message) -> Option<llm_functions::ToolResult> {
    match &message.content {
        Content::Tool { result } => Some(result.clone()),
        _ => None,
    }
}

/// Every call is followed by its answer, in call order.
fn assert_answered(context: &Context) {
    let mut messages = context.messages().iter();
    while let Some(message) = messages.next() {
        let Content::Assistant { calls, .. } = &message.content else { continue };
        for call in calls {
            let result = messages.next().and_then(answer).unwrap_or_else(|| panic!("{} is not answered", call.id));
            assert_eq!(result.call_id, call.id);
        }
    }
}

async fn exchange() {
    let calls: Vec<&str> = (0..=random(3)).map(|_| NAMES[random(6) as usize]).collect();
    let turns = vec![message(&calls), message(&calls[..1])];
    let fixture = Fixture::new(turns, [ANY_TIME, NEVER][random(2) as usize]);
    // Somebody loses patience, because an engine may hang; at times before anything has happened.
    let (cancel, over) = (fixture.core.running.clone(), Arc::new(AtomicBool::new(false)));
    let mut reader = fixture.say();
    let seen = Arc::clone(&over);
    fixture.runtime.spawn(async move {
        steps(random(200)).await;
        if !seen.load(Ordering::SeqCst) {
            cancel.cancel();
        }
    });
    let told = fixture.read(&mut reader, Reading::any()).await;
    over.store(true, Ordering::SeqCst);
    // Whoever has read to the end has nothing left to cancel.
    let reader = told.is_some().then_some(reader);
    let context = fixture.idle().await;
    drop(reader);
    assert_answered(&context);
    if let Some((events, result)) = told {
        assert_told(&events, &result, &context);
    }
    // Whatever happened, the session goes on.
    fixture.core.state.try_lock().unwrap().engine = Box::new(Scripted::new([]).0);
    let (events, result) = fixture.read(&mut fixture.say(), Reading::Everything).await.unwrap();
    assert!(result.is_ok());
    assert_eq!(events.last(), Some(&Event::Finished(FinishReason::Stop)));
    assert_answered(&fixture.idle().await);
}

/// A new exchange waits for the one before it, which is cancelled while it starts, runs or ends.
async fn one_after_the_other() {
    let call = |index| Step::Write(Delta::CallStart { index, id: None, name: NAMES[index].to_owned() });
    let fixture =
        Fixture::new(vec![vec![call(0), call(1), Step::Write(Delta::Finish(FinishReason::ToolCalls))]], ANY_TIME);
    drop(fixture.say());
    let (events, result) = fixture.read(&mut fixture.say(), Reading::Everything).await.unwrap();
    let context = fixture.idle().await;
    assert_answered(&context);
    let ended = result.is_err() || matches!(events.last(), Some(Event::Finished(_)));
    assert!(ended);
}

/// The writers of a queue and its reader meet anywhere; nothing is lost, nothing comes twice, and the end is the end.
async fn events_in_order() {
    let fixture = Fixture::new(
        vec![
            (0..4)
                .map(|number| Step::Write(Delta::Text(number.to_string())))
                .chain([Step::Write(Delta::Finish(FinishReason::Stop))])
                .collect(),
        ],
        ANY_TIME,
    );
    let (events, _) = fixture.read(&mut fixture.say(), Reading::Slowly).await.unwrap();
    let text: String = events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(text, "0123");
    fixture.runtime.idle().await;
}

/// Plays an asynchronous test in orders that the scheduler chooses, for a few seconds at most.
fn play<S: Scheduler + 'static, T: Future<Output = ()> + 'static>(scheduler: S, test: fn() -> T) {
    let mut config = shuttle::Config::new();
    config.stack_size = 1 << 20;
    config.max_time = Some(Duration::from_secs(5));
    shuttle::Runner::new(scheduler, config).run(move || shuttle::future::block_on(test()));
}

#[test]
fn whatever_the_order_every_call_is_answered_and_nothing_is_left() {
    play(RandomScheduler::new(5_000), exchange);
    play(PctScheduler::new(4, 5_000), exchange);
}

#[test]
fn exchanges_of_a_session_come_one_after_the_other() {
    play(RandomScheduler::new(1_000), one_after_the_other);
    play(PctScheduler::new(3, 1_000), one_after_the_other);
}

#[test]
fn events_reach_their_reader_in_order() {
    play(RandomScheduler::new(1_000), events_in_order);
    play(PctScheduler::new(3, 1_000), events_in_order);
}

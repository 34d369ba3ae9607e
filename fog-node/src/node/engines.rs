//! [`Engines`]: engines that wait for their conversation to go on.
//!
//! An engine in this process holds what it has computed of a conversation. A request of the same subject that goes on with the
//! same conversation is given the same engine, and computes only what is new. Of the conversation digests are kept, and
//! nobody is given the engine of another: how long an answer takes would tell him what the other one has asked.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use llm_runtime::{Engine, Message};
use tokio::time::Instant;

use crate::chat::Ask;
use crate::digest;
use crate::token::Grant;

/// How long an engine waits. Whoever reads an answer and thinks about it is back by then.
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// Whose conversation it is, and how far it has come.
#[derive(Debug)]
pub(super) struct Thread {
    /// The subject, the model and the functions.
    whose: String,
    model: String,
    messages: Vec<String>,
}

impl Thread {
    pub(super) fn of(ask: &Ask, grant: &Grant) -> Self {
        let whose = digest::of_bytes(format!("{}\n{}\n{}", grant.account(), ask.model, ask.shape).as_bytes());
        Self { whose, model: ask.model.clone(), messages: ask.messages.iter().map(fingerprint).collect() }
    }

    /// How many messages of this thread an engine has seen that has seen the other, if that is the beginning of this.
    fn goes_on_from(&self, before: &Self) -> Option<usize> {
        let is_beginning = self.whose == before.whose && self.messages.starts_with(&before.messages);
        is_beginning.then_some(before.messages.len())
    }
}

/// A message is written with everything in it, so that another one has another digest.
fn fingerprint(message: &Message) -> String {
    // What a message holds can always be written; else it is like no other, and is computed anew.
    serde_json::to_vec(message).map(|written| digest::of_bytes(&written)).unwrap_or_default()
}

/// Engines that wait for their conversation to go on, the one that waits longest first.
pub(super) struct Engines {
    waiting: Mutex<VecDeque<Waiting>>,
    most: usize,
}

/// Whose it is, since when it waits, and the engine.
type Waiting = (Thread, Instant, Box<dyn Engine>);

impl Engines {
    pub(super) fn new(most: u32) -> Self {
        Self { waiting: Mutex::default(), most: usize::try_from(most).unwrap_or(usize::MAX) }
    }

    /// The engine that has seen most of this conversation.
    pub(super) fn take(&self, thread: &Thread, now: Instant) -> Option<Box<dyn Engine>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|(_, since, _)| now.saturating_duration_since(*since) < LONGEST_WAIT);
        let seen =
            waiting.iter().enumerate().filter_map(|(place, (before, ..))| Some((thread.goes_on_from(before)?, place)));
        let (_, place) = seen.max()?;
        waiting.remove(place).map(|(_, _, engine)| engine)
    }

    /// Lets those of other models go, of whose memory this one needs some; whether there were any.
    pub(super) fn make_room(&self, model: &str) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let (kept, gone): (Vec<_>, Vec<_>) =
            std::mem::take(&mut *waiting).into_iter().partition(|(thread, ..)| thread.model == model);
        *waiting = kept.into();
        drop(waiting);
        !gone.is_empty()
    }

    /// Keeps an engine until its conversation goes on; the one that waits longest makes room.
    pub(super) fn keep(&self, thread: Thread, engine: Box<dyn Engine>, now: Instant) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back((thread, now, engine));
        let dropped = waiting.len().saturating_sub(self.most);
        let gone: Vec<_> = waiting.drain(..dropped).collect();
        drop(waiting);
        // An engine may take a moment to end, and nobody has to wait for that.
        drop(gone);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;
    use std::sync::Arc;
    use std::time::SystemTime;

    use llm_runtime::mock::MockPlatform;
    use llm_runtime::{Platform, Schema};

    use super::*;
    use crate::token::Limits;

    fn thread(subject: &str, questions: &[&str], tools: &str) -> Thread {
        let messages: Vec<String> =
            questions.iter().map(|question| format!(r#"{{"role": "user", "content": "{question}"}}"#)).collect();
        let body = format!(r#"{{"model": "m", "tools": {tools}, "messages": [{}]}}"#, messages.join(","));
        let (issuer, token) = ("site".to_owned(), "t".to_owned());
        let (scopes, limits, expires) = (BTreeSet::new(), Limits::default(), SystemTime::UNIX_EPOCH);
        let grant = Grant { issuer, subject: subject.to_owned(), token, scopes, limits, expires };
        Thread::of(&Ask::read(body.as_bytes()).unwrap(), &grant)
    }

    async fn engine(model: &str) -> Box<dyn Engine> {
        MockPlatform::new(model).open(Arc::new(Schema::builder(model).build().unwrap())).await.unwrap()
    }

    const TOOL: &str = r#"[{"type": "function", "function": {"name": "f"}}]"#;

    #[tokio::test]
    async fn a_conversation_finds_its_engine_and_nobody_elses() {
        let (engines, now) = (Engines::new(3), Instant::now());
        engines.keep(thread("ada", &["one"], "[]"), engine("short").await, now);
        engines.keep(thread("ada", &["one", "two"], "[]"), engine("long").await, now);
        let on = thread("ada", &["one", "two", "three"], "[]");
        for other in [
            thread("bob", &["one", "two"], "[]"),
            thread("ada", &["on"], "[]"),
            thread("ada", &["two", "one"], "[]"),
            thread("ada", &["one", "two"], TOOL),
        ] {
            assert!(engines.take(&other, now).is_none(), "{other:?}");
        }
        assert_eq!(engines.take(&on, now).unwrap().origin().model, "long");
        assert_eq!(engines.take(&on, now).unwrap().origin().model, "short");
        assert!(engines.take(&on, now).is_none());
    }

    #[tokio::test]
    async fn so_many_wait_and_not_for_ever() {
        let (engines, now) = (Engines::new(2), Instant::now());
        for question in ["a", "b", "c"] {
            engines.keep(thread("ada", &[question], "[]"), engine(question).await, now);
        }
        assert!(engines.take(&thread("ada", &["a"], "[]"), now).is_none());
        assert!(engines.take(&thread("ada", &["b"], "[]"), now).is_some());
        assert!(Engines::new(1).take(&thread("ada", &["b"], "[]"), now).is_none() && !Engines::new(1).make_room("m"));
        assert!(engines.take(&thread("ada", &["c"], "[]"), now + LONGEST_WAIT).is_none());
        let none = Engines::new(0);
        none.keep(thread("ada", &["a"], "[]"), engine("a").await, now);
        assert!(none.take(&thread("ada", &["a"], "[]"), now).is_none());
    }
}

//! Whoever reads the events: slowly, byte by byte, or into a log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use llm_functions::json::PartialValue;
use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::mock::{MockPlatform, Turn};
use llm_runtime::{Content, Delta, Event, Message, Reasoning, Runner, Schema, Sensitivity, Session, TokenLogprob};

/// Count up to a number.
#[derive(LlmFunction)]
#[llm_function(read_only)]
struct Count {
    /// How far.
    to: u32,
}

impl Execute for Count {
    type Deps = AtomicUsize;
    type Output = String;
    type Error = String;
    async fn execute(self, call: Call<'_, AtomicUsize>) -> Result<String, String> {
        for number in 0..self.to {
            #[expect(clippy::cast_precision_loss, reason = "small")]
            call.progress(number as f32 / self.to as f32);
            tokio::task::yield_now().await;
        }
        call.deps().fetch_add(1, Ordering::SeqCst);
        Ok("counted".into())
    }
}

/// Keep a note.
#[derive(LlmFunction)]
struct Note {
    /// What to keep.
    note: String,
}

impl Execute for Note {
    type Deps = ();
    type Output = String;
    type Error = String;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, String> {
        Ok(format!("kept {} bytes: {}", self.note.len(), &self.note[..4]))
    }
}

async fn open(platform: &MockPlatform) -> (Session, Arc<AtomicUsize>) {
    let counted = Arc::new(AtomicUsize::new(0));
    let runner = Runner::builder().platform(platform.clone()).build().unwrap();
    let schema = Schema::builder("tiny").functions(functions![Count: Arc::clone(&counted), Note]).build().unwrap();
    (runner.session(schema).await.unwrap(), counted)
}

#[tokio::test(start_paused = true)]
async fn functions_that_tell_often_how_far_they_are_do_not_fill_the_memory_of_who_does_not_read() {
    let calls = [("count", r#"{"to": 5000}"#); 4];
    let platform = MockPlatform::new("tiny").calls_all(calls).says("All of them.");
    let (mut session, counted) = open(&platform).await;
    let mut events = session.generate("Count!");
    while counted.load(Ordering::SeqCst) < calls.len() {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut told = 0;
    let mut last = Vec::new();
    while let Some(event) = events.next().await {
        if let Event::CallProgress { id, fraction } = event.unwrap() {
            told += 1;
            last.retain(|(other, _)| *other != id);
            last.push((id, fraction));
        }
    }
    assert!((calls.len()..40).contains(&told), "{told} of 20,000 waited");
    assert!(last.len() == calls.len() && last.iter().all(|(_, fraction)| *fraction > 0.99), "{last:?}");
}

/// Were the arguments read anew with each byte, this would take hours.
#[tokio::test(start_paused = true)]
async fn arguments_that_grow_byte_by_byte_are_read_once() {
    const BYTES: usize = 1 << 20;
    let arguments = format!(r#"{{"note": "{}"}}"#, "abcdefgh".repeat(BYTES / 8));
    let turn = Turn::new().calls("note", &arguments).in_pieces(1);
    let platform = MockPlatform::new("tiny").turn(turn).says("Kept.");
    let (mut session, _) = open(&platform).await;
    let mut events = session.generate("Keep it");
    let (mut grew, mut length, mut output) = (0, 0, String::new());
    while let Some(event) = events.next().await {
        match event.unwrap() {
            Event::CallArguments { id, .. } => {
                let note = events.arguments(&id).and_then(|arguments| arguments.member("note"));
                let now = note.and_then(PartialValue::as_str).map_or(0, str::len);
                assert!(now >= length, "what was there stays");
                grew += usize::from(now > length);
                length = now;
            }
            Event::CallFinished(result) => output = result.output,
            _ => {}
        }
    }
    assert_eq!(length, BYTES);
    assert!(grew > 1000, "{grew}");
    assert_eq!(output, format!("kept {BYTES} bytes: abcd"));
}

#[tokio::test(start_paused = true)]
async fn a_log_of_everything_says_nothing_that_is_not_public() {
    let secret = "weighs 4711 kg";
    let turn = Turn::new()
        .thinks(secret)
        .thought_state("test", secret)
        .says(secret)
        .logprobs([TokenLogprob::new(secret, -0.5, vec![(secret.into(), -0.5)])])
        .calls("note", &format!(r#"{{"note": "{secret}"}}"#))
        .calls("note", &format!(r#"{{"note": "{secret}", "else": "{secret}"}}"#));
    let script: Vec<_> = turn.clone().into_iter().collect();
    let platform = MockPlatform::new("tiny").turn(turn).says(secret);
    let (mut session, _) = open(&platform).await;
    let mut log = vec![format!("{script:?}")];
    let mut events = session.generate(format!("Ada {secret}").as_str());
    while let Some(event) = events.next().await {
        log.push(format!("{:?}", event.unwrap()));
    }
    drop(events);
    let events = log.len();
    log.push(format!("{:?} {:?} {session:?}", session.context().await.messages(), platform.requests()));
    let log = log.join("\n");
    assert!(events > 10 && !log.contains("4711"), "{log}");
    // What helps is there: kinds, identities, lengths.
    assert!(log.contains("CallExecuting") && log.contains("[14 bytes]"), "{log}");

    let mut thought = Message::assistant("", vec![], Sensitivity::Sensitive).reasoning(Some(Reasoning::new(secret)));
    assert!(!format!("{thought:?} {:?}", Delta::Reasoning(secret.into())).contains("4711"));
    thought = Message::user("Good morning").labelled(Sensitivity::Public);
    assert!(format!("{thought:?}").contains("Good morning"), "what is public is shown");
    assert!(matches!(thought.content, Content::User { .. }));
}

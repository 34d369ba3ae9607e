//! A node dies in the middle of an answer, and nobody who reads it notices.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fog_node::node::Capacity;
use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::fog::{FogPlatform, FogTimeouts, NodeAddress};
use llm_runtime::{ErrorKind, Event, Session};

use crate::model::Words;
use crate::proxy::{Fault, Proxy};
use crate::served::{Ground, Served, schema, session};

const TEXT: &str = "Über den Wolken — muß die Freiheit wohl grenzenlos sein. 🌤 All worries, all fears, so they say, \
                    stay hidden below, and then what seems great and weighty here would be void and small.";

/// A function that counts how often it was called.
#[derive(LlmFunction)]
struct Count {
    /// A word.
    word: String,
}

impl Execute for Count {
    type Deps = AtomicUsize;
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, call: Call<'_, AtomicUsize>) -> Result<String, Self::Error> {
        call.deps().fetch_add(1, Ordering::SeqCst);
        Ok(self.word)
    }
}

fn quick_timeouts() -> FogTimeouts {
    FogTimeouts::default().silence(Duration::from_millis(1500)).connect(Duration::from_millis(500))
}

async fn text(session: &mut Session) -> String {
    let (text, error) = heard(session, || {}).await;
    assert!(error.is_none(), "after {text:?}: {error:?}");
    text
}

/// What is said, and why no more; `begun` is called at the first word.
async fn heard(session: &mut Session, begun: impl Fn()) -> (String, Option<llm_runtime::Error>) {
    let mut events = session.generate("Sing.");
    let mut text = String::new();
    while let Some(event) = events.next().await {
        match event {
            Ok(Event::Text(more)) => {
                if text.is_empty() {
                    begun();
                }
                text.push_str(&more);
            }
            Ok(_) => {}
            Err(error) => return (text, Some(error)),
        }
    }
    (text, None)
}

/// Two nodes, the first of which breaks. The client knows of the second once the first has begun to answer.
struct Pair {
    second: Served,
    platform: FogPlatform,
}

impl Pair {
    async fn new(ground: &Ground, words: &Words, fault: Fault, after: usize) -> Self {
        let first = ground.node(words.clone(), Capacity::new(4)).await;
        let second = ground.node(words.clone(), Capacity::new(4)).await;
        let proxy = Proxy::before(first.address, fault, after).await;
        let config = ground.config(&[(first.id, proxy.address)]).timeouts(quick_timeouts());
        Self { second, platform: FogPlatform::new(config).unwrap() }
    }

    fn introduce(&self) {
        self.platform.add(NodeAddress::new(self.second.id, [self.second.address]));
    }

    /// How often an answer was broken off in the middle and gone on with.
    fn resumed(&self) -> u64 {
        self.second.node.figures().resumed.get()
    }
}

/// The handshake, the status and the head of an answer have fewer bytes than this, and an answer has more.
const IN_THE_MIDDLE: std::ops::Range<usize> = 2000..8000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_the_connection_breaks_the_reader_sees_one_whole_answer() {
    let ground = Ground::new();
    let words = Words::new(TEXT, Duration::from_millis(1));
    let mut in_the_middle = 0;
    for (fault, step) in
        [(Fault::Cut, 123), (Fault::Reset, 291), (Fault::Garbage, 457), (Fault::HalfClose, 457), (Fault::Swallow, 911)]
    {
        for after in IN_THE_MIDDLE.step_by(step) {
            let pair = Pair::new(&ground, &words, fault, after).await;
            let mut session = session(pair.platform.clone(), schema()).await;
            let (said, error) = heard(&mut session, || pair.introduce()).await;
            match error {
                None => assert_eq!(said, TEXT, "{fault:?} after {after}"),
                // It broke before the first word, when nobody else was known.
                Some(error) => assert_eq!(said, "", "{fault:?} after {after}: {error}"),
            }
            in_the_middle += pair.resumed();
        }
    }
    assert!(in_the_middle >= 30, "only {in_the_middle} answers were broken off in the middle");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wherever_in_the_answer_itself_it_breaks_the_reader_sees_one_whole_answer() {
    let ground = Ground::new();
    let words = Words::new(TEXT, Duration::from_millis(1));
    let first = Arc::new(ground.node(words.clone(), Capacity::new(8)).await);
    let second = ground.node(words, Capacity::new(8)).await;
    let mut in_the_middle = 0;
    // The status has some 400 bytes, the head of the answer 150, an event with what is around it 200: every kind of place is
    // hit, within a head, a chunk's length, an event, a letter of several bytes, and between them.
    for (fault, step) in [(Fault::Cut, 61), (Fault::Garbage, 199), (Fault::HalfClose, 199), (Fault::Reset, 397)] {
        for after in (0..5000).step_by(step) {
            let proxy = Proxy::inside(Arc::clone(&first), fault, after).await;
            let config = ground.config(&[(first.id, proxy.address)]).timeouts(quick_timeouts());
            let platform = FogPlatform::new(config).unwrap();
            let before = second.node.figures().resumed.get();
            let mut session = session(platform.clone(), schema()).await;
            let introduce = || platform.add(NodeAddress::new(second.id, [second.address]));
            let (said, error) = heard(&mut session, introduce).await;
            match error {
                None => assert_eq!(said, TEXT, "{fault:?} after {after}"),
                Some(error) => assert_eq!(said, "", "{fault:?} after {after}: {error}"),
            }
            in_the_middle += second.node.figures().resumed.get() - before;
        }
    }
    assert!(in_the_middle >= 40, "only {in_the_middle} answers were broken off in the middle");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_byte_by_byte_is_read_and_its_node_kept() {
    let ground = Ground::new();
    let words = Words::new(TEXT, Duration::ZERO);
    for after in [3000, 4500] {
        let pair = Pair::new(&ground, &words, Fault::Slow, after).await;
        let mut session = session(pair.platform.clone(), schema()).await;
        let (said, error) = heard(&mut session, || pair.introduce()).await;
        assert_eq!((said.as_str(), pair.resumed()), (TEXT, 0), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_breaks_before_the_answer_is_made_good_by_another_node() {
    let ground = Ground::new();
    let words = Words::new(TEXT, Duration::ZERO);
    for after in (0..3000).step_by(300) {
        let pair = Pair::new(&ground, &words, Fault::Cut, after).await;
        pair.introduce();
        assert_eq!(text(&mut session(pair.platform.clone(), schema()).await).await, TEXT, "after {after}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_falls_silent_is_left_and_one_that_only_takes_long_is_not() {
    let ground = Ground::new();
    let words = Words::new(TEXT, Duration::from_millis(1));
    for after in [4500, 6000] {
        let pair = Pair::new(&ground, &words, Fault::BlackHole, after).await;
        let mut session = session(pair.platform.clone(), schema()).await;
        let (said, error) = heard(&mut session, || pair.introduce()).await;
        assert_eq!((said.as_str(), pair.resumed()), (TEXT, 1), "{error:?}");
    }
    // Its signs of life are enough, however long it takes for a word.
    let slow = ground.node(Words::new("slow but sure", Duration::from_millis(2200)), Capacity::new(1)).await;
    let config = ground.config(&[slow.at()]).timeouts(quick_timeouts());
    let mut session = session(FogPlatform::new(config).unwrap(), schema()).await;
    assert_eq!(text(&mut session).await, "slow but sure");
    assert_eq!(slow.node.figures().abandoned.get(), 0);
}

#[tokio::test]
async fn a_node_may_take_as_long_as_it_likes_where_nobody_limits_it() {
    let ground = Ground::new();
    let node = ground.node(Words::new("in my own time", Duration::from_millis(1)), Capacity::new(1)).await;
    let never = Duration::MAX;
    let timeouts = FogTimeouts::default().connect(never).status(never).silence(never).first_token(never).whole(never);
    let platform = FogPlatform::new(ground.config(&[node.at()]).timeouts(timeouts)).unwrap();
    assert_eq!(text(&mut session(platform, schema()).await).await, "in my own time");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_executed_once_wherever_the_node_dies() {
    let ground = Ground::new();
    let arguments = r#"{"word": "one two three four five six seven eight nine ten eleven twelve"}"#;
    let words = Words::new("I shall count now, slowly, from one to twelve. ", Duration::from_millis(1));
    let words = words.calls("count", arguments);
    let mut in_the_middle = 0;
    for after in IN_THE_MIDDLE.step_by(211) {
        let pair = Pair::new(&ground, &words, Fault::Cut, after).await;
        let counted = Arc::new(AtomicUsize::new(0));
        // One turn: the model would call for ever.
        let schema = schema().functions(functions![Count: Arc::clone(&counted)]).max_turns(1);
        let mut session = session(pair.platform.clone(), schema).await;
        let mut events = session.generate("Count.");
        let (mut started, mut finished, mut failed) = (0, 0, false);
        while let Some(event) = events.next().await {
            match event {
                Ok(Event::Text(_)) => pair.introduce(),
                Ok(Event::CallStarted { .. }) => started += 1,
                Ok(Event::CallFinished(result)) => {
                    finished += 1;
                    assert!(result.output.contains("twelve"), "after {after}");
                }
                Ok(_) => {}
                Err(_) => failed = true,
            }
        }
        if !failed {
            assert_eq!((started, finished, counted.load(Ordering::SeqCst)), (1, 1, 1), "after {after}");
        }
        in_the_middle += pair.resumed();
    }
    assert!(in_the_middle >= 10, "only {in_the_middle} answers were broken off in the middle");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_with_another_file_of_the_model_tells_the_same_answer_or_begins_anew() {
    let ground = Ground::new();
    let words = Words::new(TEXT, Duration::from_millis(1));
    let pair_of = |second: Words| {
        let ground = &ground;
        let words = words.clone();
        async move {
            let first = ground.node_with(words, Capacity::new(1), Some("one".into())).await;
            let other = ground.node_with(second, Capacity::new(1), Some("other".into())).await;
            let proxy = Proxy::before(first.address, Fault::Cut, 5000).await;
            // Asked first, because it is the only one that is known.
            let config = ground.config(&[(first.id, proxy.address)]).timeouts(quick_timeouts());
            (first, other, FogPlatform::new(config).unwrap())
        }
    };
    let run = |platform: FogPlatform, other: NodeAddress| async move {
        let mut session = session(platform.clone(), schema()).await;
        heard(&mut session, || platform.add(other.clone())).await
    };
    let (_first, same, platform) = pair_of(words.clone()).await;
    let (said, error) = run(platform, NodeAddress::new(same.id, [same.address])).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((said.as_str(), same.node.figures().resumed.get()), (TEXT, 0));
    let (_first, differs, platform) = pair_of(Words::new("Something else altogether.", Duration::ZERO)).await;
    let mut session = session(platform.clone(), schema()).await;
    let mut events = session.generate("Sing.");
    let (mut said, mut restarts) = (String::new(), 0);
    while let Some(event) = events.next().await {
        match event.unwrap() {
            Event::Text(more) => {
                platform.add(NodeAddress::new(differs.id, [differs.address]));
                said.push_str(&more);
            }
            Event::Restarted => {
                assert!(TEXT.starts_with(&said) && !said.is_empty(), "{said}");
                restarts += 1;
                said.clear();
            }
            _ => {}
        }
    }
    assert_eq!((said.as_str(), restarts), ("Something else altogether.", 1), "in sight of the reader, and once");
    drop(events);
    let kept = session.context().await;
    let kept = format!("{:?}", serde_json::to_string(&kept).unwrap());
    assert!(kept.contains("Something else altogether.") && !kept.contains("Wolken"), "{kept}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_full_or_drained_is_passed_over_and_with_none_left_it_is_said_why() {
    let ground = Ground::new();
    let mut little = Capacity::new(1);
    little.waiting = 0;
    let full = ground.node(Words::new(&"word ".repeat(3000), Duration::from_millis(5)), little).await;
    let free = ground.node(Words::new("free", Duration::ZERO), Capacity::new(1)).await;
    let mut holder = session(ground.platform(&[full.at()]), schema()).await;
    let mut held = holder.generate("Go on.");
    held.next().await.unwrap().unwrap();
    let both = ground.platform(&[full.at(), free.at()]);
    for _ in 0..5 {
        assert_eq!(text(&mut session(both.clone(), schema()).await).await, "free");
    }
    full.node.drain();
    assert_eq!(text(&mut session(ground.platform(&[full.at(), free.at()]), schema()).await).await, "free");
    drop(held);
    free.end.cancel();
    free.task.await.unwrap();
    let mut alone = session(both, schema()).await;
    let error = alone.generate_text("Hello?").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoNode { .. } | ErrorKind::Transport { .. }), "{error}");
    assert!(!error.to_string().contains("Hello"));
    let mut other = session(ground.platform(&[full.at()]).clone(), schema()).await;
    assert!(other.generate_text("Hello?").await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_drained_node_hands_its_answers_over() {
    let ground = Ground::new();
    let text_of = "word ".repeat(600);
    let words = Words::new(&text_of, Duration::from_millis(5));
    let first = ground.node(words.clone(), Capacity::new(1)).await;
    let second = ground.node(words, Capacity::new(1)).await;
    let platform = ground.platform(&[first.at()]);
    let mut session = session(platform.clone(), schema()).await;
    let (said, ()) = tokio::join!(text(&mut session), async {
        while first.node.status().busy == 0 {
            tokio::task::yield_now().await;
        }
        platform.add(NodeAddress::new(second.id, [second.address]));
        first.end.cancel();
    });
    assert_eq!(said, text_of);
    assert_eq!(second.node.figures().resumed.get(), 1);
}

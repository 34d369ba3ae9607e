//! A node with a real model is killed at a random byte of its answer, and another goes on with it: always as it would have
//! been without.
//!
//! The nodes compute to the last bit alike (`--repeatable`), so that every answer can be compared with the undisturbed one.
//! `LLM_FUNCTIONS_SOAK_FAILOVERS` says how many answers, and then as many more are asked of nodes that compute as usual, of
//! which only the share that is the same can be told.

#![allow(clippy::print_stderr, reason = "figures of what was measured")]

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use llm_functions::functions;
use llm_runtime::fog::{FogPlatform, FogTimeouts, NodeId};
use llm_runtime::{Event, SchemaBuilder, ToolChoice};

use super::answers::LogMeal;
use super::doors::{Doors, Shut};
use super::{Real, config, file_named, greedy, small};
use crate::served::{Ground, said, session};

const QUESTIONS: [&str; 5] = [
    "Tell me about the sea.",
    "Why do leaves fall in autumn?",
    "I had bread with cheese at home this morning.",
    "How does a bicycle stay upright?",
    "For lunch I had a bowl of soup in a restaurant.",
];

/// What is asked of a model: words or a call, the likeliest or drawn.
#[derive(Clone, Copy, Debug)]
struct Case {
    number: u32,
}

/// What a reader got.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    /// Everything in order, calls as well.
    text: String,
    executed: usize,
    error: Option<String>,
    whole: bool,
}

impl Case {
    fn calls(self) -> bool {
        self.number % 2 == 1
    }

    fn schema(self, executed: &Arc<AtomicUsize>) -> SchemaBuilder {
        let mut options = greedy(if self.calls() { 64 } else { 28 });
        if self.number % 4 >= 2 {
            options = options.temperature(0.8).seed(self.number);
        }
        let schema = small().options(options).max_turns(1);
        if !self.calls() {
            return schema;
        }
        let choice = ToolChoice::Function("log_meal".into());
        schema.functions(functions![LogMeal: Arc::clone(executed)]).tool_choice(choice)
    }

    fn question(self) -> &'static str {
        QUESTIONS[self.number as usize % QUESTIONS.len()]
    }
}

/// Asks through doors; also how many bytes had passed at the first event, and how long the reader waited longest.
async fn ask(case: Case, ground: &Ground, nodes: [NodeId; 2], doors: &Doors) -> (Heard, usize, Duration) {
    let at: Vec<(NodeId, SocketAddr)> = nodes.into_iter().zip(doors.addresses).collect();
    let platform = FogPlatform::new(config(ground, &at, &[super::SMALL]).timeouts(timeouts())).unwrap();
    let executed = Arc::default();
    let mut session = session(platform, case.schema(&executed)).await;
    let mut events = session.generate(case.question());
    let (mut heard, mut before, mut longest) = (Heard::default(), None, Duration::ZERO);
    let mut last = Instant::now();
    while let Some(event) = events.next().await {
        if before.is_some() && doors.fired().is_some_and(|(_, at)| at >= last) {
            longest = longest.max(last.elapsed());
        }
        last = Instant::now();
        match event {
            Ok(Event::Text(text)) => heard.text.push_str(&text),
            Ok(Event::CallStarted { name, .. }) => heard.text.push_str(&name),
            Ok(Event::CallArguments { fragment, .. }) => heard.text.push_str(&fragment),
            Ok(Event::Restarted) => heard.text.push_str("[anew]"),
            Ok(Event::Finished(_)) => heard.whole = true,
            Ok(_) => continue,
            Err(error) => heard.error = Some(error.to_string()),
        }
        before.get_or_insert_with(|| doors.passed());
    }
    drop(events);
    heard.executed = executed.load(Ordering::SeqCst);
    (heard, before.unwrap_or_default(), longest)
}

/// Silence is noticed as quickly as it is unless set.
fn timeouts() -> FogTimeouts {
    FogTimeouts::default().connect(Duration::from_secs(5)).status(Duration::from_secs(5))
}

/// A number below this, of a row that is the same every time.
fn drawn(row: &mut u64, below: usize) -> usize {
    *row = row.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*row >> 33).unwrap() % below.max(1)
}

struct Figures {
    same: usize,
    gaps: Vec<(Shut, Duration)>,
}

fn how(number: u32) -> Shut {
    match number % 10 {
        3 => Shut::BlackHole,
        6 | 7 => Shut::Reset,
        1 | 9 => Shut::Kill,
        _ => Shut::Cut,
    }
}

async fn killed(answers: u32, more: &[&str]) -> Figures {
    let ground = Ground::new();
    let model = file_named(super::SMALL);
    let arguments: Vec<&str> = ["--file", &model].into_iter().chain(more.iter().copied()).collect();
    let mut nodes = [Real::serve(&ground, &arguments), Real::serve(&ground, &arguments)];
    let (mut row, mut figures) = (42, Figures { same: 0, gaps: Vec::new() });
    for node in &nodes {
        warm(&ground, node).await;
    }
    for number in 0..answers {
        let case = Case { number };
        let servers = [nodes[0].address, nodes[1].address];
        let ids = [nodes[0].id, nodes[1].id];
        let doors = Doors::before(servers, Shut::Cut, usize::MAX).await;
        let (whole, before, _) = ask(case, &ground, ids, &doors).await;
        assert!(whole.whole && whole.error.is_none(), "{case:?}: {whole:?}");
        // What a whole answer has beside its words is its end and what it cost.
        let at = before + drawn(&mut row, doors.passed().saturating_sub(before + 700));
        let way = how(number);
        let doors = Doors::before(servers, way, at).await;
        let asked = ask(case, &ground, ids, &doors);
        let mut asked = std::pin::pin!(asked);
        let mut gone = None;
        let (heard, _, gap) = tokio::select! {
            heard = &mut asked => heard,
            door = doors.shut() => {
                if way == Shut::Kill {
                    nodes[door].kill();
                    gone = Some(door);
                }
                asked.await
            }
        };
        assert!(doors.fired().is_some(), "{case:?}: nothing was shut");
        assert!(heard.whole && heard.error.is_none(), "{case:?} {way:?} after {at} bytes: {heard:?}");
        assert_eq!(heard.executed, usize::from(case.calls()), "{case:?}: a call is executed once");
        figures.same += usize::from(heard == whole);
        figures.gaps.push((way, gap));
        if more.contains(&"--repeatable") {
            assert_eq!(heard, whole, "{case:?} {way:?} after {at} bytes");
        }
        if number % 10 == 9 && answers > 10 {
            eprintln!("{more:?}: {}", told(&figures));
        }
        if let Some(door) = gone {
            nodes[door] = Real::serve(&ground, &arguments);
            warm(&ground, &nodes[door]).await;
        }
    }
    figures
}

/// Has a node load its model.
async fn warm(ground: &Ground, node: &Real) {
    let platform = FogPlatform::new(config(ground, &[(node.id, node.address)], &[super::SMALL])).unwrap();
    let mut first = session(platform, small().options(greedy(2))).await;
    said(&mut first, "Hello.").await.unwrap();
}

fn told(figures: &Figures) -> String {
    let mut text = format!("{} of {} the same to the last byte", figures.same, figures.gaps.len());
    for way in [Shut::Cut, Shut::Kill, Shut::Reset, Shut::BlackHole] {
        let mut gaps: Vec<Duration> = figures.gaps.iter().filter(|(how, _)| *how == way).map(|(_, gap)| *gap).collect();
        gaps.sort();
        let at = |hundredths: usize| gaps.get(gaps.len() * hundredths / 100).copied().unwrap_or_default();
        let _ = write!(text, "; {way:?}: {} times, p50 {:.0?}, p95 {:.0?}", gaps.len(), at(50), at(95));
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whichever_byte_a_node_dies_at_the_answer_is_the_undisturbed_one() {
    let many = std::env::var("LLM_FUNCTIONS_SOAK_FAILOVERS").ok();
    let answers = many.as_ref().map_or(10, |count| count.parse().unwrap());
    let alike = killed(answers, &["--repeatable"]).await;
    eprintln!("nodes that compute alike: {}", told(&alike));
    assert_eq!(alike.same, answers as usize);
    if many.is_some() {
        let usual = killed(answers, &[]).await;
        eprintln!("nodes that compute as usual: {}", told(&usual));
    }
}

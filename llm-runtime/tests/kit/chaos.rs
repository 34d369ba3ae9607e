//! Chaos is what its seed says, and whatever it does, every call is answered.

use std::time::Duration;

use llm_runtime::mock::{ChaosPlatform, Fault, Injected, MockPlatform, Turn, assert_every_call_is_answered};
use llm_runtime::{Context, Delta, FinishReason};

use crate::support::{ask, deltas, open};

const SUM: &str = r#"{"left": 1, "right": 2}"#;
const NOTE: &str = r#"{"text": "a note"}"#;

/// A model that makes two calls and speaks, and after the answers speaks again.
fn model() -> MockPlatform {
    MockPlatform::new("tiny").answers(|request| match request.results().as_slice() {
        [] => Turn::new().says("Let me see. ").calls_as("a", "add", SUM).calls_as("b", "note", NOTE),
        _ => Turn::from("Done."),
    })
}

async fn one(fault: Fault) -> Vec<Result<Delta, String>> {
    let chaos = ChaosPlatform::new(model(), 3).fault(fault, 1.0).giant(300);
    let deltas = deltas(&chaos, &Context::default()).await;
    // A conversation without calls has no identity that could be used again.
    assert_eq!(chaos.injected().iter().map(|injected| injected.fault).collect::<Vec<_>>(), [fault]);
    deltas
}

fn arguments(deltas: &[Result<Delta, String>], call: usize) -> String {
    let fragments = deltas.iter().filter_map(|delta| match delta {
        Ok(Delta::CallArguments { index, fragment }) if *index == call => Some(fragment.as_str()),
        _ => None,
    });
    fragments.collect()
}

fn starts(deltas: &[Result<Delta, String>]) -> Vec<(Option<&str>, &str)> {
    let starts = deltas.iter().filter_map(|delta| match delta {
        Ok(Delta::CallStart { id, name, .. }) => Some((id.as_deref(), name.as_str())),
        _ => None,
    });
    starts.collect()
}

fn at(deltas: &[Result<Delta, String>], wanted: impl Fn(&Delta) -> bool) -> Option<usize> {
    deltas.iter().position(|delta| delta.as_ref().is_ok_and(&wanted))
}

fn finish(deltas: &[Result<Delta, String>]) -> Option<usize> {
    at(deltas, |delta| matches!(delta, Delta::Finish(_)))
}

#[tokio::test(start_paused = true)]
async fn faults_of_arguments_are_what_they_are_called() {
    let spoiled = |deltas: &[_]| {
        [(0, SUM), (1, NOTE)].into_iter().find_map(|(call, was)| {
            let now = arguments(deltas, call);
            (now != was).then_some((was, now))
        })
    };
    let (was, now) = spoiled(&one(Fault::StringifiedArguments).await).unwrap();
    assert_eq!(llm_functions::json::read(&now).unwrap().as_str(), Some(was));
    let (was, now) = spoiled(&one(Fault::CutArguments).await).unwrap();
    assert!(was.starts_with(&now) && was != now);
    let (was, now) = spoiled(&one(Fault::Garbage).await).unwrap();
    assert!(now.starts_with(was) && llm_functions::json::read(&now).is_err());
    let (was, now) = spoiled(&one(Fault::Giant).await).unwrap();
    assert_eq!((now.len(), now.trim_start()), (was.len() + 300, was));
}

#[tokio::test(start_paused = true)]
async fn faults_of_calls_are_what_they_are_called() {
    let invented = one(Fault::InventedName).await;
    assert!(starts(&invented).iter().any(|(_, name)| !["add", "note"].contains(name)));
    let twice = one(Fault::DuplicateCall).await;
    let calls = starts(&twice);
    assert!(calls.len() == 3 && calls[..2].contains(&calls[2]));
    assert!(arguments(&twice, 2) == SUM || arguments(&twice, 2) == NOTE);
    let same = one(Fault::DuplicateId).await;
    assert_eq!(starts(&same)[0].0, starts(&same)[1].0);
    assert!(starts(&one(Fault::EmptyId).await).iter().any(|(id, _)| *id == Some("")));
    let woven = one(Fault::Interleaved).await;
    assert_eq!((arguments(&woven, 0).as_str(), arguments(&woven, 1).as_str()), (SUM, NOTE));
    let first_end = at(&woven, |delta| matches!(delta, Delta::CallEnd { .. })).unwrap();
    assert_eq!(woven[first_end], Ok(Delta::CallEnd { index: 1 }));
    assert!(at(&woven, |delta| matches!(delta, Delta::CallStart { index: 1, .. })).unwrap() < first_end);
    let stray = one(Fault::UnknownCall).await;
    assert_eq!(starts(&stray).len(), 2);
    assert!(at(&stray, |delta| matches!(delta, Delta::CallArguments { index: 2.., .. })).is_some());
}

#[tokio::test(start_paused = true)]
async fn faults_of_the_end_are_what_they_are_called() {
    let early = one(Fault::EarlyFinish).await;
    assert_eq!(early.last(), Some(&Ok(Delta::CallEnd { index: 1 })));
    assert!(finish(&early).is_some());
    let after = one(Fault::AfterFinish).await;
    assert!(finish(&after).unwrap() < after.len() - 1);
    assert_eq!(one(Fault::WrongFinish).await.last(), Some(&Ok(Delta::Finish(FinishReason::Stop))));
    assert_eq!(one(Fault::EmptyTurn).await, [Ok(Delta::Finish(FinishReason::Stop))]);
    assert_eq!(finish(&one(Fault::CutStream).await), None);
    let broken = one(Fault::Error).await;
    assert!(broken.last().unwrap().as_ref().unwrap_err().contains("the connection broke"));
    let started = tokio::time::Instant::now();
    let stalled = one(Fault::Stall).await;
    assert_eq!((started.elapsed(), stalled.len()), (Duration::from_secs(60), 8));
}

#[tokio::test(start_paused = true)]
async fn without_faults_nothing_changes_and_a_used_identity_can_come_back() {
    let calm = ChaosPlatform::new(model(), 1);
    let plain = deltas(&model(), &Context::default()).await;
    assert_eq!(deltas(&calm, &Context::default()).await, plain);
    assert_eq!(calm.injected(), []);

    let again = MockPlatform::new("tiny").answers(|_| Turn::new().calls("add", SUM));
    let chaos = ChaosPlatform::new(again, 1).fault(Fault::DuplicateId, 1.0);
    let mut session = open(chaos.clone()).await;
    ask(&mut session, "Add!").await.unwrap();
    assert!(chaos.count(Fault::DuplicateId) > 0, "the second turn uses the identity of the first");
    assert_every_call_is_answered(&session.context().await);
}

async fn storm(seed: u64, rate: f64) -> (Vec<Injected>, Vec<String>) {
    let chaos = ChaosPlatform::new(model(), seed).faults(rate).giant(1000);
    let mut outcomes = Vec::new();
    for _ in 0..10 {
        let mut session = open(chaos.clone()).await;
        for _ in 0..5 {
            let outcome = ask(&mut session, "Go!").await;
            outcomes.push(format!("{outcome:?}"));
            assert_every_call_is_answered(&session.context().await);
        }
    }
    (chaos.injected(), outcomes)
}

#[tokio::test(start_paused = true)]
async fn a_seed_says_everything() {
    let (first, second, other) = (storm(7, 0.5).await, storm(7, 0.5).await, storm(8, 0.5).await);
    assert_eq!(first, second);
    assert_ne!(first.0, other.0);
}

#[tokio::test(start_paused = true)]
async fn every_call_is_answered_whatever_happens() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..40 {
        seen.extend(storm(seed, 0.9).await.0.into_iter().map(|injected| injected.fault));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), Fault::ALL, "every fault happened");
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_that_of_turns_with_a_fault() {
    let turns = 4000;
    let quiet = MockPlatform::new("tiny").forgets().answers(|_| Turn::new().calls("add", SUM).calls("note", NOTE));
    let chaos = ChaosPlatform::new(quiet, 1).faults(0.1).giant(10).stall(Duration::from_millis(1));
    for _ in 0..turns {
        deltas(&chaos, &Context::default()).await;
    }
    let hit: std::collections::BTreeSet<_> = chaos.injected().iter().map(|injected| injected.session).collect();
    assert!((300..500).contains(&hit.len()), "{} of {turns}", hit.len());
}

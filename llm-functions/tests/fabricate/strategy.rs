//! Strategies: what they make fits, and what fails is shrunk to something plain.

use std::cell::RefCell;
use std::sync::Arc;

use llm_functions::fabricate::{arguments_strategy, strategy};
use llm_functions::json::Json;
use llm_functions::view::{FunctionView, NodeId};
use llm_functions::{LlmFunction, ParameterType};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};

use crate::types::{CONSTRAINED, Everything};
use crate::view;

fn runner() -> TestRunner {
    TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })
}

#[test]
fn what_a_strategy_makes_fits() {
    let view = Arc::new(view(CONSTRAINED));
    let shared = Arc::clone(&view);
    runner()
        .run(&arguments_strategy(view), move |value| {
            prop_assert!(shared.accepts(NodeId::ROOT, &value), "{value}");
            Ok(())
        })
        .unwrap();
    runner().run(&strategy::<Everything>(), |_| Ok(())).unwrap();
}

#[test]
fn many_different_values_are_made() {
    let seen = RefCell::new(Vec::new());
    let view = FunctionView::of::<Everything>();
    runner()
        .run(&arguments_strategy(view), |value| {
            seen.borrow_mut().push(value.to_string());
            Ok(())
        })
        .unwrap();
    let mut seen = seen.into_inner();
    seen.sort_unstable();
    seen.dedup();
    assert!(seen.len() > 200, "{} of 256", seen.len());
}

#[derive(ParameterType, Debug)]
struct Entry {
    name: String,
    number: u32,
}

/// Store entries.
#[derive(LlmFunction, Debug)]
struct Store {
    /// What to store.
    entries: Vec<Entry>,
    /// Where.
    #[parameter(max_length = 9)]
    place: Option<String>,
}

#[test]
fn a_failure_is_shrunk() {
    let failure = runner().run(&strategy::<Store>(), |store| match store.entries.len() {
        0 => Ok(()),
        _ => Err(TestCaseError::fail("too many")),
    });
    let Err(TestError::Fail(_, store)) = failure else { panic!("no failure: {failure:?}") };
    assert_eq!((store.entries.len(), store.place), (1, None), "{:?}", store.entries);
    let entry = store.entries.first().unwrap().to_json().to_string();
    assert_eq!(entry, r#"{"name":"","number":0}"#, "the plainest entry");
    let view = FunctionView::of::<Store>();
    assert!(view.accepts(NodeId::ROOT, &Json::object([("entries", Json::Array(vec![]))])));
}

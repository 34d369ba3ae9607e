//! The default model as it is really fetched, into the cache that every other test and the demo use.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use llm_runtime::models::{DEFAULT_MODEL, ModelManager, State};

#[test]
fn the_default_model_is_fetched_once_and_found_at_once_after_that() {
    let manager = ModelManager::from_env().unwrap();
    let path = manager.ensure_named(DEFAULT_MODEL, &mut |_| ()).expect("the default model can be fetched");
    let began = Instant::now();
    assert_eq!(manager.ensure_named(DEFAULT_MODEL, &mut |_| panic!("nothing is left to do")).unwrap(), path);
    assert!(began.elapsed() < Duration::from_millis(100), "a warm start must not read the whole file");
    let models = manager.list().unwrap();
    let model = models.iter().find(|model| model.name == DEFAULT_MODEL).unwrap();
    assert_eq!(model.state, State::Verified);
    assert_eq!(model.size, manager.catalogue().get(DEFAULT_MODEL).unwrap().size);
}

#[test]
fn every_built_in_model_says_where_it_comes_from_and_under_which_licence() {
    let manager = ModelManager::new("unused");
    for entry in manager.catalogue().iter() {
        assert!(!entry.sources.is_empty() && entry.licence != "unknown", "{}", entry.name);
        assert_eq!(entry.sha256.len(), 64, "{}", entry.name);
        assert!(entry.size > 0 && entry.context_length > 0, "{}", entry.name);
    }
}

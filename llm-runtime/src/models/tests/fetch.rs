//! The good path, and what is asked of the index on it.

use std::fs;

use super::bench::{Bench, NAME, model};
use crate::models::{Phase, State};

#[test]
fn a_model_is_put_together_from_its_packages() {
    let bench = Bench::new();
    let path = bench.ensure().unwrap();
    assert_eq!(fs::read(path).unwrap(), model());
    assert_eq!(bench.asked(), ["part-1==1.0", "part-2==1.0"]);
    assert!(!bench.leftovers(), "the packages are not kept beside the model");
}

#[test]
fn a_model_that_is_here_is_neither_fetched_nor_read_again() {
    let bench = Bench::new();
    bench.ensure().unwrap();
    let mut phases = Vec::new();
    bench.manager().ensure(&bench.entry, &mut |progress| phases.push(progress.phase)).unwrap();
    assert_eq!(bench.asked().len(), 2);
    assert!(phases.is_empty(), "a warm start does nothing worth reporting: {phases:?}");
}

#[test]
fn progress_names_the_model_and_never_runs_past_its_total() {
    let bench = Bench::new();
    let mut seen = Vec::new();
    let mut watch = |progress: crate::models::Progress<'_>| {
        assert_eq!(progress.model, NAME);
        assert!(progress.done <= progress.total, "{progress:?}");
        seen.push(progress.phase);
    };
    bench.manager().ensure(&bench.entry, &mut watch).unwrap();
    assert!(seen.contains(&Phase::Fetching) && seen.contains(&Phase::Unpacking), "{seen:?}");
}

#[test]
fn a_fetched_model_is_listed_as_verified() {
    let bench = Bench::new();
    assert!(bench.manager().list().unwrap().is_empty(), "a cache that does not exist yet is empty");
    let path = bench.ensure().unwrap();
    let [listed] = bench.manager().list().unwrap().try_into().unwrap();
    assert_eq!((listed.name.as_str(), &listed.path, listed.size), (NAME, &path, model().len() as u64));
    assert_eq!((listed.state, listed.sha256.as_deref()), (State::Verified, Some(&*bench.entry.sha256)));
}

#[test]
fn two_at_once_fetch_once() {
    let bench = Bench::new();
    fs::write(bench.path("delay"), "0.5").unwrap();
    let paths: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| bench.ensure().unwrap())).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert!(paths.iter().all(|path| fs::read(path).unwrap() == model()));
    assert_eq!(bench.asked().len(), 2, "one of them fetched, the others waited");
}

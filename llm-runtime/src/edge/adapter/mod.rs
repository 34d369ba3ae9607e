//! Adapters: small differences to a model's weights (`LoRA`), each in a GGUF file of its own.
//!
//! An adapter's file is outside data as a model's is, and llama.cpp takes more of it on trust: it aborts at a key of another
//! type, and computes with pairs that do not fit each other. So an adapter is read and held against its model here
//! (`file`), and llama.cpp never sees it: what it sees is a file that [`prepare`] wrote. That file also holds what a
//! context could not: several adapters, each with its weight. A pair of an adapter is a product of two thin matrices, so
//! that the sum of several is the product of their columns and rows side by side, with each weight multiplied into one of
//! the two. Or the products are added to the weights themselves ([`merge()`]), after which an adapter costs nothing more.
//! Prepared files are kept, under a digest of what went into them.
//!
//! ```no_run
//! use llm_runtime::edge::adapter;
//! let prepared = adapter::prepare("model.gguf".as_ref(), &[("health.gguf".into(), 1.0), ("brief.gguf".into(), 0.5)])?;
//! # let _ = prepared;
//! # Ok::<(), llm_runtime::Error>(())
//! ```

mod file;
mod kept;
mod merge;
mod stack;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use file::Adapter;

use super::model::gguf::Gguf;
use crate::error::{Error, ErrorKind, Result};
use crate::models::cache_directory;

/// Makes one file of adapters with their weights, which llama.cpp takes with a scale of 1: the same file for the same
/// adapters, written once and kept in the cache directory.
///
/// # Errors
/// [`ErrorKind::Model`] that names the adapter, and what about it does not fit the model; or that there is no room for the
/// file, or no place.
pub fn prepare(model: &Path, adapters: &[(PathBuf, f32)]) -> Result<PathBuf> {
    prepare_in(&cache(model)?.join("adapters"), model, adapters)
}

/// The same in a directory of one's own, which is created if it is not there.
///
/// # Errors
/// Those of [`prepare`].
pub fn prepare_in(directory: &Path, model: &Path, adapters: &[(PathBuf, f32)]) -> Result<PathBuf> {
    if adapters.is_empty() {
        return Err(refused(model, "no adapter was named for it"));
    }
    let (base, read) = read(model, adapters)?;
    stack::prepare(directory, &base, &read).map_err(|(path, reason)| refused(&path, &reason))
}

/// Makes one file of a model and adapters with their weights, that needs no adapter any more: what they change is added to
/// the model's weights, which are held in eight bits where they had four. Written once, and kept in the cache directory
/// until nobody used it for 30 days.
///
/// `go_on` is told how much is done, from 0 to 1; when it says no, nothing is left, and nothing given back.
///
/// # Errors
/// Those of [`prepare`], and [`ErrorKind::Model`] when an adapter changes a tensor of a format that cannot be read here.
pub fn merge(model: &Path, adapters: &[(PathBuf, f32)], go_on: &mut dyn FnMut(f32) -> bool) -> Result<Option<PathBuf>> {
    merge_in(&cache(model)?.join("merged"), model, adapters, go_on)
}

/// The same in a directory of one's own, in which files are removed that were not used for 30 days.
///
/// # Errors
/// Those of [`merge`].
pub fn merge_in(
    directory: &Path,
    model: &Path,
    adapters: &[(PathBuf, f32)],
    go_on: &mut dyn FnMut(f32) -> bool,
) -> Result<Option<PathBuf>> {
    let (base, read) = read(model, adapters)?;
    merge::merge(directory, (model, &base), &read, go_on).map_err(|(path, reason)| refused(&path, &reason))
}

fn read(model: &Path, adapters: &[(PathBuf, f32)]) -> Result<(Gguf, Vec<Adapter>)> {
    let base = Gguf::read(model)?;
    let mut read = Vec::new();
    for (path, weight) in adapters {
        read.push(Adapter::read(path, *weight, &base).map_err(|reason| refused(path, &reason))?);
    }
    Ok((base, read))
}

fn cache(model: &Path) -> Result<PathBuf> {
    cache_directory().map_err(|error| {
        let reason = "there is no directory to keep prepared files in".to_owned();
        Error::with_source(ErrorKind::Model { model: model.display().to_string(), reason }, error)
    })
}

fn refused(path: &Path, reason: &str) -> Error {
    let reason = format!("{reason}; give an adapter that was made for this model and converted to GGUF");
    Error::new(ErrorKind::Model { model: path.display().to_string(), reason })
}

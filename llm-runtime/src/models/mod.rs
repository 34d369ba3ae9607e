//! The model manager: gets a model's weights onto this machine, checks them, and keeps them.
//!
//! Weights are too large to commit and too important to trust: a file that was cut off, or that somebody exchanged, must
//! not reach the engine. So a [`CatalogueEntry`] names the digest of the file that it stands for, and [`ModelManager`]
//! hands out a path only when the file there has that digest. Where the bytes come from is a [`Source`]; today that is
//! the Python package index, through its ordinary client `pip`, a file that is already here, or a server that has it. What
//! no package has in llama.cpp's format is converted here, always into the same bytes.
//!
//! What a process leaves behind when it is killed in mid-fetch is either a whole package, which the next fetch checks
//! and uses, or rubbish, which the next fetch removes. Two processes that want the same model wait for each other.
//!
//! Everything here blocks: on a runtime, call it from a thread that may block.
//!
//! ```no_run
//! use llm_runtime::models::{ModelManager, DEFAULT_MODEL};
//!
//! let manager = ModelManager::from_env()?;
//! let path = manager.ensure_named(DEFAULT_MODEL, &mut |progress| eprintln!("{progress}"))?;
//! println!("{}", path.display());
//! # Ok::<(), llm_runtime::models::ModelError>(())
//! ```

mod cache;
mod catalogue;
mod convert;
mod error;
mod fetch;
mod installed;
mod manager;
mod progress;

#[cfg(test)]
mod tests;

#[cfg(feature = "edge")]
pub(crate) use cache::digest::{hexadecimal, of_file as digest_of_file};
pub use catalogue::{Bytes, Catalogue, CatalogueEntry, Companion, DEFAULT_MODEL, Encoder, Source, Wheel};
pub use error::ModelError;
pub use fetch::Python;
#[cfg(feature = "cloud")]
pub use fetch::hub_url;
pub use installed::{InstalledModel, ModelFiles, State};
pub use manager::{CACHE_VARIABLE, ModelManager, cache_directory};
pub use progress::{Phase, Progress};

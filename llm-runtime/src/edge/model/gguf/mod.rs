//! Model files, read and checked in Rust before llama.cpp sees them.
//!
//! llama.cpp aborts the process where a check of its own fails, and some of what a file says it does not check at all. So
//! a file is read here first: [`Gguf`] is everything but the weights. [`check`] then holds it to what llama.cpp relies on,
//! from the file inwards: the form of the file (`reader`, `layout`), the vocabulary (`vocabulary`), the sizes of which
//! an architecture consists (`sizes`), and each tensor's place in it (`shapes`). What is wrong is named by its key or
//! tensor. [`Draft`] writes files, for adapters that are stacked and for tests:
//!
//! ```
//! use llm_runtime::edge::gguf::{Draft, Number, TensorKind, Value};
//! let mut draft = Draft::default();
//! draft.set("general.architecture", Value::Text("llama".into()));
//! draft.set("llama.block_count", Value::Number(Number::u32(1)));
//! draft.push("output_norm.weight", TensorKind::F32, &[2], vec![0; 8]);
//! let mut bytes = Vec::new();
//! draft.write(&mut bytes)?;
//! assert_eq!(&bytes[..4], b"GGUF");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The architectures that are known by heart here are those in `shapes`. Of the others only the form, the vocabulary and
//! what llama.cpp reads for every architecture are checked; [`probe`](crate::edge::probe) tries such a file in a process
//! of its own.

mod architectures;
mod cuts;
mod keys;
mod layout;
mod reader;
mod shapes;
mod sizes;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
pub(crate) use crate::gguf::header;
use crate::gguf::{ALIGNMENT, kind, value};
pub use crate::gguf::{Draft, Number, Scalar, Tensor, TensorKind, Texts, Value};
pub(crate) use keys::Keys;
use reader::Reader;
pub(crate) use sizes::Sizes;

/// What a GGUF file says of itself: every key with its value, and every tensor with its shape and place. The weights stay
/// in the file.
///
/// ```no_run
/// let file = llm_runtime::edge::gguf::Gguf::read("model.gguf".as_ref())?;
/// println!("{:?} with {} tensors", file.architecture(), file.tensors().len());
/// # Ok::<(), llm_runtime::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Gguf {
    pub(crate) values: Vec<(String, Value)>,
    pub(crate) tensors: Vec<Tensor>,
    /// Where the weights begin, in bytes from the beginning of the file.
    pub(crate) data: u64,
}

impl Gguf {
    /// Reads a file's keys, values and tensors, and checks that it is whole.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] that says what is wrong with the file and what to do about it.
    pub fn read(path: &Path) -> Result<Self> {
        open(path).map_err(|reason| refused(path, &reason))
    }

    /// The architecture that the file names; empty if it names none.
    pub fn architecture(&self) -> &str {
        self.text("general.architecture").unwrap_or_default()
    }

    /// Every key with its value, in the file's order.
    pub fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The value of a key.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|(found, _)| found == key).map(|(_, value)| value)
    }

    /// The value of a key if it is a text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value(key).and_then(Value::as_text)
    }

    /// Every tensor, in the file's order.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// A tensor by its name.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }
}

/// How well a model's architecture is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Depth {
    /// Every size and every tensor was checked.
    Whole,
    /// The architecture or the tokenizer is not known by heart: only what all have in common was checked.
    Common,
}

/// Checks that a file is a model that llama.cpp can load without harm.
///
/// # Errors
/// [`ErrorKind::Model`] that names the key or the tensor that is wrong, and what to do about it.
pub fn check(path: &Path) -> Result<Depth> {
    open(path).and_then(|file| examine(&file)).map_err(|reason| refused(path, &reason))
}

/// Checks what a model file says of itself; the reason why it is refused otherwise.
pub(crate) fn examine(file: &Gguf) -> Result<Depth, String> {
    let keys = Keys::of(file)?;
    keys.check_kind_of_file()?;
    layout::check_kinds(file)?;
    let vocabulary = vocabulary::check(&keys)?;
    let sizes = Sizes::read(&keys)?;
    let known = shapes::check(file, &keys, &sizes, vocabulary.tokens)?;
    Ok(if known && vocabulary.known { Depth::Whole } else { Depth::Common })
}

fn open(path: &Path) -> Result<Gguf, String> {
    let facts = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => format!("the file cannot be read: {error}"),
    })?;
    if !facts.is_file() {
        return Err("this is a directory, not a model file".to_owned());
    }
    let file = File::open(path).map_err(|error| format!("the file cannot be read: {error}"))?;
    Reader::new(BufReader::with_capacity(1 << 16, file), facts.len()).file()
}

/// Reads a file that is in memory; for tests and for drafts.
#[cfg(test)]
pub(crate) fn parse(bytes: &[u8]) -> Result<Gguf, String> {
    Reader::new(bytes, bytes.len() as u64).file()
}

/// The error for a file that is not used, with the way out.
pub(crate) fn refused(path: &Path, reason: &str) -> Error {
    Error::new(ErrorKind::Model {
        model: path.display().to_string(),
        reason: format!("{reason}; fetch it again or give another file"),
    })
}

//! Quantizing: a model or an adapter becomes a smaller file of the same.
//!
//! A model goes through llama.cpp's own routine, which chooses a type for every tensor. It can be neither watched nor
//! stopped, so it runs in a process of its own where a [`Probe`] is given: then it can be killed, by whoever asks for it or
//! by a fault of its own. How far it is, is read from the length of what it has written. llama.cpp refuses adapters; those
//! are converted here.

mod adapter;
mod mixture;
pub(crate) mod native;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub use mixture::{Mixture, UnknownMixture};

use super::model::gguf::{self, Gguf, Keys};
use super::probe::{Answer, Job, Probe};
use crate::error::{Error, ErrorKind, Result};

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes written.
    pub done: u64,
    /// Bytes that it will have, estimated from its shapes.
    pub total: u64,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quantized {
    /// Bytes of the file that was read, and of the one that was written.
    pub bytes: [u64; 2],
    /// What stands in another type than was asked for, and why. Of a model, llama.cpp does not tell.
    pub notes: Vec<String>,
}

/// What is to be quantized, and to what.
#[derive(Clone, Debug)]
#[must_use]
pub struct Quantize {
    input: PathBuf,
    output: PathBuf,
    mixture: Mixture,
    requantize: bool,
    probe: Option<Probe>,
}

impl Quantize {
    /// From a file to one that is not there yet.
    pub fn new(input: impl Into<PathBuf>, output: impl Into<PathBuf>, mixture: Mixture) -> Self {
        Self { input: input.into(), output: output.into(), mixture, requantize: false, probe: None }
    }

    /// Takes a model that is quantized already, which loses more than quantizing it once.
    pub fn requantize(mut self, requantize: bool) -> Self {
        self.requantize = requantize;
        self
    }

    /// Has llama.cpp do it in a process of its own, which can be stopped.
    pub fn probe(mut self, probe: Probe) -> Self {
        self.probe = Some(probe);
        self
    }

    /// Does it, on this thread. Progress is told several times a second; when it says to break, what was written is
    /// removed, at once where a [`Probe`] was given and at the end of llama.cpp's routine otherwise.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] that says what is wrong with the input, that the output is there already, that there is no
    /// room for it, or how llama.cpp failed; [`ErrorKind::Cancelled`] when it was stopped. The output is then as it was.
    pub fn run(&self, progress: &mut dyn FnMut(Progress) -> ControlFlow<()>) -> Result<Quantized> {
        let input = Gguf::read(&self.input)?;
        let adapter = input.text("general.type") == Some("adapter");
        let checked = if adapter { adapter::check(&input, self.mixture) } else { self.check(&input) };
        checked.map_err(|reason| failed(&self.input, &reason))?;
        let total = if adapter { adapter::bytes(&input, self.mixture) } else { self.estimate(&input) };
        self.check_place(total)?;
        let unfinished = Unfinished::beside(&self.output);
        let mut go_on = || {
            let done = std::fs::metadata(&unfinished.path).map_or(0, |facts| facts.len());
            progress(Progress { done: done.min(total), total })
        };
        let notes = if adapter {
            adapter::convert(&self.input, &input, &unfinished.path, self.mixture, &mut go_on)
        } else {
            self.model(&unfinished.path, &mut go_on).map(|done| done.map(|()| Vec::new()))
        };
        let notes = notes.map_err(|reason| failed(&self.input, &reason))?.ok_or(ErrorKind::Cancelled)?;
        Gguf::read(&unfinished.path)?;
        let bytes = [&self.input, &unfinished.path].map(|path| std::fs::metadata(path).map_or(0, |facts| facts.len()));
        unfinished.finish(&self.output)?;
        Ok(Quantized { bytes, notes })
    }

    fn check(&self, input: &Gguf) -> Result<(), String> {
        gguf::examine(input)?;
        Keys::of(input)?;
        let full = [gguf::TensorKind::F32, gguf::TensorKind::F16, gguf::TensorKind::BF16];
        match input.tensors().iter().find(|tensor| !full.contains(&tensor.kind)) {
            Some(tensor) if !self.requantize => Err(format!(
                "it is quantized already (`{}` is of type {}), and what was lost does not come back; take the original, or \
                 ask for it nevertheless with requantize",
                tensor.name,
                tensor.kind.name()
            )),
            _ => Ok(()),
        }
    }

    /// Matrices by the mixture, the rest as it is, and a fifth more for what a mixture has of larger types.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate of a positive number"
    )]
    fn estimate(&self, input: &Gguf) -> u64 {
        let bytes = input.tensors().iter().map(|tensor| match tensor.shape.as_slice() {
            [_, rows, ..] if *rows > 1 => tensor.elements() as f64 * self.mixture.bits() / 8.0,
            _ => tensor.bytes() as f64,
        });
        (bytes.sum::<f64>() * 1.2) as u64 + input.data
    }

    fn check_place(&self, needed: u64) -> Result<()> {
        if std::fs::symlink_metadata(&self.output).is_ok() {
            return Err(failed(
                &self.output,
                "something is there already, and it is not written over; name another place",
            ));
        }
        let folder = self.output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let free = fs4::available_space(folder).map_err(|error| {
            let reason = "its folder cannot be written to; name one that is there";
            Error::with_source(
                ErrorKind::Model { model: self.output.display().to_string(), reason: reason.to_owned() },
                error,
            )
        })?;
        if free < needed {
            let reason = format!("there is no room for it: {needed} bytes may be needed and {free} are free");
            return Err(failed(&self.output, &reason));
        }
        Ok(())
    }

    /// Nothing when it was stopped.
    fn model(&self, to: &Path, go_on: &mut dyn FnMut() -> ControlFlow<()>) -> Result<Option<()>, String> {
        let job = Job {
            input: self.input.clone(),
            output: to.to_owned(),
            mixture: self.mixture.number(),
            requantize: self.requantize,
        };
        let Some(probe) = &self.probe else { return in_this_process(&job, go_on) };
        let answer = probe.start().map_err(|error| error.to_string())?.quantize(job, go_on);
        match answer.map_err(|how| format!("the process that quantized it {how}"))? {
            Some(Answer::Fit) => Ok(Some(())),
            Some(Answer::Unfit(reason)) => Err(reason),
            None => Ok(None),
        }
    }
}

/// On a thread, so that this one can tell how far it is.
fn in_this_process(job: &Job, go_on: &mut dyn FnMut() -> ControlFlow<()>) -> Result<Option<()>, String> {
    let mut stopped = false;
    std::thread::scope(|scope| {
        let work = scope.spawn(|| native::quantize(job));
        while !work.is_finished() {
            stopped |= go_on().is_break();
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        work.join().map_err(|_| "its thread panicked".to_owned())?
    })?;
    Ok((!stopped).then_some(()))
}

fn failed(path: &Path, reason: &str) -> Error {
    Error::new(ErrorKind::Model { model: path.display().to_string(), reason: reason.to_owned() })
}

/// A file that is removed unless it is finished, so that nobody finds half of one under its name.
struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    fn beside(output: &Path) -> Self {
        let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { path: output.with_file_name(format!(".{name}.{}.unfinished", std::process::id())) }
    }

    fn finish(self, output: &Path) -> Result<()> {
        std::fs::rename(&self.path, output).map_err(|error| {
            let reason = "it cannot be given its name".to_owned();
            Error::with_source(ErrorKind::Model { model: output.display().to_string(), reason }, error)
        })
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Once it is finished, it is not there any more.
        let _ = std::fs::remove_file(&self.path);
    }
}

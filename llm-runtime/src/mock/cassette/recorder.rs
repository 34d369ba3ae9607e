//! [`Recorder`]: a platform whose answers are kept.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use llm_functions::BoxFuture;

use super::file::{Head, Line, Opened};
use super::recording::RecordingEngine;
use super::redaction::Redaction;
use super::request;
use super::tape::Tape;
use crate::error::Result;
use crate::platform::{Capabilities, Engine, Platform};
use crate::schema::Schema;

/// Wraps a platform and writes what it is asked and what it answers to a cassette, for [`Replay`](super::Replay).
///
/// ```
/// use llm_runtime::{Runner, Schema, mock::{MockPlatform, Recorder, Redaction, Replay}};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let path = std::env::temp_dir().join(format!("greeting-{}.cassette", std::process::id()));
/// let schema = || Schema::builder("tiny").instructions("Be brief.").build();
///
/// // Once, with the real platform:
/// let recorder = Recorder::new(MockPlatform::new("tiny").says("Hello, Ada!"), &path, Redaction::default())?;
/// let runner = Runner::builder().platform(recorder).build()?;
/// assert_eq!(runner.session(schema()?).await?.generate_text("I am Ada.").await?, "Hello, Ada!");
///
/// // From then on, with the cassette. What a person says is private unless it is labelled otherwise.
/// let runner = Runner::builder().platform(Replay::open(&path)?).build()?;
/// assert_eq!(runner.session(schema()?).await?.generate_text("I am Ada.").await?, "[private]");
/// # std::fs::remove_file(path).ok();
/// # Ok::<(), llm_runtime::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Recorder {
    inner: Arc<dyn Platform>,
    redaction: Redaction,
    tape: Arc<Tape>,
}

impl Recorder {
    /// Records to this file, which is replaced if it is there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn new(inner: impl Platform + 'static, path: impl AsRef<Path>, redaction: Redaction) -> Result<Self> {
        let tape = Arc::new(Tape::create(path.as_ref())?);
        let head = Head::of(&inner.capabilities(), redaction.written(), redaction.has_redactor());
        tape.write(&Line::Cassette(head))?;
        Ok(Self { inner: Arc::new(inner), redaction, tape })
    }
}

impl Platform for Recorder {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        Box::pin(async move {
            let inner = self.inner.open(Arc::clone(&schema)).await?;
            let described = request::of_schema(&schema);
            let digest = request::digest(&[&described]);
            let model = inner.origin().model.clone();
            let opened = Opened { schema: digest.clone(), model, window: inner.window() };
            let session = self.tape.open(opened, described)?;
            let (redaction, tape) = (self.redaction.clone(), Arc::clone(&self.tape));
            let engine = RecordingEngine { inner, schema, digest, redaction, tape, session, turns: 0 };
            Ok(Box::new(engine) as Box<dyn Engine>)
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Recorder")
            .field("path", &self.tape.path)
            .field("redaction", &self.redaction)
            .finish_non_exhaustive()
    }
}

//! [`Loading`]: models that are loaded when they are first asked for.
//!
//! Whoever asks for a model that is not there waits for it in the queue, and all who do wait for one loading. It goes on when
//! they leave: half a model is of no use to the next. One that cannot be loaded is left alone for a while, and longer after
//! each further failure, so that nobody can keep the machine busy with a damaged file.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use llm_functions::BoxFuture;
use llm_runtime::ErrorKind;
use llm_runtime::fog::protocol::ModelState;
use tokio::sync::watch;

use crate::refused::Refused;

/// How long a model that could not be loaded is left alone: twice as long after each further failure.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Told how much of a model is loaded, from 0 to 1.
pub type Progress = Box<dyn FnMut(f32) + Send>;

/// Loads the models of a node.
pub trait Loader: Send + Sync {
    /// Whether a model is loaded. Must not wait.
    fn is_loaded(&self, model: &str) -> bool;

    /// Loads a model; one that is loaded already is no error.
    fn load<'a>(&'a self, model: &'a str, progress: Progress) -> BoxFuture<'a, llm_runtime::Result<()>>;
}

#[cfg(feature = "edge")]
impl Loader for llm_runtime::edge::EdgePlatform {
    fn is_loaded(&self, model: &str) -> bool {
        Self::is_loaded(self, model)
    }

    fn load<'a>(&'a self, model: &'a str, progress: Progress) -> BoxFuture<'a, llm_runtime::Result<()>> {
        Box::pin(self.load_with_progress(model, progress))
    }
}

/// Why a model is not there.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// Others are used, and there is no room beside them.
    NoRoom,
    Refused(Refused),
}

/// Models that are loaded when they are first asked for. Clones are the same.
#[derive(Clone)]
pub(super) struct Loading {
    loader: Arc<dyn Loader>,
    states: Arc<Mutex<HashMap<String, State>>>,
}

enum State {
    Coming { percent: Arc<AtomicU8>, end: End },
    Failed { refused: Refused, times: u32, until: Instant },
}

/// How a loading ended, once it has.
type End = watch::Receiver<Option<Result<(), Failure>>>;

impl Loading {
    pub(super) fn new(loader: Arc<dyn Loader>) -> Self {
        Self { loader, states: Arc::default() }
    }

    pub(super) fn is_loaded(&self, model: &str) -> bool {
        self.loader.is_loaded(model)
    }

    /// Whether a model is there, and how far it has come.
    pub(super) fn state(&self, model: &str) -> (ModelState, Option<u8>) {
        match self.lock().get(model) {
            Some(State::Coming { percent, .. }) => (ModelState::Loading, Some(percent.load(Ordering::Relaxed))),
            Some(State::Failed { until, .. }) if *until > Instant::now() => (ModelState::Failed, None),
            _ if self.is_loaded(model) => (ModelState::Loaded, None),
            _ => (ModelState::Unloaded, None),
        }
    }

    /// Waits until a model is loaded.
    pub(super) async fn ensure(&self, model: &str) -> Result<(), Failure> {
        let Some(mut end) = self.begun(model, Instant::now())? else { return Ok(()) };
        let ended = end.wait_for(Option::is_some).await.map(|ended| ended.clone());
        if let Ok(Some(ended)) = ended {
            return ended;
        }
        // The task that loaded is gone without a word.
        self.lock().remove(model);
        Err(Failure::Refused(Refused::of_engine(&ErrorKind::EngineStopped.into())))
    }

    /// The loading that is under way, or a new one; `None` when it is loaded.
    fn begun(&self, model: &str, now: Instant) -> Result<Option<End>, Failure> {
        if self.is_loaded(model) {
            return Ok(None);
        }
        let mut states = self.lock();
        let times = match states.get(model) {
            Some(State::Coming { end, .. }) => return Ok(Some(end.clone())),
            Some(State::Failed { refused, until, .. }) if *until > now => {
                let retry_after = Some(until.saturating_duration_since(now));
                return Err(Failure::Refused(Refused { retry_after, ..refused.clone() }));
            }
            Some(State::Failed { times, .. }) => *times,
            None => 0,
        };
        let (told, end) = watch::channel(None);
        let percent = Arc::<AtomicU8>::default();
        states.insert(model.to_owned(), State::Coming { percent: Arc::clone(&percent), end: end.clone() });
        drop(states);
        let (this, model) = (self.clone(), model.to_owned());
        tokio::spawn(async move {
            let ended = this.load(&model, percent, times).await;
            let _ = told.send(Some(ended));
        });
        Ok(Some(end))
    }

    async fn load(&self, model: &str, percent: Arc<AtomicU8>, failures: u32) -> Result<(), Failure> {
        tracing::info!(model, "a model is being loaded");
        let begun = Instant::now();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 100")]
        let told = Box::new(move |part: f32| percent.store((part * 100.0).clamp(0.0, 100.0) as u8, Ordering::Relaxed));
        let loaded = self.loader.load(model, told).await;
        let mut states = self.lock();
        let Err(error) = loaded else {
            states.remove(model);
            tracing::info!(model, seconds = begun.elapsed().as_secs_f32(), "a model was loaded");
            return Ok(());
        };
        tracing::warn!(model, %error, "a model could not be loaded");
        if matches!(error.kind(), ErrorKind::NoRoom { .. }) {
            states.remove(model);
            return Err(Failure::NoRoom);
        }
        let pause = FIRST_PAUSE.saturating_mul(1 << failures.min(10)).min(LONGEST_PAUSE);
        let refused = Refused { retry_after: Some(pause), ..Refused::of_engine(&error) };
        let until = Instant::now() + pause;
        let times = failures.saturating_add(1);
        states.insert(model.to_owned(), State::Failed { refused: refused.clone(), times, until });
        Err(Failure::Refused(refused))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, State>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;

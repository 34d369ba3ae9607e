//! [`ChaosPlatform`]: any platform, with the faults of real models and servers.
//!
//! Every fault is one that was seen somewhere: a small model that writes its arguments as a string, a server that sends a
//! call twice, a proxy that cuts the stream. What is injected depends on the seed, the session and the turn alone, so a
//! test that failed fails again.

mod arguments;
mod calls;
mod ends;
mod engine;
mod fault;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use llm_functions::BoxFuture;

pub use fault::{Fault, Injected};

use crate::error::Result;
use crate::platform::{Capabilities, Engine, Platform};
use crate::schema::Schema;

use engine::ChaosEngine;

/// How long a stall lasts unless it is set: longer than a patient user waits.
const STALL: Duration = Duration::from_secs(60);

/// How much a giant output has on top unless it is set.
const GIANT: usize = 1 << 20;

/// Wraps a platform and adds faults to what its models produce. Clones are the same platform, so that one can be kept to
/// ask what was injected.
///
/// A turn that gets a fault is taken from the inner platform as a whole first; the others stream through.
///
/// ```
/// use llm_functions::{functions, Call, Execute, LlmFunction};
/// use llm_runtime::{Runner, Schema, mock::{ChaosPlatform, Fault, MockPlatform}};
///
/// /// Get the weather of a place.
/// #[derive(LlmFunction)]
/// struct GetWeather {
///     /// The place.
///     place: String,
/// }
/// # impl Execute for GetWeather {
/// #     type Deps = ();
/// #     type Output = String;
/// #     type Error = std::convert::Infallible;
/// #     async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> { Ok("-3 degrees".into()) }
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let model = MockPlatform::new("tiny").calls("get_weather", r#"{"place": "Oslo"}"#).says("It is cold.");
/// let chaos = ChaosPlatform::new(model, 7).fault(Fault::InventedName, 1.0);
/// let runner = Runner::builder().platform(chaos.clone()).build()?;
/// let schema = Schema::builder("tiny").functions(functions![GetWeather]).build()?;
/// assert_eq!(runner.session(schema).await?.generate_text("Is it cold?").await?, "It is cold.");
/// assert_eq!(chaos.count(Fault::InventedName), 1);
/// # Ok::<(), llm_runtime::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct ChaosPlatform {
    inner: Arc<dyn Platform>,
    settings: Settings,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Clone, Debug)]
struct Settings {
    seed: u64,
    rates: Vec<(Fault, f64)>,
    stall: Duration,
    giant: usize,
}

#[derive(Debug, Default)]
struct Shared {
    sessions: usize,
    injected: Vec<Injected>,
}

impl ChaosPlatform {
    /// The platform as it is; faults are added by [`fault`](Self::fault) and [`faults`](Self::faults).
    pub fn new(inner: impl Platform + 'static, seed: u64) -> Self {
        let settings = Settings { seed, rates: Vec::new(), stall: STALL, giant: GIANT };
        Self { inner: Arc::new(inner), settings, shared: Arc::default() }
    }

    /// Sets how often a turn gets this fault: 0 is never, 1 whenever the turn has something that it can happen to.
    #[must_use]
    pub fn fault(mut self, fault: Fault, rate: f64) -> Self {
        self.settings.rates.retain(|(known, _)| *known != fault);
        self.settings.rates.push((fault, rate));
        self
    }

    /// Sets how often a turn gets any fault at all; all of them are then equally likely.
    #[must_use]
    pub fn faults(self, rate: f64) -> Self {
        let kinds = f64::from(u8::try_from(Fault::ALL.len()).unwrap_or(u8::MAX));
        // None of so many independent faults happens with the probability `1 - rate`.
        let each = 1.0 - (1.0 - rate.clamp(0.0, 1.0)).powf(kinds.recip());
        Fault::ALL.into_iter().fold(self, |chaos, fault| chaos.fault(fault, each))
    }

    /// Sets how long a [`Fault::Stall`] lasts; a minute otherwise.
    #[must_use]
    pub fn stall(mut self, duration: Duration) -> Self {
        self.settings.stall = duration;
        self
    }

    /// Sets how many bytes a [`Fault::Giant`] adds; a mebibyte otherwise.
    #[must_use]
    pub fn giant(mut self, bytes: usize) -> Self {
        self.settings.giant = bytes;
        self
    }

    /// What was injected so far, in the order in which it happened.
    pub fn injected(&self) -> Vec<Injected> {
        lock(&self.shared).injected.clone()
    }

    /// How often this fault was injected so far.
    pub fn count(&self, fault: Fault) -> usize {
        lock(&self.shared).injected.iter().filter(|injected| injected.fault == fault).count()
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Platform for ChaosPlatform {
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }

    fn open(&self, schema: Arc<Schema>) -> BoxFuture<'_, Result<Box<dyn Engine>>> {
        let mut shared = lock(&self.shared);
        let session = shared.sessions;
        shared.sessions += 1;
        drop(shared);
        Box::pin(async move {
            let inner = self.inner.open(schema).await?;
            let shared = Arc::clone(&self.shared);
            let engine: Box<dyn Engine> = Box::new(ChaosEngine::new(inner, self.settings.clone(), shared, session));
            Ok(engine)
        })
    }
}

impl fmt::Debug for ChaosPlatform {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ChaosPlatform")
            .field("settings", &self.settings)
            .field("injected", &lock(&self.shared).injected.len())
            .finish_non_exhaustive()
    }
}

//! [`Node`]: what a machine offers, to whom, and how much of it at once.

mod embed;
mod engines;
mod figures;
mod generate;
mod loading;
mod queue;
mod rates;
mod subjects;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use llm_runtime::Platform;
use llm_runtime::fog::NodeId;
use llm_runtime::fog::protocol::{ModelState, ModelStatus, NodeState, Status};
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::refused::Refused;
use crate::tls::Thumbprint;
use crate::token::{Grant, Refusal, Scope, Verifier};
use engines::Engines;
pub use figures::Figures;
pub use generate::Told;
use loading::Loading;
pub use loading::{Loader, Progress};
use queue::Queue;
use rates::RateMeter;
use subjects::Subjects;

/// How much a node takes on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Capacity {
    /// Answers that are generated at once.
    pub slots: u32,
    /// Requests that wait for a place; one more is refused. Two for each place unless set: with none, short peaks are
    /// refused, and with many, whoever waits would have been served earlier elsewhere.
    pub waiting: u32,
    /// Conversations whose engine is kept for when they go on; as many as there are places unless set.
    pub conversations: u32,
    /// The most bytes of a request.
    pub body: usize,
    /// How long a request may take to come.
    pub upload: Duration,
    /// How long a client may take to read what is there for it.
    pub slow_reader: Duration,
    /// How long a request waits for room in memory for its model while others are used.
    pub wait_for_room: Duration,
}

impl Capacity {
    /// So many answers at once.
    pub fn new(slots: u32) -> Self {
        let slots = slots.max(1);
        Self {
            slots,
            waiting: slots.saturating_mul(2),
            conversations: slots,
            body: 16 << 20,
            upload: Duration::from_secs(30),
            slow_reader: Duration::from_secs(30),
            wait_for_room: Duration::from_secs(10),
        }
    }
}

/// A machine that runs models for those it knows. Clones are the same node.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    id: NodeId,
    platform: Arc<dyn Platform>,
    verifier: Verifier,
    models: Vec<ModelStatus>,
    capacity: Capacity,
    queue: Queue,
    engines: Engines,
    subjects: Subjects,
    rates: RateMeter,
    figures: Figures,
    draining: AtomicBool,
    desk: OnceLock<Desk>,
    names: OnceLock<Vec<String>>,
    loading: OnceLock<Loading>,
    features: Mutex<BTreeMap<String, Vec<String>>>,
    /// Ends what still runs when a drain takes too long.
    stop: CancellationToken,
}

impl Node {
    /// A node that serves the models of a platform to those whose tokens count.
    pub fn new(
        id: NodeId,
        platform: Arc<dyn Platform>,
        models: Vec<ModelStatus>,
        verifier: Verifier,
        capacity: Capacity,
    ) -> Self {
        let queue = Queue::new(capacity.slots, capacity.waiting);
        Self(Arc::new(Inner {
            id,
            platform,
            verifier,
            models,
            queue,
            engines: Engines::new(capacity.conversations),
            capacity,
            subjects: Subjects::default(),
            rates: RateMeter::default(),
            figures: Figures::default(),
            draining: AtomicBool::new(false),
            desk: OnceLock::new(),
            names: OnceLock::new(),
            loading: OnceLock::new(),
            features: Mutex::default(),
            stop: CancellationToken::new(),
        }))
    }

    /// Who it is.
    pub fn id(&self) -> NodeId {
        self.0.id
    }

    /// Lets clients pair with it, from now on. The first desk stays.
    pub fn open_desk(&self, desk: Desk) {
        let _ = self.0.desk.set(desk);
    }

    /// Lets clients ask for it by these names of the internet too, from now on. The first names stay.
    pub fn also_called(&self, names: Vec<String>) {
        let _ = self.0.names.set(names);
    }

    pub(crate) fn names(&self) -> &[String] {
        self.0.names.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// Has models loaded when they are first asked for, from now on. The first loader stays.
    pub fn load_with(&self, loader: Arc<dyn Loader>) {
        let _ = self.0.loading.set(Loading::new(loader));
    }

    /// Says what a model does here, by the names of the runtime's features of servers.
    pub fn set_features(&self, model: &str, features: Vec<String>) {
        self.0.features.lock().unwrap_or_else(PoisonError::into_inner).insert(model.to_owned(), features);
    }

    pub(crate) fn desk(&self) -> Option<&Desk> {
        self.0.desk.get()
    }

    /// What it has counted.
    pub fn figures(&self) -> &Figures {
        &self.0.figures
    }

    /// The models that it offers.
    pub fn models(&self) -> &[ModelStatus] {
        &self.0.models
    }

    pub(crate) fn capacity(&self) -> &Capacity {
        &self.0.capacity
    }

    /// What it tells of itself.
    pub fn status(&self) -> Status {
        let inner = &*self.0;
        let mut status = Status::new(inner.id, inner.capacity.slots, inner.capacity.waiting, inner.models.clone());
        (status.busy, status.waiting) = inner.queue.load();
        status.rates = inner.rates.rates();
        for model in &mut status.models {
            self.describe(model);
        }
        status.state = if self.is_draining() { NodeState::Draining } else { NodeState::Ready };
        status
    }

    /// What is known of a model now.
    fn describe(&self, model: &mut ModelStatus) {
        let inner = &*self.0;
        model.rates = inner.rates.of(&model.id);
        model.features = inner.features.lock().unwrap_or_else(PoisonError::into_inner).get(&model.id).cloned();
        if let Some(loading) = inner.loading.get() {
            (model.state, model.percent) = loading.state(&model.id);
        }
    }

    /// How many models are being loaded.
    pub(crate) fn coming(&self) -> usize {
        let Some(loading) = self.0.loading.get() else { return 0 };
        self.models().iter().filter(|model| loading.state(&model.id).0 == ModelState::Loading).count()
    }

    /// Whether a token counts and is for this.
    ///
    /// # Errors
    /// The answer to whoever showed it.
    pub(crate) async fn admit(&self, token: Result<&str, Refusal>, scope: Scope) -> Result<Grant, Refused> {
        let shown = Thumbprint::shown();
        let verify = || token.and_then(|token| self.0.verifier.verify_of(token, SystemTime::now(), shown.as_ref()));
        let mut verdict = verify();
        if matches!(verdict, Err(Refusal::Key)) && self.0.verifier.look_again().await {
            verdict = verify();
        }
        let grant = verdict.map_err(|refusal| {
            tracing::info!(%refusal, "a request was refused: its token does not count");
            self.0.figures.refused_tokens.up();
            Refused::unauthenticated()
        })?;
        if !grant.allows(scope) {
            return Err(Refused::forbidden(format!("the token is not for `{}`", scope.name())));
        }
        self.0.subjects.count(&grant).map_err(Refused::too_often)?;
        Ok(grant)
    }

    /// Takes no more requests; what was taken goes on.
    pub fn drain(&self) {
        self.0.draining.store(true, Ordering::SeqCst);
    }

    /// Whether it takes no more requests.
    pub fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::SeqCst)
    }

    /// Ends what still runs; clients are told, and go on elsewhere.
    pub fn stop(&self) {
        self.drain();
        self.0.stop.cancel();
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Node").field("id", &self.0.id).field("models", &self.0.models).finish_non_exhaustive()
    }
}

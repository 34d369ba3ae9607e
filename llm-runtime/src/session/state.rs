//! [`Core`]: a session on any executor.

use std::sync::{Arc, Mutex, PoisonError};

use llm_functions::Sensitivity;
use tokio_util::sync::CancellationToken;

use super::drive;
use super::events::{Reader, channel};
use crate::approval::ApprovalDecision;
use crate::context::Context;
use crate::error::{ErrorKind, Result};
use crate::exchange::{Beginning, Spent};
use crate::gate::Destination;
use crate::message::Message;
use crate::output::OutputFormat;
use crate::platform::Engine;
use crate::rt::Runtime;
use crate::schema::Schema;

/// What a session is made of, apart from the executor on which its exchanges run.
pub(super) struct Core<R: Runtime> {
    pub(super) runtime: R,
    pub(super) schema: Arc<Schema>,
    /// Locked by the task of the running exchange, so that the next one begins where it ended.
    pub(super) state: Arc<tokio::sync::Mutex<SessionState>>,
    /// Cancels the running exchange, and its repetitions; a fresh token for each.
    pub(super) running: CancelHandle,
}

/// What an exchange changes.
pub(super) struct SessionState {
    pub(super) engine: Box<dyn Engine>,
    pub(super) context: Context,
    pub(super) ceiling: Sensitivity,
    pub(super) spent: Spent,
}

/// With what an exchange begins.
pub(super) enum Opening {
    Said(Said),
    /// Somebody decided about calls that waited for it.
    Decided(Decided),
}

/// Somebody decided about calls that waited for it.
pub(super) struct Decided {
    pub(super) decisions: Vec<ApprovalDecision>,
    /// The form of an answer in words.
    pub(super) output: Option<Arc<OutputFormat>>,
}

/// Somebody says something.
pub(super) struct Said {
    pub(super) message: Message,
    /// The form of an answer in words.
    pub(super) output: Option<Arc<OutputFormat>>,
    /// Whether the answer takes the place of the last one, which did not have the form.
    pub(super) repair: bool,
}

impl<R: Runtime> Core<R> {
    pub(super) fn new(runtime: R, schema: Arc<Schema>, state: SessionState) -> Self {
        let state = Arc::new(tokio::sync::Mutex::new(state));
        Self { runtime, schema, state, running: CancelHandle::default() }
    }

    /// Starts an exchange; it begins when the one before it has written down its last answers.
    pub(super) fn start(&self, opening: Opening) -> Reader<R> {
        let again = matches!(&opening, Opening::Said(Said { repair: true, .. }));
        // A child, so that a reader that is gone ends its own exchange and not what comes after it.
        let cancelled = if again { self.running.current() } else { self.running.renew() }.child_token();
        let (events, reader) = channel(cancelled.clone());
        let (runtime, schema, state) = (self.runtime.clone(), Arc::clone(&self.schema), Arc::clone(&self.state));
        self.runtime.spawn(drive::run(runtime, schema, state, opening, events, cancelled));
        reader
    }
}

impl SessionState {
    pub(super) fn new(engine: Box<dyn Engine>, context: Context, ceiling: Sensitivity) -> Self {
        Self { engine, context, ceiling, spent: Spent::default() }
    }

    /// What an exchange has to know of the conversation.
    pub(super) fn beginning(&self) -> Beginning {
        let ids = self.context.call_ids().map(str::to_owned).collect();
        Beginning { label: self.context.sensitivity(), ids, spent: self.spent }
    }

    /// Nothing more private than the platform's ceiling reaches the engine.
    pub(super) fn admit(&self, label: Sensitivity) -> Result<()> {
        Destination::new(self.engine.origin().tier, "", self.ceiling).admit(self.context.sensitivity().join(label))
    }

    /// A session whose budget is used up computes nothing more.
    pub(super) fn affords(&self, schema: &Schema) -> Result<()> {
        let budget = schema.budget();
        if !self.spent.uses_up(&budget) {
            return Ok(());
        }
        let tokens = budget.tokens.map(|tokens| format!("{tokens} tokens"));
        let time = budget.time.map(|time| format!("{} s", time.as_secs_f64()));
        let limits: Vec<String> = tokens.into_iter().chain(time).collect();
        Err(ErrorKind::Budget(limits.join(" or ")).into())
    }
}

/// Cancels a session's exchange from anywhere: generation stops, functions are asked to stop and then dropped, every
/// open call is answered, and the session can go on. What asks several times, such as
/// [`Session::generate_as`](crate::Session::generate_as), is cancelled as a whole.
#[derive(Clone, Debug, Default)]
pub struct CancelHandle(Arc<Mutex<CancellationToken>>);

impl CancelHandle {
    /// Cancels the exchange that runs now; without one, nothing happens.
    pub fn cancel(&self) {
        self.current().cancel();
    }

    /// The token of what runs, or ran last.
    fn current(&self) -> CancellationToken {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new token, for what begins.
    fn renew(&self) -> CancellationToken {
        let token = CancellationToken::new();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.clone();
        token
    }
}

//! [`Session`]: a conversation with a model that may call functions.

mod drive;
mod events;

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use llm_functions::Sensitivity;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::error::Result;
use crate::message::Message;
use crate::platform::{Capabilities, Engine, Origin};
use crate::schema::Schema;

pub(crate) use events::EventSender;
pub use events::Events;

/// A conversation with one model. It owns the context and runs the exchange; the engine only generates.
///
/// Dropping a session frees what its engine held.
pub struct Session {
    schema: Arc<Schema>,
    origin: Origin,
    /// Locked by the task of the running exchange, so that the next one begins where it ended.
    state: Arc<tokio::sync::Mutex<SessionState>>,
    /// Cancels the running exchange; a fresh token for each.
    running: Arc<Mutex<CancellationToken>>,
}

struct SessionState {
    engine: Box<dyn Engine>,
    context: Context,
    ceiling: Sensitivity,
}

impl Session {
    pub(crate) fn new(
        schema: Arc<Schema>,
        engine: Box<dyn Engine>,
        capabilities: &Capabilities,
        context: Context,
    ) -> Self {
        let context = context.opened_by(&schema);
        let origin = engine.origin().clone();
        let state = SessionState { engine, context, ceiling: capabilities.ceiling };
        Self {
            schema,
            origin,
            state: Arc::new(tokio::sync::Mutex::new(state)),
            running: Arc::new(Mutex::new(CancellationToken::new())),
        }
    }

    /// What the session runs.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Where its model runs, and which it is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The conversation so far; waits for a cancelled exchange to write down its last answers.
    pub async fn context(&self) -> Context {
        self.state.lock().await.context.clone()
    }

    /// Changes what goes with the conversation, between exchanges.
    pub(crate) async fn edit_context<T>(&self, edit: impl FnOnce(&mut Context) -> T) -> T {
        edit(&mut self.state.lock().await.context)
    }

    /// Looks at the engine and the conversation, between exchanges.
    pub(crate) async fn inspect<T>(&self, look: impl FnOnce(&dyn Engine, &Context) -> T) -> T {
        let state = self.state.lock().await;
        look(&*state.engine, &state.context)
    }

    /// Says something to the model and runs the exchange until the model has answered. The exchange goes on whether or
    /// not the events are read; dropping them cancels it.
    ///
    /// A `&str` is what a person said, labelled [`Sensitivity::Sensitive`]; a [`Message`] has the label that it has.
    ///
    /// # Panics
    /// Outside a tokio runtime, on which the exchange runs.
    pub fn generate(&mut self, message: impl Into<Message>) -> Events<'_> {
        let cancelled = CancellationToken::new();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = cancelled.clone();
        let (sender, events) = events::channel(cancelled.clone());
        let exchange = drive::run(Arc::clone(&self.schema), Arc::clone(&self.state), message.into(), sender, cancelled);
        tokio::spawn(exchange);
        events
    }

    /// Says something to the model and returns the text of its answer, without what it said between calls.
    ///
    /// # Errors
    /// When the session cannot go on.
    pub async fn generate_text(&mut self, message: impl Into<Message>) -> Result<String> {
        let mut events = self.generate(message);
        let mut text = String::new();
        while let Some(event) = events.next().await {
            match event? {
                crate::Event::Text(more) => text.push_str(&more),
                crate::Event::CallStarted { .. } => text.clear(),
                _ => {}
            }
        }
        Ok(text)
    }

    /// A handle that cancels whatever exchange of this session runs when it is used.
    pub fn cancel_handle(&self) -> CancelHandle {
        CancelHandle(Arc::clone(&self.running))
    }
}

impl SessionState {
    fn call_ids(&self) -> HashSet<String> {
        self.context.call_ids().map(str::to_owned).collect()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Session").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Cancels a session's exchange from anywhere: generation stops, functions are asked to stop and then dropped, every
/// open call is answered, and the session can go on.
#[derive(Clone, Debug)]
pub struct CancelHandle(Arc<Mutex<CancellationToken>>);

impl CancelHandle {
    /// Cancels the exchange that runs now; without one, nothing happens.
    pub fn cancel(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

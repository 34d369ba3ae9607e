//! [`Session`]: a conversation with a model that may call functions.

mod answer;
mod drive;
mod events;
mod growing;
mod state;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::approval::ApprovalDecision;
use crate::context::Context;
use crate::error::Result;
use crate::message::Message;
use crate::output::OutputFormat;
use crate::platform::{Capabilities, Engine, Origin};
use crate::rt::Tokio;
use crate::schema::Schema;

pub(crate) use answer::Answer;
pub(crate) use events::EventSender;
pub use events::Events;
pub use state::CancelHandle;
use state::{Core, Decided, Opening, Said, SessionState};

/// A conversation with one model. It owns the context and runs the exchange; the engine only generates.
///
/// Dropping a session frees what its engine held.
pub struct Session {
    origin: Origin,
    core: Core<Tokio>,
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
        let state = SessionState::new(engine, context, capabilities.ceiling);
        Self { origin, core: Core::new(Tokio, schema, state) }
    }

    /// What the session runs.
    pub fn schema(&self) -> &Schema {
        &self.core.schema
    }

    /// Where its model runs, and which it is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The conversation so far; waits for a cancelled exchange to write down its last answers.
    pub async fn context(&self) -> Context {
        self.core.state.lock().await.context.clone()
    }

    /// Changes what goes with the conversation, between exchanges.
    pub(crate) async fn edit_context<T>(&self, edit: impl FnOnce(&mut Context) -> T) -> T {
        edit(&mut self.core.state.lock().await.context)
    }

    /// Looks at the engine and the conversation, between exchanges.
    pub(crate) async fn inspect<T>(&self, look: impl FnOnce(&dyn Engine, &Context) -> T) -> T {
        let state = self.core.state.lock().await;
        look(&*state.engine, &state.context)
    }

    /// Says something to the model and runs the exchange until the model has answered. The exchange goes on whether or
    /// not the events are read; dropping them cancels it.
    ///
    /// A `&str` is what a person said, labelled [`Sensitive`](llm_functions::Sensitivity::Sensitive); a [`Message`]
    /// has the label that it has. A message that makes calls or answers one is an error: a conversation that has such
    /// messages is made with [`Context::builder`] and goes on with [`Runner::resume`](crate::Runner::resume).
    ///
    /// # Panics
    /// Outside a tokio runtime, on which the exchange runs.
    pub fn generate(&mut self, message: impl Into<Message>) -> Events<'_> {
        self.run(message.into(), None)
    }

    /// As [`generate`](Self::generate), with a form that an answer in words must have.
    pub(crate) fn run(&mut self, message: Message, output: Option<Arc<OutputFormat>>) -> Events<'_> {
        Events::new(self.core.start(Opening::Said(Said { message, output, repair: false })))
    }

    /// As [`run`](Self::run), for an answer that takes the place of the last one.
    pub(crate) fn run_again(&mut self, message: Message, output: Arc<OutputFormat>) -> Events<'_> {
        Events::new(self.core.start(Opening::Said(Said { message, output: Some(output), repair: true })))
    }

    /// Goes on where calls waited for somebody's approval: those that were granted run, the model reads why the others were
    /// refused, and it goes on when all are answered. A call without a decision goes on waiting, and the exchange ends
    /// again with [`FinishReason::AwaitingApproval`](crate::FinishReason::AwaitingApproval). To go on without deciding,
    /// [`generate`](Self::generate): the calls that still wait are answered without running.
    ///
    /// What waits is part of the [`Context`], so the decision can be made, and the session go on, in another process.
    ///
    /// The events end with an error when nothing waits, or a decision belongs to none of the calls that wait, was altered,
    /// or contradicts another; nothing is executed then, and the calls go on waiting.
    ///
    /// # Panics
    /// Outside a tokio runtime, on which the exchange runs.
    pub fn resume(&mut self, decisions: impl IntoIterator<Item = ApprovalDecision>) -> Events<'_> {
        self.go_on(decisions, None)
    }

    /// As [`resume`](Self::resume), with a form that an answer in words must have.
    pub(crate) fn go_on(
        &mut self,
        decisions: impl IntoIterator<Item = ApprovalDecision>,
        output: Option<Arc<OutputFormat>>,
    ) -> Events<'_> {
        let decisions = decisions.into_iter().collect();
        Events::new(self.core.start(Opening::Decided(Decided { decisions, output })))
    }

    /// Says something to the model and returns the text of its answer, without what it said between calls.
    ///
    /// ```
    /// # #[cfg(feature = "mock")] {
    /// use llm_runtime::{ErrorKind, FinishReason, Runner, Schema, mock::{MockPlatform, Turn}};
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let platform = MockPlatform::new("tiny").says("Good morning!").turn(Turn::from("Go").ends(FinishReason::Length));
    /// let runner = Runner::builder().platform(platform).build()?;
    /// let mut session = runner.session(Schema::builder("tiny").build()?).await?;
    /// assert_eq!(session.generate_text("Hello").await?, "Good morning!");
    /// // Half an answer is none.
    /// let error = session.generate_text("Hello again").await.unwrap_err();
    /// assert_eq!(error.kind(), &ErrorKind::NoAnswer(FinishReason::Length));
    /// # Ok::<(), llm_runtime::Error>(())
    /// # }).unwrap();
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NoAnswer`](crate::ErrorKind::NoAnswer) when the exchange ended without a whole answer: it was cut off,
    /// refused, reached a limit, or waits for an approval. What was said of it is in the [`context`](Self::context); whoever
    /// wants it as it comes reads the events of [`generate`](Self::generate). And whatever else keeps a session from going
    /// on.
    pub async fn generate_text(&mut self, message: impl Into<Message>) -> Result<String> {
        Ok(Answer::of(self.generate(message), |_| ()).await?.given(false)?.text)
    }

    /// A handle that cancels whatever exchange of this session runs when it is used.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.core.running.clone()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Session").field("origin", &self.origin).finish_non_exhaustive()
    }
}

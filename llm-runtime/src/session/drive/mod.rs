//! Drives an exchange: does the actions that the state machine asks for, and tells it what happened.

mod calls;
mod guard;
mod open;
mod report;
mod spans;
mod turn;

use std::sync::Arc;

use llm_functions::Sensitivity;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span};

use self::calls::Running;
use super::EventSender;
use super::state::{Opening, SessionState};
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::exchange::{Action, Exchange, Input};
use crate::options::ToolChoice;
use crate::output::OutputFormat;
use crate::platform::FinishReason;
use crate::rt::Runtime;
use crate::schema::Schema;

/// Runs one exchange from its opening to the end of the events.
pub(super) async fn run<R: Runtime>(
    runtime: R,
    schema: Arc<Schema>,
    state: Arc<Mutex<SessionState>>,
    opening: Opening,
    events: EventSender<R>,
    cancelled: CancellationToken,
) {
    let mut state = state.lock().await;
    // A driver that is dropped must end the stream too, instead of leaving its reader waiting.
    let end = CloseOnDrop(&events);
    if cancelled.is_cancelled() {
        // It may come late, after an exchange that was begun since; what that one left is not touched.
        events.send(Event::Finished(FinishReason::Cancelled));
        return end.0.close(Ok(()));
    }
    let span = spans::exchange(state.engine.origin());
    let around = Around { runtime, schema, events: events.clone(), cancelled, span: span.clone() };
    let result = open::open(around, &mut state, opening).instrument(span).await;
    // Whoever has read the last event finds the session as the exchange left it.
    drop(state);
    end.0.close(result);
}

struct CloseOnDrop<'a, R: Runtime>(&'a EventSender<R>);

impl<R: Runtime> Drop for CloseOnDrop<'_, R> {
    fn drop(&mut self) {
        self.0.close(Err(Error::new(ErrorKind::EngineStopped)));
    }
}

/// What an exchange has around it.
struct Around<R: Runtime> {
    runtime: R,
    schema: Arc<Schema>,
    events: EventSender<R>,
    cancelled: CancellationToken,
    span: Span,
}

struct Driver<R: Runtime> {
    around: Around<R>,
    output: Option<Arc<OutputFormat>>,
    /// From which message on everything has to be sent: where what is being answered begins.
    question: usize,
    exchange: Exchange,
    running: Running<R>,
    /// Of the conversation that the model had read when it made the calls.
    label: Sensitivity,
    over: bool,
}

impl<R: Runtime> Driver<R> {
    fn new(around: Around<R>, exchange: Exchange, label: Sensitivity, question: usize) -> Self {
        let running = Running::new(&around.cancelled);
        Self { around, output: None, question, exchange, running, label, over: false }
    }

    /// Does the first actions and everything that follows from them.
    async fn drive(mut self, actions: Vec<Action>, state: &mut SessionState) -> Result<()> {
        let mut next = self.perform(actions, state);
        while !self.over {
            next = match next {
                Some(choice) => {
                    // Each time: what a function returned may be more private than the question was.
                    state.admit(Sensitivity::Public)?;
                    let actions = self.turn(choice, state).await?;
                    self.perform(actions, state)
                }
                None => self.answers(state).await,
            };
        }
        Ok(())
    }

    /// Waits for calls until the model is to be asked again or the exchange is over. Meanwhile nothing of the engine is
    /// held: a function may itself ask a model there.
    async fn answers(&mut self, state: &mut SessionState) -> Option<ToolChoice> {
        while !self.over {
            let input = tokio::select! {
                biased;
                () = self.around.cancelled.cancelled() => Input::Cancel,
                input = self.running.next() => input,
            };
            let actions = self.exchange.on(input);
            if let Some(choice) = self.perform(actions, state) {
                return Some(choice);
            }
        }
        None
    }

    /// Does the actions; returns how to ask the model when it is to be asked.
    fn perform(&mut self, actions: Vec<Action>, state: &mut SessionState) -> Option<ToolChoice> {
        let mut next = None;
        for action in actions {
            match self.perform_now(action) {
                Some(Action::Append(message)) => state.context.push(message),
                Some(Action::Suspend(suspended)) => state.context.suspend(suspended),
                Some(Action::Generate(choice)) => next = Some(choice),
                Some(Action::Finish(reason)) => {
                    spans::finished(&self.around.span, reason);
                    self.over = true;
                }
                _ => {}
            }
        }
        state.spent = self.exchange.spent();
        next
    }

    /// Does what needs no access to the conversation, and gives back the rest.
    fn perform_now(&mut self, action: Action) -> Option<Action> {
        match action {
            Action::Emit(event) => self.around.events.send(event),
            Action::Execute { slot, call } => self.running.start(&self.around, slot, call, self.label),
            Action::Discard { slot } => self.running.discard(slot),
            rest => return Some(rest),
        }
        None
    }
}

//! One turn: the engine generates, and calls that may run early run meanwhile.

use std::future::pending;
use std::pin::pin;

use tracing::{Instrument, Span};

use super::guard::{self, Guarded};
use super::report::Report;
use super::{Driver, spans};
use crate::error::Result;
use crate::event::Event;
use crate::exchange::{Action, Input};
use crate::options::ToolChoice;
use crate::platform::{Delta, TurnRequest};
use crate::rt::Runtime;
use crate::session::state::SessionState;
use crate::window;

impl<R: Runtime> Driver<R> {
    /// Generates one turn. What is to be done with the conversation waits until the engine, which reads it, is done.
    pub(super) async fn turn(&mut self, choice: ToolChoice, state: &mut SessionState) -> Result<Vec<Action>> {
        let span = spans::turn(&self.around.span, state.engine.origin());
        let (later, result) = self.generate(&span, choice, state).instrument(span.clone()).await?;
        let Err(error) = result else { return Ok(later) };
        spans::failed(&span, &error);
        self.perform(later, state);
        Err(error)
    }

    async fn generate(
        &mut self,
        span: &Span,
        choice: ToolChoice,
        state: &mut SessionState,
    ) -> Result<(Vec<Action>, Result<()>)> {
        self.running.clear();
        self.label = state.context.sensitivity();
        let (schema, output) = (self.around.schema.clone(), self.output.clone());
        let (messages, output) = (state.context.messages(), output.as_deref());
        let fitted = guard::ask(|| window::fit(&*state.engine, &schema, messages, self.question, &choice, output))??;
        if fitted.left_out > 0 {
            self.around.events.send(Event::Trimmed { messages: fitted.left_out });
        }
        let request = TurnRequest::new(&fitted.messages, choice, schema.options()).output(output);
        if schema.budget().tokens.is_some() {
            self.exchange.on(Input::Prompt(guard::ask(|| state.engine.count_tokens(&request))?));
        }
        let report = Report::new(self.around.runtime.clone(), span.clone(), state.engine.origin().clone(), self.label);
        let engine = Guarded::generate(&mut *state.engine, request);
        Ok(self.listen(engine, report).await)
    }

    /// Listens to the engine until the turn is over. The engine's stream ends here, before any call is waited for.
    async fn listen(&mut self, mut engine: Guarded<'_>, mut report: Report<R>) -> (Vec<Action>, Result<()>) {
        let mut later = Vec::new();
        let mut time_up = pin!(self.time_up());
        loop {
            // A model that never waits must not keep the functions from running.
            tokio::task::coop::consume_budget().await;
            let (input, failure) = tokio::select! {
                biased;
                () = self.around.cancelled.cancelled() => (Input::Cancel, None),
                input = self.running.next() => (input, None),
                () = &mut time_up => (Input::TimeUp, None),
                delta = engine.next() => match delta {
                    Ok(delta) => (Input::Delta(delta), None),
                    Err(error) => (Input::EngineFailed, Some(error)),
                },
            };
            let ended = self.hear(input, &mut report, &mut later);
            if let Some(error) = failure {
                return (later, Err(error));
            }
            if ended {
                return (later, Ok(()));
            }
        }
    }

    /// Tells the exchange; says whether the turn is over.
    fn hear(&mut self, input: Input, report: &mut Report<R>, later: &mut Vec<Action>) -> bool {
        report.note(&input);
        if ends(&input) {
            self.exchange.on(Input::Time(report.elapsed()));
        }
        let mut ended = false;
        for action in self.exchange.on(input) {
            match action {
                Action::Ignored(ignored) => report.ignored(ignored),
                Action::EndTurn(reason) => {
                    ended = true;
                    self.around.events.send(Event::TurnFinished(report.finish(reason)));
                }
                action => later.extend(self.perform_now(action)),
            }
        }
        ended
    }

    /// Ends when the session has no more time for its model.
    fn time_up(&self) -> impl Future<Output = ()> + use<R> {
        let (runtime, left) = (self.around.runtime.clone(), self.exchange.time_left());
        async move {
            match left {
                Some(left) => runtime.sleep(left).await,
                None => pending().await,
            }
        }
    }
}

/// Whether the engine works no longer on the turn.
fn ends(input: &Input) -> bool {
    matches!(input, Input::Cancel | Input::EngineFailed | Input::TimeUp | Input::Delta(Delta::Finish(_)))
}

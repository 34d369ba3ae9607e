//! Drives an exchange: does the actions that the state machine asks for, and tells it what happened.

mod report;

use std::future::poll_fn;
use std::sync::Arc;

use llm_functions::{Sensitivity, ToolCall, ToolResult};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use self::report::Report;
use super::EventSender;
use super::state::{Opening, SessionState};
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::exchange::{Action, Exchange, Input};
use crate::execute::{Executed, Task, execute};
use crate::gate::Destination;
use crate::options::ToolChoice;
use crate::output::{OutputFormat, Repair};
use crate::platform::TurnRequest;
use crate::rt::{Queue, Runtime};
use crate::schema::Schema;
use crate::window;

/// Runs one exchange from the person's message to the end of the events.
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
    let Opening { message, output, repair } = opening;
    let before = state.context.messages().len();
    state.context.push(message);
    let result = converse(runtime, &schema, &mut state, (output, repair), &events, cancelled).await;
    if state.context.messages().len() == before + 1 {
        // Refused, cancelled or failed before anything was said to it: it is not part of the conversation, so that it is
        // not asked twice when it is asked again, and what did not fit is not in the way.
        state.context.truncate(before);
    } else if repair {
        Repair::settle(state.context.messages_mut(), before);
    }
    end.0.close(result);
}

struct CloseOnDrop<'a, R: Runtime>(&'a EventSender<R>);

impl<R: Runtime> Drop for CloseOnDrop<'_, R> {
    fn drop(&mut self) {
        self.0.close(Err(Error::new(ErrorKind::EngineStopped)));
    }
}

/// Lets the model answer the last message.
async fn converse<R: Runtime>(
    runtime: R,
    schema: &Arc<Schema>,
    state: &mut SessionState,
    (output, repair): (Option<Arc<OutputFormat>>, bool),
    events: &EventSender<R>,
    cancelled: CancellationToken,
) -> Result<()> {
    let (exchange, actions) = Exchange::begin(Arc::clone(schema), state.context.sensitivity(), state.call_ids());
    let mut driver = Driver::new(runtime, Arc::clone(schema), output, exchange, events.clone(), cancelled);
    let mut next = driver.perform(actions, state);
    if repair {
        next = next.as_ref().map(Repair::choice);
    }
    while let Some(choice) = next {
        // Each time: what a function returned may be more private than the question was.
        admit(state)?;
        let actions = driver.turn(choice, state).await?;
        next = driver.perform(actions, state);
        next = match next {
            None => driver.answers(state).await,
            next => next,
        };
    }
    Ok(())
}

/// Nothing more private than the platform's ceiling reaches the engine.
fn admit(state: &SessionState) -> Result<()> {
    Destination::new(state.engine.origin().tier, "", state.ceiling).admit(state.context.sensitivity())
}

struct Driver<R: Runtime> {
    runtime: R,
    output: Option<Arc<OutputFormat>>,
    schema: Arc<Schema>,
    exchange: Exchange,
    events: EventSender<R>,
    cancelled: CancellationToken,
    /// Where calls put their answers.
    answers: Queue<(usize, ToolResult), R>,
    label: Sensitivity,
    /// Cancelled together with the exchange, and when the exchange ends for any other reason.
    calls: CancellationToken,
    over: bool,
}

/// Calls of an exchange that ended early are told so.
impl<R: Runtime> Drop for Driver<R> {
    fn drop(&mut self) {
        self.calls.cancel();
    }
}

impl<R: Runtime> Driver<R> {
    fn new(
        runtime: R,
        schema: Arc<Schema>,
        output: Option<Arc<OutputFormat>>,
        exchange: Exchange,
        events: EventSender<R>,
        cancelled: CancellationToken,
    ) -> Self {
        let calls = cancelled.child_token();
        let label = Sensitivity::Public;
        let answers = Queue::new();
        Self { runtime, output, schema, exchange, events, cancelled, answers, label, calls, over: false }
    }

    /// Generates one turn. Calls that may run early run meanwhile; what is to be done with the conversation waits until
    /// the engine, which reads it, is done.
    async fn turn(&mut self, choice: ToolChoice, state: &mut SessionState) -> Result<Vec<Action>> {
        self.label = state.context.sensitivity();
        let mut report = Report::new(self.runtime.clone(), state.engine.origin().clone(), self.label);
        let mut later = Vec::new();
        let schema = Arc::clone(&self.schema);
        let output = self.output.clone();
        let messages = state.context.messages();
        let fitted = window::fit(&*state.engine, &schema, messages, &choice, output.as_deref())?;
        if fitted.left_out > 0 {
            self.events.send(Event::Trimmed { messages: fitted.left_out });
        }
        let request = TurnRequest::new(&fitted.messages, choice, schema.options()).output(output.as_deref());
        let mut stream = state.engine.generate(request);
        let failed = loop {
            let input = tokio::select! {
                biased;
                () = self.cancelled.cancelled() => Input::Cancel,
                Some((slot, result)) = self.answers.next() => Input::Answered { slot, result },
                delta = poll_fn(|cx| stream.as_mut().poll_next(cx)) => match delta {
                    Some(Ok(delta)) => Input::Delta(delta),
                    Some(Err(error)) => break Some(error),
                    None => break Some(ErrorKind::Generation("the engine ended without a finish reason".into()).into()),
                },
            };
            let end = report.note(&input);
            let actions = self.exchange.on(input);
            // The turn's own end is told before what follows from it.
            if let Some(reason) = end {
                self.events.send(Event::TurnFinished(report.finish(reason)));
            }
            later.extend(actions.into_iter().filter_map(|action| self.perform_now(action)));
            if end.is_some() {
                break None;
            }
        };
        drop(stream);
        let Some(error) = failed else { return Ok(later) };
        later.extend(self.exchange.on(Input::EngineFailed));
        self.perform(later, state);
        Err(error)
    }

    /// Waits for calls until the model is to be asked again or the exchange is over.
    async fn answers(&mut self, state: &mut SessionState) -> Option<ToolChoice> {
        while !self.over {
            let input = tokio::select! {
                biased;
                () = self.cancelled.cancelled() => Input::Cancel,
                Some((slot, result)) = self.answers.next() => Input::Answered { slot, result },
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
                Some(Action::Generate(choice)) => next = Some(choice),
                Some(Action::Finish(_)) => self.over = true,
                _ => {}
            }
        }
        next
    }

    /// Does what needs no access to the conversation, and gives back the rest.
    fn perform_now(&mut self, action: Action) -> Option<Action> {
        match action {
            Action::Emit(event) => self.events.send(event),
            Action::Execute { slot, call } => self.start(slot, call),
            rest => return Some(rest),
        }
        None
    }

    fn start(&self, slot: usize, call: ToolCall) {
        let (runtime, answers) = (self.runtime.clone(), self.answers.clone());
        let open = call.clone();
        let task = Task { schema: Arc::clone(&self.schema), call, label: self.label, decided: None };
        let executed = execute(runtime, task, self.events.clone(), self.calls.clone());
        self.runtime.spawn(async move {
            let result = match executed.await {
                Executed::Answered(result) | Executed::Refused(result) => result,
                Executed::Deferred(request) => {
                    let reason = "not executed: it waits for somebody's approval";
                    ToolResult::failure(&open, reason, request.sensitivity())
                }
            };
            // Nobody waits for the answer of a cancelled call; the exchange has answered it.
            answers.push((slot, result));
        });
    }
}

//! [`Turn`]: one turn from the request to its last delta, with everything that is tried again in between.

mod attempt;
mod life;

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::Instant;
use tracing::Instrument;

use super::notice::Notices;
use super::retry::Delays;
use super::server::Server;
use super::span::TurnSpan;
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::labelled::Labelled;
use crate::platform::{Delta, TurnRequest};
use crate::schema::Schema;
use crate::transport::end_of;
use crate::wire::Codec;

use attempt::Attempt;

/// One turn.
pub(super) struct Turn<'a> {
    server: &'a Arc<Server>,
    codec: &'a Codec,
    request: TurnRequest<'a>,
    phase: Phase,
    /// What is to be told next.
    ready: VecDeque<Delta>,
    notices: Notices<'a>,
    span: TurnSpan,
    /// Of the whole turn; from the first slot on, because waiting for others is not this server's time.
    deadline: Option<Instant>,
}

enum Phase {
    New,
    Answering(Box<Attempt>),
    /// Ends with this error once all is told.
    Failed(Error),
    Over,
}

impl<'a> Turn<'a> {
    pub(super) fn new(server: &'a Arc<Server>, codec: &'a Codec, schema: &'a Schema, request: TurnRequest<'a>) -> Self {
        let span = TurnSpan::new(server, schema.model(), &request);
        let notices = Notices::new(schema, request.clone());
        Self { server, codec, request, phase: Phase::New, ready: VecDeque::new(), notices, span, deadline: None }
    }

    /// The next delta. Nothing comes after [`Delta::Finish`] or an error.
    pub(super) async fn next(&mut self) -> Option<Result<Delta>> {
        let span = self.span.span();
        let step = self.step().instrument(span).await;
        match step {
            Ok(Some(delta)) => {
                self.span.note(&delta);
                if matches!(delta, Delta::Finish(_)) {
                    self.phase = Phase::Over;
                }
                Some(Ok(delta))
            }
            Ok(None) => None,
            Err(error) => {
                self.phase = Phase::Over;
                self.span.failed(&error);
                Some(Err(error))
            }
        }
    }

    async fn step(&mut self) -> Result<Option<Delta>> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                return Ok(Some(delta));
            }
            match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::New => self.begin().await?,
                Phase::Answering(attempt) => self.go_on(attempt).await?,
                Phase::Failed(error) => return Err(error),
                Phase::Over => return Ok(None),
            }
        }
    }

    /// Asks until there is something to tell, or until trying again is no use.
    async fn begin(&mut self) -> Result<()> {
        let encoded = self.codec.request(&self.request, self.server.config.stream);
        let body = Labelled::new(encoded.body.to_string().into_bytes(), self.request.sensitivity());
        let outbound = Outbound::release(body, self.server.client.destination())?;
        self.notices.left_out(&encoded.ignored);
        self.ready.extend(encoded.ignored.into_iter().map(Delta::Ignored));
        let mut delays = Delays::new(&self.server.config.retries);
        loop {
            let error = match self.attempt(&outbound).await {
                Ok(attempt) => {
                    self.tell(attempt);
                    return Ok(());
                }
                Err(error) => error,
            };
            let Some(delay) = delays.after(&error) else { return Err(error) };
            let again = end_of(delay);
            // An error that is known says more than a time-out that is certain.
            if self.deadline.is_some_and(|deadline| again >= deadline) {
                return Err(error);
            }
            self.span.tries_again(&error, delay);
            tokio::time::sleep_until(again).await;
        }
    }

    /// One attempt as far as its first visible delta. Its slot is free again when it fails.
    async fn attempt(&mut self, outbound: &Outbound) -> Result<Box<Attempt>> {
        let slot = Arc::clone(&self.server.slots).acquire_owned().await;
        // The semaphore is never closed.
        let slot = slot.map_err(|_| Error::new(ErrorKind::EngineStopped))?;
        let deadline = *self.deadline.get_or_insert_with(|| end_of(self.server.config.timeouts.whole));
        let assembler = self.codec.streamed(&self.request);
        let work = async {
            let mut attempt =
                Attempt::send(self.server, self.codec.path(&self.request), outbound, assembler, slot).await?;
            attempt.read(&self.server.config.timeouts).await?;
            Ok(Box::new(attempt))
        };
        within(self.server, deadline, work).await
    }

    async fn go_on(&mut self, mut attempt: Box<Attempt>) -> Result<()> {
        let deadline = self.deadline.unwrap_or_else(Instant::now);
        let read = attempt.read(&self.server.config.timeouts);
        match within(self.server, deadline, read).await {
            Ok(()) => self.tell(attempt),
            Err(error) => self.phase = Phase::Failed(error),
        }
        Ok(())
    }

    /// Takes what an attempt has read. What was noticed of the whole turn comes before its end; by then the slot is free.
    fn tell(&mut self, mut attempt: Box<Attempt>) {
        let (deltas, outcome) = attempt.take();
        for delta in deltas {
            self.notices.note(&delta);
            if let Delta::Finish(reason) = delta {
                self.ready.extend(self.notices.found(reason).into_iter().map(Delta::Ignored));
            }
            self.ready.push_back(delta);
        }
        self.phase = match outcome {
            None => Phase::Answering(attempt),
            Some(Ok(())) => Phase::Over,
            Some(Err(error)) => Phase::Failed(error),
        };
    }
}

/// What is done in time; the end of the whole turn.
async fn within<T>(server: &Server, deadline: Instant, work: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout_at(deadline, work).await {
        Ok(result) => result,
        Err(_) => Err(server.timeout(WaitedFor::End, server.config.timeouts.whole)),
    }
}

//! The engine of a recorder: hands on what the inner engine produces, and keeps it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use llm_functions::json::Json;
use tokio::time::Instant;

use super::failure::Failure;
use super::file::{End, Line, Recorded};
use super::private::Private;
use super::redaction::Redaction;
use super::request;
use super::said::Said;
use super::tape::Tape;
use crate::error::Result;
use crate::output::OutputFormat;
use crate::platform::{BoxStream, Delta, Engine, Origin, TokenCount, TurnRequest};
use crate::schema::Schema;

pub(super) struct RecordingEngine {
    pub(super) inner: Box<dyn Engine>,
    pub(super) schema: Arc<Schema>,
    pub(super) digest: String,
    pub(super) redaction: Redaction,
    pub(super) tape: Arc<Tape>,
    pub(super) session: usize,
    pub(super) turns: usize,
}

/// Beyond as many turns, those of two sessions may get equal fabricated values, which is no harm.
const TURNS_OF_A_SESSION: usize = 1000;

impl Engine for RecordingEngine {
    fn origin(&self) -> &Origin {
        self.inner.origin()
    }

    fn generate<'a>(&'a mut self, turn: TurnRequest<'a>) -> BoxStream<'a, Result<Delta>> {
        let number = self.session * TURNS_OF_A_SESSION + self.turns;
        self.turns += 1;
        let asked = request::of_turn(&turn, &self.schema, &self.redaction);
        let taking = Taking {
            request: asked,
            private: self.redaction.is_private(turn.sensitivity()),
            number,
            schema: &self.schema,
            digest: &self.digest,
            output: turn.output,
            redaction: &self.redaction,
            tape: &self.tape,
            started: Instant::now(),
            said: Vec::new(),
            written: false,
        };
        Box::pin(Recording { inner: self.inner.generate(turn), taking })
    }

    fn window(&self) -> Option<usize> {
        self.inner.window()
    }

    fn count_tokens(&self, turn: &TurnRequest<'_>) -> TokenCount {
        self.inner.count_tokens(turn)
    }

    fn count_functions(&self) -> TokenCount {
        self.inner.count_functions()
    }
}

struct Recording<'a> {
    inner: BoxStream<'a, Result<Delta>>,
    taking: Taking<'a>,
}

/// What was heard of a turn so far.
struct Taking<'a> {
    request: Json,
    private: bool,
    number: usize,
    schema: &'a Schema,
    digest: &'a str,
    output: Option<&'a OutputFormat>,
    redaction: &'a Redaction,
    tape: &'a Tape,
    started: Instant,
    said: Vec<(u64, Delta)>,
    written: bool,
}

impl Taking<'_> {
    fn line(&mut self, end: End) -> Line {
        self.written = true;
        let (times, deltas): (Vec<u64>, Vec<Delta>) = std::mem::take(&mut self.said).into_iter().unzip();
        let private =
            Private { redaction: self.redaction, schema: self.schema, output: self.output, turn: self.number };
        let deltas = if self.private { private.redacted(deltas) } else { deltas.into_iter().map(Some).collect() };
        let said = times.into_iter().zip(deltas);
        let said = said.filter_map(|(time, delta)| delta.map(|delta| (time, Said::from(delta)))).collect();
        let request = std::mem::take(&mut self.request);
        let digest = request::digest(&[&Json::from(self.digest), &request]);
        Line::Turn(Recorded { digest, schema: self.digest.to_owned(), request, said, end })
    }
}

impl Stream for Recording<'_> {
    type Item = Result<Delta>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Delta>>> {
        let this = self.get_mut();
        let next = ready!(this.inner.as_mut().poll_next(cx));
        let taking = &mut this.taking;
        if taking.written {
            return Poll::Ready(next);
        }
        let end = match &next {
            Some(Ok(delta)) => {
                let time = u64::try_from(taking.started.elapsed().as_micros()).unwrap_or(u64::MAX);
                taking.said.push((time, delta.clone()));
                matches!(delta, Delta::Finish(_)).then_some(End::Ended)
            }
            Some(Err(error)) => Some(End::Failed(Failure::of(error, taking.redaction))),
            None => Some(End::Ended),
        };
        // Before the last delta is handed on: a test that went well has a whole cassette.
        let written = end.map_or(Ok(()), |end| {
            let line = taking.line(end);
            taking.tape.write(&line)
        });
        Poll::Ready(written.map_or_else(|error| Some(Err(error)), |()| next))
    }
}

impl Drop for Taking<'_> {
    fn drop(&mut self) {
        if !self.written {
            let line = self.line(End::Dropped);
            self.tape.write_late(&line);
        }
    }
}

//! [`Guarded`]: an engine whose panic is a failure like any other.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use crate::error::{Error, ErrorKind, Result};
use crate::platform::{BoxStream, Delta, Engine, TurnRequest};

/// What an engine generates. The panic's own text stays out: it may hold what was said.
pub(super) struct Guarded<'a>(Option<BoxStream<'a, Result<Delta>>>);

impl<'a> Guarded<'a> {
    pub(super) fn generate(engine: &'a mut dyn Engine, request: TurnRequest<'a>) -> Self {
        Self(catch_unwind(AssertUnwindSafe(|| engine.generate(request))).ok())
    }

    /// The next piece; a stream that ends without a finish reason has failed.
    pub(super) async fn next(&mut self) -> Result<Delta> {
        poll_fn(|cx| {
            let Some(stream) = &mut self.0 else { return Poll::Ready(Err(Error::new(ErrorKind::EngineStopped))) };
            match catch_unwind(AssertUnwindSafe(|| stream.as_mut().poll_next(cx))) {
                Ok(polled) => polled.map(|delta| delta.unwrap_or_else(|| Err(ended()))),
                Err(_) => Poll::Ready(Err(Error::new(ErrorKind::EngineStopped))),
            }
        })
        .await
    }
}

fn ended() -> Error {
    ErrorKind::Generation("the engine ended without a finish reason".into()).into()
}

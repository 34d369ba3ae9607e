//! [`Guarded`]: an engine whose panic is a failure like any other.

use std::future::poll_fn;
use std::task::Poll;

use crate::error::{Error, ErrorKind, Result};
use crate::execute::quietly;
use crate::platform::{BoxStream, Delta, Engine, TurnRequest};

/// What an engine generates. It may panic when it is asked, when it generates and when it is told to stop.
pub(super) struct Guarded<'a>(Option<BoxStream<'a, Result<Delta>>>);

impl<'a> Guarded<'a> {
    pub(super) fn generate(engine: &'a mut dyn Engine, request: TurnRequest<'a>) -> Self {
        Self(quietly(|| engine.generate(request)))
    }

    /// The next piece; a stream that ends without a finish reason has failed.
    pub(super) async fn next(&mut self) -> Result<Delta> {
        poll_fn(|cx| {
            let Some(stream) = &mut self.0 else { return Poll::Ready(Err(panicked())) };
            match quietly(|| stream.as_mut().poll_next(cx)) {
                Some(polled) => polled.map(|delta| delta.unwrap_or_else(|| Err(ended()))),
                None => Poll::Ready(Err(panicked())),
            }
        })
        .await
    }
}

impl Drop for Guarded<'_> {
    fn drop(&mut self) {
        quietly(|| self.0 = None);
    }
}

/// What an engine says when it is asked about itself.
pub(super) fn ask<T>(question: impl FnOnce() -> T) -> Result<T> {
    quietly(question).ok_or_else(panicked)
}

fn panicked() -> Error {
    tracing::warn!("an engine panicked");
    ErrorKind::EngineStopped.into()
}

fn ended() -> Error {
    ErrorKind::Generation("the engine ended without a finish reason".into()).into()
}

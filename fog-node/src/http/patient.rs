//! [`Patient`]: a connection on which nobody is waited for without end.
//!
//! Who asks and does not read the answer holds a place among the connections, and everything that waits to be written. The
//! server library has no limit for that, so the connection has one: when nothing at all was taken for so long, it ends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A connection that ends when the other side takes nothing for too long.
pub(super) struct Patient<S> {
    stream: S,
    limit: Duration,
    /// Runs while something waits to be taken.
    waits: Option<Pin<Box<Sleep>>>,
}

impl<S: Unpin> Patient<S> {
    pub(super) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, waits: None }
    }

    fn within<T>(
        &mut self,
        context: &mut Context<'_>,
        act: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(done) = act(Pin::new(&mut self.stream), context) {
            self.waits = None;
            return Poll::Ready(done);
        }
        let limit = self.limit;
        ready!(self.waits.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.within(context, |stream, context| stream.poll_write(context, bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.within(context, AsyncWrite::poll_flush)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.within(context, AsyncWrite::poll_shutdown)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.within(context, |stream, context| stream.poll_write_vectored(context, slices))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::http::{Limits, speak};

    #[tokio::test(start_paused = true)]
    async fn who_asks_and_never_reads_is_let_go_and_a_slow_reader_is_not() {
        let router = || Router::new().route("/", get(|| async { "x".repeat(100_000) }));
        let ask = b"GET / HTTP/1.1\r\nhost: n\r\n\r\n";
        let (mut client, connection) = duplex(1000);
        let served = tokio::spawn(speak(connection, router(), Limits::default(), CancellationToken::new()));
        client.write_all(ask).await.unwrap();
        tokio::time::timeout(Duration::from_secs(120), served).await.unwrap().unwrap();
        let (mut client, connection) = duplex(1000);
        let served = tokio::spawn(speak(connection, router(), Limits::default(), CancellationToken::new()));
        client.write_all(ask).await.unwrap();
        let (mut read, mut some) = (0, [0; 900]);
        while read < 100_000 {
            sleep(Duration::from_secs(20)).await;
            read += client.read(&mut some).await.unwrap();
        }
        drop(client);
        served.await.unwrap();
    }
}

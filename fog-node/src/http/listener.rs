//! [`Listener`]: connections, from the socket to the last byte.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::patient::Patient;
use super::places::Places;
use super::router;
use crate::node::Node;
use crate::tls::{ServerTls, Thumbprint, with_client};

/// How much of the machine those may use who are not known yet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Connections at once; half of them from one address.
    pub connections: usize,
    /// How long the handshake of TLS may take.
    pub handshake: Duration,
    /// How long the head of a request may take, and how long a connection may do nothing.
    pub head: Duration,
    /// The most bytes of a head.
    pub head_bytes: usize,
    /// How long a client may take nothing of what there is for it.
    pub unread: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(30),
            head_bytes: 16 << 10,
            unread: Duration::from_secs(60),
        }
    }
}

/// A node that listens.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    node: Node,
    tls: ServerTls,
    limits: Limits,
    /// No more connections; those that are there end after the answer that they are at.
    closing: CancellationToken,
    connections: TaskTracker,
}

impl Listener {
    /// Takes an address.
    ///
    /// # Errors
    /// When it is taken already, or not this machine's.
    pub async fn bind(address: SocketAddr, node: Node, tls: ServerTls, limits: Limits) -> Result<Self> {
        let socket = TcpListener::bind(address).await.with_context(|| format!("could not listen at {address}"))?;
        Ok(Self { socket, node, tls, limits, closing: CancellationToken::new(), connections: TaskTracker::new() })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Serves until it is told to end; then finishes what it has, for as long as `patience`, and tells the rest that it
    /// breaks off.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub async fn serve(self, end: impl Future<Output = ()>, patience: Duration) -> Result<()> {
        let acceptor = TlsAcceptor::from(self.tls.config()?);
        let router = router(self.node.clone());
        let places = Places::new(self.limits.connections);
        let mut end = std::pin::pin!(end);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut end => break,
                accepted = self.socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, from)) => {
                    // One more than there may be is closed at once: whoever waits here would wait in vain.
                    if let Some(place) = places.enter(from.ip()) {
                        let connection = connection(
                            stream,
                            acceptor.clone(),
                            router.clone(),
                            self.limits.clone(),
                            self.closing.clone(),
                        );
                        self.connections.spawn(async move {
                            connection.await;
                            drop(place);
                        });
                    }
                }
                Err(error) => {
                    // Out of files, most likely; connections that end make room.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        drop(self.socket);
        self.node.drain();
        self.closing.cancel();
        self.connections.close();
        if tokio::time::timeout(patience, self.connections.wait()).await.is_err() {
            self.node.stop();
            // Long enough for the last word to each.
            let _ = tokio::time::timeout(Duration::from_secs(2), self.connections.wait()).await;
        }
        Ok(())
    }
}

async fn connection(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    router: Router,
    limits: Limits,
    closing: CancellationToken,
) {
    // Tokens are small and wanted at once.
    let _ = stream.set_nodelay(true);
    let accepting = acceptor.accept(stream).into_fallible();
    let stream = match tokio::time::timeout(limits.handshake, accepting).await {
        Ok(Ok(stream)) => stream,
        Ok(Err((_, stream))) => return farewell(stream).await,
        Err(_) => return,
    };
    let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first).map(|der| Thumbprint::of_der(der));
    with_client(shown, speak(stream, router, limits, closing)).await;
}

/// Lets a client read why it was refused. Were the connection closed while something of the client's is unread, the system would
/// reset it, and what was said last might be lost.
async fn farewell(mut stream: TcpStream) {
    let mut rest = [0; 1024];
    let unread = async {
        let _ = stream.shutdown().await;
        for _ in 0..64 {
            match stream.read(&mut rest).await {
                Ok(1..) => {}
                _ => return,
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(1), unread).await;
}

/// Answers what is asked on a connection, until it ends or, after the answer that it is at, until it is told to close.
///
/// A listener does this behind TLS. A simulation does it on a connection that it makes up.
pub async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    limits: Limits,
    closing: CancellationToken,
) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(limits.head_bytes.max(8192));
    let served =
        builder.serve_connection(TokioIo::new(Patient::new(stream, limits.unread)), TowerToHyperService::new(router));
    let mut served = std::pin::pin!(served);
    tokio::select! {
        biased;
        _ = served.as_mut() => return,
        () = closing.cancelled() => {}
    }
    served.as_mut().graceful_shutdown();
    // What goes wrong on a connection is its client's matter.
    let _ = served.await;
}

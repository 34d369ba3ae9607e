//! A server on loopback that plays a script and remembers what it saw.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::read::{Request, request};
use super::{Reply, Step};

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// A server. It ends with the test.
pub(crate) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    /// Connections that the client closed while the server was hanging.
    abandoned: AtomicUsize,
}

impl Server {
    /// Answers each request by the next reply; when there are no more, with status 418.
    pub(crate) async fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
        Self::answering(move |_| replies.lock().unwrap().pop_front().unwrap_or(Reply::error(418, "script_is_over")))
            .await
    }

    /// Answers each request by what it says.
    pub(crate) async fn answering(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Arc::new(handler), None).await
    }

    /// The same behind TLS.
    pub(crate) async fn encrypted(acceptor: TlsAcceptor, reply: Reply) -> Self {
        Self::start(Arc::new(move |_: &Request| reply.clone()), Some(acceptor)).await
    }

    async fn start(handler: Arc<Handler>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let scheme = if tls.is_some() { "https" } else { "http" };
        let task = tokio::spawn(listen(listener, handler, tls, Arc::clone(&seen)));
        Self { address, scheme, seen, task }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("{}://localhost:{}/v1", self.scheme, self.address.port())
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.seen.requests.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn abandoned(&self) -> usize {
        self.seen.abandoned.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(listener: TcpListener, handler: Arc<Handler>, tls: Option<TlsAcceptor>, seen: Arc<Seen>) {
    loop {
        let Ok((connection, _)) = listener.accept().await else { return };
        seen.connections.fetch_add(1, Ordering::SeqCst);
        // Each step is sent at once, or a test would wait for the other side's acknowledgements.
        connection.set_nodelay(true).unwrap();
        let (handler, tls, seen) = (Arc::clone(&handler), tls.clone(), Arc::clone(&seen));
        tokio::spawn(async move {
            match tls {
                None => serve(connection, &*handler, &seen).await,
                // A handshake that fails is the client's choice.
                Some(tls) => {
                    if let Ok(connection) = tls.accept(connection).await {
                        serve(connection, &*handler, &seen).await;
                    }
                }
            }
        });
    }
}

trait Connection: AsyncRead + AsyncWrite + Unpin + Send {
    /// Closing now sends a reset.
    fn reset(&self);
}

impl Connection for TcpStream {
    fn reset(&self) {
        self.set_zero_linger().unwrap();
    }
}

impl Connection for tokio_rustls::server::TlsStream<TcpStream> {
    fn reset(&self) {
        self.get_ref().0.reset();
    }
}

async fn serve(mut connection: impl Connection, handler: &Handler, seen: &Seen) {
    while let Some(request) = request(&mut connection).await {
        let reply = handler(&request);
        seen.requests.lock().unwrap().push(request);
        for step in reply.0 {
            if play(&mut connection, step, seen).await.is_none() {
                return;
            }
        }
    }
}

/// One step; `None` when the connection is over.
async fn play(connection: &mut impl Connection, step: Step, seen: &Seen) -> Option<()> {
    match step {
        Step::Bytes(bytes) => connection.write_all(&bytes).await.ok()?,
        Step::Chunk(text) => {
            let chunk = format!("{:x}\r\n{text}\r\n", text.len());
            connection.write_all(chunk.as_bytes()).await.ok()?;
        }
        Step::Sleep(time) => tokio::time::sleep(time).await,
        Step::Hang => {
            while connection.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
            seen.abandoned.fetch_add(1, Ordering::SeqCst);
            return None;
        }
        Step::Reset => {
            connection.reset();
            return None;
        }
        Step::Close => {
            let _ = connection.shutdown().await;
            return None;
        }
    }
    connection.flush().await.ok()
}

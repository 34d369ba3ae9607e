//! A proxy that does to a connection what networks do: byte by byte, at a place that the test chooses. Before TLS, where it can
//! only disturb, or inside of it, where the bytes are those of HTTP.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::served::Served;

/// What happens to the answers of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The connection ends, as when a process is killed.
    Cut,
    /// The connection is reset.
    Reset,
    /// Nothing comes any more, and nobody says so.
    BlackHole,
    /// What comes is not what was sent.
    Garbage,
    /// The server says no more, as it would at the end, and goes on listening.
    HalfClose,
    /// Every byte comes on its own, and takes its time.
    Slow,
    /// A byte is missing, and the rest comes as if nothing were.
    Swallow,
}

/// How many bytes come slowly, and how slowly.
const SLOW: (usize, Duration) = (100, Duration::from_millis(1));

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
}

/// A connection of either kind.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl Proxy {
    /// Lets so many bytes of answers through, all connections together, and then does this. Whoever connects afterwards
    /// finds nobody.
    pub(crate) async fn before(server: SocketAddr, fault: Fault, after: usize) -> Self {
        Self::listen(fault, after, move |client, left| async move {
            let Ok(server) = TcpStream::connect(server).await else { return };
            let reset = |client: TcpStream| client.set_zero_linger().unwrap();
            carry(client, server, fault, left, reset).await;
        })
        .await
    }

    /// The same inside of TLS: it is taken for the node itself, and the bytes that it counts are those of HTTP.
    pub(crate) async fn inside(node: Arc<Served>, fault: Fault, after: usize) -> Self {
        let acceptor = TlsAcceptor::from(node.tls.config().unwrap());
        Self::listen(fault, after, move |client, left| {
            let (acceptor, node) = (acceptor.clone(), Arc::clone(&node));
            async move {
                let Ok(client) = acceptor.accept(client).await else { return };
                let Ok(server) = node.connect().await else { return };
                let reset =
                    |client: tokio_rustls::server::TlsStream<TcpStream>| client.get_ref().0.set_zero_linger().unwrap();
                Box::pin(carry(client, server, fault, left, reset)).await;
            }
        })
        .await
    }

    async fn listen<F, C>(fault: Fault, after: usize, connection: F) -> Self
    where
        F: Fn(TcpStream, Arc<AtomicUsize>) -> C + Clone + Send + Sync + 'static,
        C: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let left = Arc::new(AtomicUsize::new(after));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let is_over = !matches!(fault, Fault::None | Fault::Slow | Fault::Swallow);
                if is_over && left.load(Ordering::SeqCst) == 0 {
                    if fault == Fault::BlackHole {
                        tokio::spawn(hold(client));
                    }
                    continue;
                }
                let (connection, left) = (connection.clone(), Arc::clone(&left));
                tokio::spawn(async move { connection(client, left).await });
            }
        });
        Self { address }
    }
}

async fn hold(client: impl Stream) {
    let _client = client;
    std::future::pending::<()>().await;
}

async fn carry<C: Stream>(
    mut client: C,
    mut server: impl Stream,
    fault: Fault,
    left: Arc<AtomicUsize>,
    reset: impl FnOnce(C),
) {
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    let mut is_done = fault == Fault::None;
    loop {
        tokio::select! {
            read = client.read(&mut up) => match read {
                Ok(read @ 1..) => if server.write_all(&up[..read]).await.is_err() { return },
                _ => return,
            },
            read = server.read(&mut down) => match read {
                Ok(read @ 1..) => {
                    let before = left.load(Ordering::SeqCst);
                    let through = if is_done { read } else { read.min(before) };
                    left.fetch_sub(through.min(before), Ordering::SeqCst);
                    if send(&mut client, &down[..through]).await.is_err() { return }
                    if through == read {
                        continue;
                    }
                    is_done = true;
                    let later = &down[through..read];
                    let goes_on = match fault {
                        Fault::Slow => slowly(&mut client, later).await,
                        Fault::Swallow => send(&mut client, &later[1..]).await,
                        Fault::Reset => return reset(client),
                        _ => return fail(client, fault).await,
                    };
                    if goes_on.is_err() { return }
                }
                _ => return,
            },
        }
    }
}

async fn send(client: &mut impl Stream, bytes: &[u8]) -> std::io::Result<()> {
    client.write_all(bytes).await?;
    client.flush().await
}

async fn slowly(client: &mut impl Stream, bytes: &[u8]) -> std::io::Result<()> {
    let (slow, rest) = bytes.split_at(bytes.len().min(SLOW.0));
    for byte in slow {
        tokio::time::sleep(SLOW.1).await;
        send(client, &[*byte]).await?;
    }
    send(client, rest).await
}

async fn fail(mut client: impl Stream, fault: Fault) {
    match fault {
        Fault::BlackHole => hold(client).await,
        Fault::Garbage => {
            let _ = send(&mut client, &[0x5a; 999]).await;
            hold(client).await;
        }
        Fault::HalfClose => {
            let _ = client.shutdown().await;
            // What the client still says is heard, and no answer to it.
            let _ = tokio::io::copy(&mut client, &mut tokio::io::sink()).await;
        }
        _ => {}
    }
}

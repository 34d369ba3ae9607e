//! A proxy that does to a connection what networks do: byte by byte, at a place that the test chooses.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

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
}

pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
}

impl Proxy {
    /// Lets so many bytes of answers through, all connections together, and then does this. Whoever connects afterwards
    /// finds nobody.
    pub(crate) async fn before(server: SocketAddr, fault: Fault, after: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let left = Arc::new(AtomicUsize::new(after));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if fault != Fault::None && left.load(Ordering::SeqCst) == 0 {
                    if fault == Fault::BlackHole {
                        tokio::spawn(hold(client));
                    }
                    continue;
                }
                tokio::spawn(carry(client, server, fault, Arc::clone(&left)));
            }
        });
        Self { address }
    }
}

async fn hold(client: TcpStream) {
    let _client = client;
    std::future::pending::<()>().await;
}

async fn carry(mut client: TcpStream, server: SocketAddr, fault: Fault, left: Arc<AtomicUsize>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let (mut up, mut down) = ([0; 4096], [0; 4096]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => match read {
                Ok(read @ 1..) => if server.write_all(&up[..read]).await.is_err() { return },
                _ => return,
            },
            read = server.read(&mut down) => match read {
                Ok(read @ 1..) => {
                    let before = left.load(Ordering::SeqCst);
                    let through = if fault == Fault::None { read } else { read.min(before) };
                    left.fetch_sub(through.min(before), Ordering::SeqCst);
                    if client.write_all(&down[..through]).await.is_err() { return }
                    if through < read {
                        return fail(client, fault).await;
                    }
                }
                _ => return,
            },
        }
    }
}

async fn fail(mut client: TcpStream, fault: Fault) {
    match fault {
        Fault::None | Fault::Cut => {}
        Fault::Reset => client.set_zero_linger().unwrap(),
        Fault::BlackHole => hold(client).await,
        Fault::Garbage => {
            let _ = client.write_all(&[0x5a; 999]).await;
            hold(client).await;
        }
    }
}

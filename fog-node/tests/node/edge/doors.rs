//! The doors of two nodes. After so many bytes of answers the one through which they went is shut for good, in one way or
//! another, and the other stays open.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a door is shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// The connections end, as when a process is killed.
    Cut,
    Reset,
    /// Nothing comes any more, and nobody says so.
    BlackHole,
    /// The process behind it is killed, by whoever watches.
    Kill,
}

#[derive(Debug)]
pub(super) struct Doors {
    pub(super) addresses: [SocketAddr; 2],
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    passed: AtomicUsize,
    after: usize,
    how: Shut,
    shut: [AtomicBool; 2],
    fired: Mutex<Option<(usize, Instant)>>,
    woken: tokio::sync::Notify,
}

impl Doors {
    pub(super) async fn before(servers: [SocketAddr; 2], how: Shut, after: usize) -> Self {
        let state = State {
            passed: AtomicUsize::new(0),
            after,
            how,
            shut: Default::default(),
            fired: Mutex::default(),
            woken: tokio::sync::Notify::new(),
        };
        let state = Arc::new(state);
        let mut addresses = servers;
        for (door, server) in servers.into_iter().enumerate() {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            addresses[door] = listener.local_addr().unwrap();
            let state = Arc::clone(&state);
            tokio::spawn(async move {
                while let Ok((client, _)) = listener.accept().await {
                    tokio::spawn(carry(client, server, door, Arc::clone(&state)));
                }
            });
        }
        Self { addresses, state }
    }

    /// How many bytes of answers have passed.
    pub(super) fn passed(&self) -> usize {
        self.state.passed.load(Ordering::SeqCst)
    }

    /// Which door was shut, and when.
    pub(super) fn fired(&self) -> Option<(usize, Instant)> {
        *self.state.fired.lock().unwrap()
    }

    /// Ends when a door is shut.
    pub(super) async fn shut(&self) -> usize {
        loop {
            let woken = self.state.woken.notified();
            if let Some((door, _)) = self.fired() {
                return door;
            }
            woken.await;
        }
    }
}

async fn carry(mut client: TcpStream, server: SocketAddr, door: usize, state: Arc<State>) {
    let _ = client.set_nodelay(true);
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let (mut up, mut down) = (vec![0; 16 << 10], vec![0; 16 << 10]);
    loop {
        let is_shut = state.shut[door].load(Ordering::SeqCst);
        tokio::select! {
            () = state.woken.notified(), if !is_shut => {}
            () = std::future::ready(()), if is_shut => return fail(client, state.how).await,
            read = client.read(&mut up) => match read {
                Ok(read @ 1..) => if server.write_all(&up[..read]).await.is_err() { return },
                _ => return,
            },
            read = server.read(&mut down) => match read {
                Ok(read @ 1..) => {
                    let before = state.passed.fetch_add(read, Ordering::SeqCst);
                    let fires = before <= state.after && state.after < before + read;
                    let through = if fires { state.after - before } else { read };
                    let passes = if fires && state.how != Shut::Kill { through } else { read };
                    if client.write_all(&down[..passes]).await.is_err() { return }
                    if fires {
                        *state.fired.lock().unwrap() = Some((door, Instant::now()));
                        // A process that is killed shuts its connections itself.
                        state.shut[door].store(state.how != Shut::Kill, Ordering::SeqCst);
                        state.woken.notify_waiters();
                    }
                }
                _ => return,
            },
        }
    }
}

async fn fail(client: TcpStream, how: Shut) {
    match how {
        Shut::Cut | Shut::Kill => {}
        Shut::Reset => client.set_zero_linger().unwrap(),
        Shut::BlackHole => {
            std::future::pending::<()>().await;
            drop(client);
        }
    }
}

//! Many times as many requests as a node can answer: those that it takes come to their end, the others are told to come
//! again, and its memory stays as it is. `LLM_FUNCTIONS_SOAK_OVERLOAD` says for how many seconds.

#![allow(clippy::print_stderr, reason = "figures of what was measured")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fog_node::node::Capacity;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use crate::model::{MODEL, Words};
use crate::served::{Ground, Served};

const TEXT: &str = "one two three four five six seven eight nine ten";

/// Ten times those who have a place.
const CLIENTS: usize = 60;

/// How long one that was refused waits.
const PAUSE: Duration = Duration::from_millis(20);

/// The most that a process may have grown: what connections and their buffers take.
const MOST_GROWTH: u64 = 32 << 20;

#[derive(Default)]
struct Seen {
    answered: Vec<Duration>,
    refused: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_is_answered_what_is_not_is_told_and_memory_stays() {
    let seconds = std::env::var("LLM_FUNCTIONS_SOAK_OVERLOAD").ok();
    let lasts = Duration::from_secs(seconds.map_or(3, |seconds| seconds.parse().unwrap()));
    let ground = Ground::new();
    // Two at once and four who wait: a sixth of a second of work in all.
    let node = ground.node(Words::new(TEXT, Duration::from_millis(5)), Capacity::new(2)).await;
    let token = ground.good_token();
    // What is there only once is there by then.
    let connected = AtomicUsize::new(0);
    let mut connections =
        futures_util::future::join_all((0..CLIENTS).map(|_| connect(&node, &token, &connected))).await;
    let before = memory();
    let finished = node.node.figures().finished.get();
    let mut seen = load(&mut connections, &token, lasts).await;
    let after = memory();
    let finished = node.node.figures().finished.get() - finished;
    seen.answered.sort();
    let at = |hundredths: usize| seen.answered.get(seen.answered.len() * hundredths / 100).copied().unwrap_or_default();
    let all = seen.answered.len() + seen.refused;
    eprintln!(
        "{all} requests, {} answered, {} refused; p50 {:.0?}, p95 {:.0?}; {} MiB before, {} MiB after",
        seen.answered.len(),
        seen.refused,
        at(50),
        at(95),
        before >> 20,
        after >> 20
    );
    assert!(seen.refused > seen.answered.len(), "it was not overloaded");
    assert!(!seen.answered.is_empty());
    assert_eq!(finished, seen.answered.len() as u64, "each that was taken was answered");
    assert_eq!(node.node.figures().failed.get(), 0);
    assert!(after.saturating_sub(before) < MOST_GROWTH, "{before} bytes before, {after} after");
    assert_eq!((node.node.status().busy, node.node.status().waiting), (0, 0));
}

async fn load(connections: &mut [TlsStream<TcpStream>], token: &str, lasts: Duration) -> Seen {
    let until = Instant::now() + lasts;
    let clients = connections.iter_mut().map(|connection| client(connection, token, until));
    futures_util::future::join_all(clients).await.into_iter().fold(Seen::default(), |mut all, one| {
        all.answered.extend(one.answered);
        all.refused += one.refused;
        all
    })
}

/// A connection that is in use until all are there: one on which nothing is asked is closed after a while, and one that takes
/// long to be set up is given up.
async fn connect(node: &Served, token: &str, connected: &AtomicUsize) -> TlsStream<TcpStream> {
    let question = question(token);
    let mut stream = loop {
        let Ok(mut stream) = node.connect().await else { continue };
        if send(&mut stream, &question).await.is_ok() && answer(&mut stream).await.is_some() {
            break stream;
        }
    };
    connected.fetch_add(1, Ordering::SeqCst);
    while connected.load(Ordering::SeqCst) < CLIENTS {
        send(&mut stream, &question).await.unwrap();
        answer(&mut stream).await.unwrap();
        tokio::time::sleep(PAUSE).await;
    }
    stream
}

fn question(token: &str) -> String {
    let body = format!(r#"{{"model": "{MODEL}", "messages": [{{"role": "user", "content": "Count."}}]}}"#);
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: node\r\nauthorization: Bearer {token}\r\ncontent-type: \
         application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a question to its last byte: what is only written may still wait in the TLS of this side, since all clients are one
/// task, which tokio has yield in between.
async fn send(stream: &mut TlsStream<TcpStream>, question: &str) -> std::io::Result<()> {
    stream.write_all(question.as_bytes()).await?;
    stream.flush().await
}

/// Asks one question after the other over one connection.
async fn client(stream: &mut TlsStream<TcpStream>, token: &str, until: Instant) -> Seen {
    let question = question(token);
    let mut seen = Seen::default();
    while Instant::now() < until {
        let asked = Instant::now();
        send(stream, &question).await.unwrap();
        let answer = answer(stream).await.expect("an answer was lost");
        if answer.starts_with("HTTP/1.1 200") {
            assert!(answer.contains(TEXT) && answer.contains(r#""finish_reason":"stop""#), "{answer}");
            seen.answered.push(asked.elapsed());
        } else {
            let head = answer.to_lowercase();
            assert!(head.starts_with("http/1.1 429") && head.contains("retry-after"), "{answer}");
            seen.refused += 1;
            tokio::time::sleep(PAUSE).await;
        }
    }
    seen
}

/// The next answer; `None` when the connection is closed.
async fn answer(stream: &mut (impl AsyncReadExt + Unpin)) -> Option<String> {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        read.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&read);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        if length.is_some_and(|length: usize| body.len() >= length) {
            return Some(text.into_owned());
        }
    }
}

/// What this process has in memory.
fn memory() -> u64 {
    let facts = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib =
        facts.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok());
    kib.map_or(0, |kib: u64| kib << 10)
}

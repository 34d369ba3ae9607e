//! What no client should send: bytes before, in and after the handshake, heads, bodies and JSON that are not what they should be, or
//! that never come. Each ends with a clear answer or with the connection, and leaves nothing behind.

use std::time::Duration;

use fog_node::http::Limits;
use fog_node::node::Capacity;
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::model::{MODEL, Words};
use crate::served::{Ground, Served};

/// What has to come of it.
#[derive(Debug)]
enum Ends {
    /// The connection ends, and nothing is said without TLS.
    Silent,
    /// One of these statuses, or the connection ends.
    With(&'static [u16]),
    /// These answers, one after the other.
    All(&'static [u16]),
}

use Ends::{All, Silent, With};

/// A case: its name, what is sent, and what has to come of it.
type Case = (&'static str, Vec<u8>, Ends);

/// How long a part of a request may take here.
const SHORT: Duration = Duration::from_millis(400);

async fn node(ground: &Ground) -> Served {
    let mut limits = Limits::default();
    (limits.handshake, limits.head) = (SHORT, SHORT);
    let mut capacity = Capacity::new(2);
    (capacity.upload, capacity.body) = (SHORT, 4 << 20);
    let words = Words::new("It is cold.", Duration::ZERO);
    ground.node_limited(words, capacity, None, limits).await
}

/// Before there is TLS.
fn before_tls() -> Vec<Case> {
    let record = |kind: u8, body: &[u8]| {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&[kind, 3, 1], &length[..], body].concat()
    };
    // A greeting of TLS 1.2: no extensions, and so none that names 1.3.
    let mut hello = vec![1, 0, 0, 41, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0, 2, 0xc0, 0x2f, 1, 0]);
    vec![
        ("nothing at all", Vec::new(), Silent),
        ("garbage", vec![0x5a; 3000], Silent),
        ("zeros", vec![0; 600], Silent),
        ("plain HTTP", b"GET /healthz HTTP/1.1\r\nhost: n\r\n\r\n".to_vec(), Silent),
        ("SSL 2", vec![0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10], Silent),
        ("half a greeting", vec![0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3], Silent),
        ("a record longer than one is", [&[0x16, 3, 3, 0xff, 0xff][..], &[0; 4000]].concat(), Silent),
        ("TLS 1.2", record(0x16, &hello), Silent),
        ("an alert", record(0x15, &[2, 40]), Silent),
        ("data before the handshake", record(0x17, &[0; 64]), Silent),
    ]
}

fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: node\r\n{more}\r\n").into_bytes()
}

/// Heads.
fn heads() -> Vec<Case> {
    const NO: Ends = With(&[400, 431]);
    let long = "x".repeat(100_000);
    let many = "x: y\r\n".repeat(5000);
    let raw = |text: &str| text.as_bytes().to_vec();
    vec![
        ("empty lines", raw("\r\n\r\n\r\n"), NO),
        ("no version", raw("GET /healthz\r\n\r\n"), NO),
        ("a version that is none", raw("GET /healthz HTTP/9.9\r\nhost: node\r\n\r\n"), NO),
        ("the beginning of HTTP/2", raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), With(&[400, 404])),
        ("TLS in TLS", vec![0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3], NO),
        ("a long path", get(&format!("/{long}"), ""), With(&[400, 414, 431])),
        ("a long header", get("/healthz", &format!("x: {long}\r\n")), NO),
        ("many headers", get("/healthz", &many), NO),
        ("NUL in a header", get("/healthz", "x: a\0b\r\n"), NO),
        ("NUL in the path", raw("GET /health\0z HTTP/1.1\r\nhost: node\r\n\r\n"), NO),
        ("a space before the colon", get("/healthz", "x : y\r\n"), NO),
        ("a folded header", get("/healthz", "x: a\r\n b\r\n"), With(&[400, 431])),
        ("a header without a colon", get("/healthz", "nothing\r\n"), NO),
        ("no host", raw("GET /healthz HTTP/1.1\r\n\r\n"), With(&[400])),
        ("two hosts", get("/healthz", "host: node\r\n"), With(&[400])),
        ("a host of the internet", raw("GET /healthz HTTP/1.1\r\nhost: evil.example\r\n\r\n"), With(&[421])),
        ("a page of another origin", get("/healthz", "origin: https://evil.example\r\n"), With(&[403])),
        ("a path of another host", raw("GET http://evil.example/healthz HTTP/1.1\r\nhost: node\r\n\r\n"), With(&[421])),
        (
            "an absolute path",
            raw("GET https://node/healthz HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n"),
            All(&[200]),
        ),
        ("OPTIONS", raw("OPTIONS /healthz HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n"), All(&[405])),
        ("OPTIONS *", raw("OPTIONS * HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n"), With(&[400, 404, 405])),
        ("TRACE", raw("TRACE /healthz HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n"), All(&[405])),
        (
            "CONNECT",
            raw("CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example:443\r\n\r\n"),
            With(&[400, 404, 405, 421]),
        ),
        ("HEAD", raw("HEAD /healthz HTTP/1.1\r\nhost: node\r\nconnection: close\r\n\r\n"), All(&[200])),
        ("half a head", raw("GET /healthz HTTP/1.1\r\nhost: no"), With(&[400, 408])),
        ("another protocol", get("/healthz", "connection: upgrade, close\r\nupgrade: websocket\r\n"), All(&[200])),
        ("two at once", [get("/healthz", ""), get("/readyz", "connection: close\r\n")].concat(), All(&[200, 200])),
    ]
}

/// Bodies, of somebody who may ask.
fn bodies(token: &str) -> Vec<Case> {
    let head = |more: &str| {
        format!("POST /v1/chat/completions HTTP/1.1\r\nhost: node\r\nauthorization: Bearer {token}\r\n{more}\r\n")
    };
    let raw = |more: &str, body: &str| [head(more).as_bytes(), body.as_bytes()].concat();
    let good = json!({"model": MODEL, "messages": [{"role": "user", "content": "x"}]}).to_string();
    let length = format!("content-length: {}\r\n", good.len());
    let closing = format!("{length}connection: close\r\n");
    let bytes = |body: &[u8]| [head(&format!("content-length: {}\r\n", body.len())).as_bytes(), body].concat();
    let message =
        |content: &str| format!(r#"{{"model": "words", "messages": [{{"role": "user", "content": {content}}}]}}"#);
    let chunked = "transfer-encoding: chunked\r\n";
    let expecting = format!("{closing}expect: 100-continue\r\n");
    vec![
        ("a chunk of no size", raw(chunked, "ZZ\r\n"), With(&[400])),
        ("a chunk of too large a size", raw(chunked, "FFFFFFFFFFFFFFFFF\r\n"), With(&[400, 413])),
        ("a chunk that is longer than it says", raw(chunked, "2\r\nabcdef\r\n0\r\n\r\n"), With(&[400])),
        ("two lengths", raw("content-length: 5\r\ncontent-length: 6\r\n", "abcdef"), With(&[400])),
        ("a length below nothing", raw("content-length: -1\r\n", ""), With(&[400])),
        ("a length that no number holds", raw("content-length: 99999999999999999999\r\n", ""), With(&[400])),
        ("more than may be", raw("content-length: 99999999\r\n", ""), With(&[413])),
        (
            "a length and chunks",
            raw(&format!("content-length: 3\r\n{chunked}"), "5\r\nabcde\r\n0\r\n\r\n"),
            With(&[400]),
        ),
        ("an unknown coding", raw("transfer-encoding: gzip\r\n", "x"), With(&[400, 501])),
        ("a body that is shorter than its length", raw("content-length: 500\r\n", "{\"model\""), With(&[400, 408])),
        ("no body", raw("", ""), With(&[400])),
        ("deep JSON", bytes("[".repeat(500_000).as_bytes()), With(&[400])),
        ("deep objects", bytes("{\"a\":".repeat(200_000).as_bytes()), With(&[400])),
        ("no UTF-8", bytes(&[b'"', 0xff, 0xfe, b'"']), With(&[400])),
        ("UTF-16", bytes(&good.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()), With(&[400])),
        ("half a surrogate", bytes(message(r#""\ud800""#).as_bytes()), With(&[400])),
        (
            "a number beyond numbers",
            bytes(message("\"x\"").replacen('{', "{\"temperature\": 1e400,", 1).as_bytes()),
            With(&[400]),
        ),
        (
            "a number with many digits",
            bytes(message("\"x\"").replacen('{', &format!("{{\"seed\": {},", "9".repeat(100_000)), 1).as_bytes()),
            With(&[400]),
        ),
        ("a huge array", bytes(format!("{{\"messages\": [{}0]}}", "0,".repeat(1_000_000)).as_bytes()), With(&[400])),
        ("a name twice", bytes(br#"{"model": "words", "model": "other", "messages": []}"#), With(&[400])),
        ("no object", bytes(b"[1, 2]"), With(&[400])),
        ("two objects", bytes(b"{} {}"), With(&[400])),
        ("packed", raw(&format!("content-encoding: gzip\r\n{length}"), &"\u{1f}".repeat(good.len())), With(&[400])),
        ("a client that waits to be told to go on", raw(&expecting, &good), All(&[100, 200])),
        ("two questions at once", [raw(&length, &good), raw(&closing, &good)].concat(), All(&[200, 200])),
    ]
}

/// Sends it, byte by byte at its end, and what comes back until the end. Who waits for more than he gets is let go by the node.
async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, bytes: &[u8]) -> Vec<u8> {
    // A node that has had enough closes its side while we still write.
    let _ = stream.write_all(bytes).await;
    let _ = stream.flush().await;
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the connection does not end");
    answer
}

/// The statuses of the answers, by their first lines.
fn statuses(answer: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(answer);
    let lines = text.match_indices("HTTP/1.").filter_map(|(at, _)| text[at..].get(9..12)?.parse().ok());
    lines.collect()
}

fn judge(name: &str, answer: &[u8], ends: &Ends) {
    let (statuses, text) = (statuses(answer), String::from_utf8_lossy(answer));
    match ends {
        Silent => assert!(statuses.is_empty(), "{name}: {text}"),
        With(allowed) => {
            assert!(statuses.len() <= 1 && statuses.iter().all(|status| allowed.contains(status)), "{name}: {text}");
        }
        All(expected) => assert_eq!(statuses, *expected, "{name}: {text}"),
    }
}

/// Connections of the node that are still open.
fn connections(node: &Served) -> usize {
    let port = format!(":{:04X} ", node.address.port());
    let table = std::fs::read_to_string("/proc/self/net/tcp").unwrap_or_default();
    // Established, or closed by the other side alone: those that hold a file.
    let open = |line: &&str| line.split_whitespace().nth(3).is_some_and(|state| state == "01" || state == "08");
    table.lines().filter(|line| line.get(..34).is_some_and(|local| local.contains(&port))).filter(open).count()
}

/// Everything that a connection had is gone: its task, and its file.
async fn nothing_is_left(node: &Served, tasks: usize) {
    let metrics = tokio::runtime::Handle::current().metrics();
    for _ in 0..1000 {
        if metrics.num_alive_tasks() <= tasks && connections(node) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{} tasks and {} connections are left", metrics.num_alive_tasks() - tasks, connections(node));
}

#[tokio::test]
async fn whatever_comes_ends_and_leaves_nothing_behind() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let token = ground.good_token();
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    for (name, bytes, ends) in before_tls() {
        judge(name, &exchange(TcpStream::connect(node.address).await.unwrap(), &bytes).await, &ends);
    }
    for (name, bytes, ends) in heads().into_iter().chain(bodies(&token)) {
        judge(name, &exchange(node.connect().await.unwrap(), &bytes).await, &ends);
        assert_eq!(node.ask("GET", "/v1/models", Some(&token), "").await.status, 200, "after {name}");
    }
    nothing_is_left(&node, tasks).await;
    assert_eq!((node.node.status().busy, node.node.status().waiting), (0, 0));
}

#[tokio::test]
async fn a_handshake_for_another_protocol_or_none_is_no_harm() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let error = node.connect_speaking(&[&b"h2"[..]]).await.unwrap_err();
    assert!(error.to_string().to_lowercase().contains("protocol"), "{error}");
    for protocols in [vec![], vec![&b"h2"[..], &b"http/1.1"[..]]] {
        let stream = node.connect_speaking(&protocols).await.unwrap();
        let answer = exchange(stream, &get("/healthz", "connection: close\r\n")).await;
        assert_eq!(statuses(&answer), [200]);
    }
    // Garbage where TLS was, and a client that goes away in the middle.
    let mut stream = node.connect().await.unwrap();
    stream.get_mut().0.write_all(&[0x5a; 500]).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(statuses(&answer).is_empty());
    drop(stream);
    drop(node.connect().await.unwrap());
    nothing_is_left(&node, tasks).await;
}

#[tokio::test]
async fn a_body_that_comes_too_slowly_is_not_waited_for() {
    let ground = Ground::new();
    let node = node(&ground).await;
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: node\r\nauthorization: Bearer {}\r\ncontent-length: 99\r\n\r\n{{",
        ground.good_token()
    );
    let (mut read, mut write) = tokio::io::split(node.connect().await.unwrap());
    let drip = tokio::spawn(async move {
        write.write_all(head.as_bytes()).await.unwrap();
        while write.write_all(b" ").await.is_ok() && write.flush().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = Vec::new();
    let _ = read.read_to_end(&mut answer).await;
    assert_eq!(statuses(&answer), [408]);
    drip.abort();
    assert_eq!(node.ask("GET", "/healthz", None, "").await.status, 200);
}

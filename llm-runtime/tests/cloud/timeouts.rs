//! Each time-out, by what it waited for. Limits are short, and nothing is said about how long anything took.

use std::time::Duration;

use llm_runtime::cloud::{CloudPlatform, Timeouts};
use llm_runtime::{Delta, Error, ErrorKind, WaitedFor};

use crate::support::{Reply, SHORT, Server, Step, ask, config, done, finish, speech, text, until, words};

async fn waited(timeouts: Timeouts, reply: Reply) -> (Vec<Delta>, Option<Error>, Server) {
    let server = Server::script([reply, speech("never")]).await;
    let platform = CloudPlatform::new(config(&server).timeouts(timeouts)).unwrap();
    let (deltas, failed) = ask(&platform).await;
    (deltas, failed, server)
}

fn waited_for(failed: Option<Error>) -> WaitedFor {
    let failed = failed.unwrap();
    assert!(failed.is_timeout());
    let ErrorKind::Timeout { waited_for, destination, .. } = failed.kind() else { panic!("{failed:?}") };
    assert!(destination.starts_with("localhost:"));
    *waited_for
}

#[tokio::test]
async fn the_first_token_is_waited_for_whatever_else_comes() {
    let role = crate::support::chunk(&serde_json::json!({"role": "assistant"}), None);
    let pings = [0; 20].map(|_| [Step::Sleep(SHORT / 4), Step::Chunk(": ping\n\n".into())]).concat();
    for reply in [
        Reply::steps([Step::Hang]),
        Reply::stream().then([Step::Hang]),
        Reply::stream().then([Step::Chunk(role), Step::Hang]),
        Reply::stream().then(pings).then([Step::Hang]),
    ] {
        let timeouts = Timeouts::default().first_token(SHORT).silence(SHORT);
        let (deltas, failed, server) = waited(timeouts, reply).await;
        assert_eq!((deltas, waited_for(failed)), (Vec::new(), WaitedFor::FirstToken));
        assert_eq!(server.requests().len(), 1, "a model that thinks would think from the start again");
    }
}

#[tokio::test]
async fn silence_in_the_middle_ends_the_turn_and_closes_the_connection() {
    let pings = [0; 20].map(|_| [Step::Sleep(SHORT / 4), Step::Chunk(": ping\n\n".into())]).concat();
    for more in [vec![Step::Hang], [pings, vec![Step::Hang]].concat()] {
        let reply = Reply::stream().then([Step::Chunk(text("said"))]).then(more);
        let (deltas, failed, _) = waited(Timeouts::default().silence(SHORT), reply).await;
        assert_eq!((deltas, waited_for(failed)), (vec![Delta::Text("said".into())], WaitedFor::MoreTokens));
    }
    let reply = Reply::stream().then([Step::Chunk(text("said")), Step::Hang]);
    let (_, _, server) = waited(Timeouts::default().silence(SHORT), reply).await;
    until(|| server.abandoned() == 1).await;
}

#[tokio::test]
async fn no_limit_is_a_limit() {
    let never = Duration::MAX;
    let timeouts = Timeouts::default().connect(never).first_token(never).silence(never).whole(never);
    let (deltas, failed, _) = waited(timeouts, speech("in the end")).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!(words(&deltas), "in the end");
}

#[tokio::test]
async fn slow_is_not_silent() {
    let slowly = ["a", "b", "c", "d"].map(|word| [Step::Sleep(SHORT), Step::Chunk(text(word))]).concat();
    let end = [Step::Chunk(finish("stop")), Step::Chunk(done())];
    let timeouts = Timeouts::default().silence(Duration::from_secs(5)).first_token(Duration::from_secs(5));
    let (deltas, failed, _) = waited(timeouts, Reply::stream().then(slowly).then(end).ended()).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!(words(&deltas), "abcd");
}

#[tokio::test]
async fn the_whole_turn_has_an_end() {
    let slowly = [0; 50].map(|_| [Step::Sleep(SHORT / 4), Step::Chunk(text("on "))]).concat();
    let (deltas, failed, _) = waited(Timeouts::default().whole(SHORT * 2), Reply::stream().then(slowly)).await;
    assert_eq!(waited_for(failed), WaitedFor::End);
    assert!(!deltas.is_empty());
}

#[tokio::test]
async fn a_connection_that_is_not_accepted_is_given_up() {
    // Nobody accepts, and the queue of a listener that has room for none fills up; what follows is not answered.
    let listener = socket_with_a_full_queue().await;
    let timeouts = Timeouts::default().connect(SHORT);
    let address = format!("http://{}/v1", listener.0);
    let config = llm_runtime::cloud::CloudConfig::new(address)
        .timeouts(timeouts)
        .retries(llm_runtime::cloud::RetryPolicy::none());
    let failed = ask(&CloudPlatform::new(config).unwrap()).await.1.unwrap();
    let ErrorKind::Timeout { waited_for, limit, .. } = failed.kind() else { panic!("{failed:?}") };
    assert_eq!((*waited_for, *limit), (WaitedFor::Connection, SHORT));
    assert!(failed.is_retryable());
}

type Full = (std::net::SocketAddr, tokio::net::TcpListener, Vec<tokio::net::TcpStream>);

async fn socket_with_a_full_queue() -> Full {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(connection) = tokio::time::timeout(SHORT, tokio::net::TcpStream::connect(address)).await {
        waiting.push(connection.unwrap());
    }
    (address, listener, waiting)
}

#[tokio::test]
async fn a_stalled_error_is_still_an_error() {
    let head = "HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\nbegins";
    let reply = Reply::steps([Step::Bytes(head.into()), Step::Hang]);
    let server = Server::script([reply]).await;
    let config = config(&server).retries(llm_runtime::cloud::RetryPolicy::none());
    let failed = ask(&CloudPlatform::new(config).unwrap()).await.1.unwrap();
    assert_eq!(failed.provider().unwrap().message.value(), "begins");
}

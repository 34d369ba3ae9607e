//! Connections: kept, closed, and not made.

use std::future::poll_fn;

use llm_runtime::cloud::{CloudPlatform, Proxy};
use llm_runtime::{Delta, GenerationOptions, Runner, ToolChoice, TurnRequest};

use crate::support::{
    Reply, Server, Step, ask, config, done, finish, open, platform, question, schema, speech, text, until,
};

#[tokio::test]
async fn dropping_a_stream_closes_its_connection_and_frees_its_slot() {
    let server = Server::script([Reply::stream().then([Step::Chunk(text("said")), Step::Hang]), speech("next")]).await;
    let platform = CloudPlatform::new(config(&server).concurrent_requests(1)).unwrap();
    let mut engine = open(&platform, schema()).await;
    let (messages, options) = ([question()], GenerationOptions::default());
    let turn = || TurnRequest::new(&messages, ToolChoice::Auto, &options);
    let mut stream = engine.generate(turn());
    assert_eq!(poll_fn(|cx| stream.as_mut().poll_next(cx)).await.unwrap().unwrap(), Delta::Text("said".into()));
    assert_eq!(server.abandoned(), 0);
    drop(stream);
    until(|| server.abandoned() == 1).await;
    let (deltas, failed) = crate::support::collect(engine.as_mut(), turn()).await;
    assert_eq!((crate::support::words(&deltas).as_str(), failed.is_none()), ("next", true));
}

#[tokio::test]
async fn cancelling_a_session_closes_its_connection_and_the_session_goes_on() {
    let server = Server::script([Reply::stream().then([Step::Chunk(text("said")), Step::Hang]), speech("next")]).await;
    let runner = Runner::builder().platform(platform(&server)).build().unwrap();
    let mut session = runner.session(schema().build().unwrap()).await.unwrap();
    let cancel = session.cancel_handle();
    let mut events = session.generate(question());
    loop {
        if let llm_runtime::Event::Text(_) = events.next().await.unwrap().unwrap() {
            break;
        }
    }
    cancel.cancel();
    while let Some(event) = events.next().await {
        event.unwrap();
    }
    drop(events);
    until(|| server.abandoned() == 1).await;
    assert_eq!(session.generate_text(question()).await.unwrap(), "next");
}

#[tokio::test]
async fn connections_are_kept_also_after_errors_and_streams() {
    let server = Server::script([
        speech("one"),
        Reply::error(503, "busy"),
        speech("two"),
        Reply::error(400, "no"),
        crate::support::said("three"),
    ])
    .await;
    let platform = platform(&server);
    for _ in 0..4 {
        ask(&platform).await;
    }
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn a_server_that_does_not_end_its_stream_after_the_end_mark_is_not_waited_for() {
    let events = [text("said"), finish("stop"), done()].map(Step::Chunk);
    let server = Server::script([Reply::stream().then(events).then([Step::Hang])]).await;
    let (deltas, failed) = ask(&platform(&server)).await;
    assert!(failed.is_none(), "{failed:?}");
    assert!(matches!(deltas.last(), Some(Delta::Finish(_))));
    until(|| server.abandoned() == 1).await;
}

#[tokio::test]
async fn an_answer_that_told_its_reason_is_whole_without_an_end_mark_or_an_end() {
    let events = [text("said"), finish("stop")].map(Step::Chunk);
    let server = Server::script([Reply::stream().then(events).then([Step::Hang])]).await;
    let timeouts = llm_runtime::cloud::Timeouts::default().silence(crate::support::SHORT);
    let (deltas, failed) = ask(&CloudPlatform::new(config(&server).timeouts(timeouts)).unwrap()).await;
    assert!(failed.is_none(), "{failed:?}");
    assert!(matches!(deltas[..], [Delta::Text(_), Delta::Finish(_)]), "{deltas:?}");
}

#[tokio::test]
async fn an_idle_connection_that_the_server_closed_is_no_error() {
    let server = Server::script([speech("one").then([Step::Close]), speech("two")]).await;
    let never = CloudPlatform::new(config(&server).retries(llm_runtime::cloud::RetryPolicy::none())).unwrap();
    assert!(ask(&never).await.1.is_none());
    // The close has to arrive before the next request is written, or it is a broken connection like any other.
    tokio::time::sleep(crate::support::SHORT).await;
    assert!(ask(&never).await.1.is_none());
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_proxy_is_used_only_when_it_is_asked_for() {
    let proxy = Server::script([speech("through the proxy")]).await;
    let address = format!("http://localhost:{}", proxy.port());
    let config = llm_runtime::cloud::CloudConfig::new("http://no-such-host.invalid/v1")
        .allow_plain_http()
        .proxy(Proxy::Url(address));
    let (deltas, failed) = ask(&CloudPlatform::new(config).unwrap()).await;
    assert!(failed.is_none(), "{failed:?}");
    assert_eq!(crate::support::words(&deltas), "through the proxy");
    assert_eq!(proxy.requests()[0].path, "http://no-such-host.invalid/v1/chat/completions");
}

/// What is plain because it stays on this machine, tokens among it, must not reach a proxy on another.
#[tokio::test]
async fn no_proxy_reads_what_goes_to_this_machine() {
    let (server, proxy) = (Server::script([speech("directly")]).await, Server::script([speech("read")]).await);
    let through = Proxy::Url(format!("http://localhost:{}", proxy.port()));
    for base in [server.base_url(), server.base_url().replace("localhost", "127.0.0.1")] {
        let (_, failed) =
            ask(&CloudPlatform::new(config(&server).base_url(base).proxy(through.clone())).unwrap()).await;
        assert!(failed.is_none_or(|failed| failed.status() == Some(418)));
    }
    assert_eq!((server.requests().len(), proxy.connections()), (2, 0));
}

#[tokio::test]
async fn slots_bound_the_requests_at_once() {
    let server = Server::answering(|_| Reply::stream().then([Step::Chunk(text("said")), Step::Hang])).await;
    let platform = CloudPlatform::new(config(&server).concurrent_requests(3)).unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let platform = platform.clone();
            tokio::spawn(async move { ask(&platform).await })
        })
        .collect();
    until(|| server.requests().len() == 3).await;
    tokio::time::sleep(crate::support::SHORT).await;
    assert_eq!(server.connections(), 3);
    for task in tasks {
        task.abort();
    }
}

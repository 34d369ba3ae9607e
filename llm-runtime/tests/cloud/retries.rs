//! What is tried again, and what is not.

use std::time::Duration;

use llm_runtime::cloud::{CloudConfig, CloudPlatform, RetryPolicy, Timeouts};
use llm_runtime::{Delta, Runner};

use crate::support::{
    FOREVER, Reply, SHORT, Server, Step, ask, config, done, platform, question, quick, schema, speech, text, until,
    words,
};

async fn asked(replies: impl IntoIterator<Item = Reply>) -> (usize, String, Option<llm_runtime::Error>) {
    let server = Server::script(replies).await;
    let (deltas, failed) = ask(&platform(&server)).await;
    (server.requests().len(), words(&deltas), failed)
}

#[tokio::test]
async fn errors_that_may_pass_are_tried_again() {
    for status in [408, 409, 425, 429, 500, 502, 503, 504, 529] {
        let (requests, said, failed) = asked([Reply::error(status, "busy"), speech("at last")]).await;
        assert_eq!((requests, said.as_str(), failed.is_none()), (2, "at last", true), "{status}");
    }
}

#[tokio::test]
async fn errors_that_will_not_pass_are_not() {
    for status in [400, 401, 402, 403, 404, 405, 413, 422, 501] {
        let (requests, _, failed) = asked([Reply::error(status, "no"), speech("never")]).await;
        assert_eq!((requests, failed.unwrap().status()), (1, Some(status)));
    }
    let (requests, _, failed) = asked([Reply::error(429, "insufficient_quota"), speech("never")]).await;
    let failed = failed.unwrap();
    assert_eq!((requests, failed.is_retryable()), (1, false));
    assert!(failed.to_string().contains("waiting does not mend"), "{failed}");
}

#[tokio::test]
async fn at_some_point_it_is_enough() {
    let busy = || Reply::error(503, "busy");
    let (requests, _, failed) = asked([busy(), busy(), busy(), busy(), speech("never")]).await;
    assert_eq!((requests, failed.unwrap().status()), (4, Some(503)));
    let server = Server::script([busy(), speech("never")]).await;
    let never = CloudPlatform::new(config(&server).retries(RetryPolicy::none())).unwrap();
    assert_eq!(ask(&never).await.1.unwrap().status(), Some(503));
}

#[tokio::test]
async fn connections_that_break_before_the_first_word_are_tried_again() {
    let nothing_yet = ": ping\n\n".to_owned();
    let role = crate::support::chunk(&serde_json::json!({"role": "assistant", "content": ""}), None);
    for broken in [
        Reply::steps([Step::Reset]),
        Reply::steps([Step::Close]),
        Reply::steps([Step::Bytes(b"nonsense\r\n\r\n".to_vec()), Step::Close]),
        Reply::steps([Step::Bytes(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec()), Step::Close]),
        Reply::stream().then([Step::Close]),
        Reply::stream().then([Step::Chunk(nothing_yet), Step::Chunk(role.clone()), Step::Reset]),
        Reply::stream().then([Step::Chunk(role)]).ended(),
    ] {
        let (requests, said, failed) = asked([broken.clone(), speech("at last")]).await;
        assert!(failed.is_none(), "{broken:?}: {failed:?}");
        assert_eq!((requests, said.as_str()), (2, "at last"), "{broken:?}");
    }
}

#[tokio::test]
async fn what_was_said_is_not_said_again() {
    for end in [Step::Reset, Step::Close, Step::Bytes(b"0\r\n\r\n".to_vec())] {
        let server =
            Server::script([Reply::stream().then([Step::Chunk(text("said")), end.clone()]), speech("never")]).await;
        let (deltas, failed) = ask(&platform(&server)).await;
        assert_eq!(deltas, [Delta::Text("said".into())], "{end:?}");
        let failed = failed.unwrap();
        assert!(failed.is_retryable() && failed.provider().is_none(), "{failed:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn nobody_at_the_address_is_tried_again_and_then_said() {
    let server = Server::script([]).await;
    let platform = platform(&server);
    drop(server);
    let failed = ask(&platform).await.1.unwrap();
    assert!(failed.is_retryable());
    assert!(failed.to_string().contains("is the server running"), "{failed}");
}

#[tokio::test]
async fn a_server_may_say_when_to_come_back() {
    let later = Reply::error_with(429, "slow_down", &[("retry-after-ms", "60"), ("retry-after", "3600")]);
    let server = Server::script([later, speech("at last")]).await;
    let began = std::time::Instant::now();
    assert!(ask(&platform(&server)).await.1.is_none());
    assert!(began.elapsed() >= Duration::from_millis(60), "not before it may");
    for header in [("retry-after", "3600"), ("retry-after", "Wed, 21 Oct 2415 07:28:00 GMT")] {
        let server = Server::script([Reply::error_with(503, "gone", &[header]), speech("never")]).await;
        let failed = ask(&platform(&server)).await.1.unwrap();
        assert!(failed.retry_after().unwrap() >= Duration::from_secs(3500), "{failed:?}");
        assert_eq!(server.requests().len(), 1, "that long, the application decides");
    }
}

#[tokio::test]
async fn a_server_that_says_never_is_waited_for_as_long_as_that_and_no_clock_overflows() {
    let header = ("retry-after", "18446744073709551000");
    let server = Server::answering(move |_| Reply::error_with(429, "slow_down", &[header])).await;
    let patient = quick().longest_wait(Duration::MAX).first_delay(Duration::MAX).longest_delay(Duration::MAX);
    for timeouts in [Timeouts::default(), Timeouts::default().whole(Duration::MAX)] {
        let platform = CloudPlatform::new(config(&server).retries(patient).timeouts(timeouts)).unwrap();
        let waiting = tokio::time::timeout(SHORT, ask(&platform)).await;
        assert!(waiting.is_err() || waiting.unwrap().1.unwrap().status() == Some(429));
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn no_time_is_waited_for_that_the_turn_does_not_have() {
    let later = Reply::error_with(429, "slow_down", &[("retry-after", "30")]);
    let server = Server::script([later, speech("never")]).await;
    let timeouts = Timeouts::default().whole(Duration::from_secs(20));
    let failed = ask(&CloudPlatform::new(config(&server).timeouts(timeouts)).unwrap()).await.1.unwrap();
    assert_eq!(failed.status(), Some(429), "what is known says more than a time-out");
}

/// Waits for ever before it tries again.
fn waits(server: &Server) -> CloudConfig {
    let policy = quick().first_delay(FOREVER).longest_delay(FOREVER);
    config(server).retries(policy).timeouts(Timeouts::default().whole(Duration::MAX))
}

#[tokio::test]
async fn who_cancels_is_not_asked_again_for() {
    let server = Server::answering(|_| Reply::error(503, "busy")).await;
    let platform = CloudPlatform::new(waits(&server)).unwrap();
    let runner = Runner::builder().platform(platform).build().unwrap();
    let mut session = runner.session(schema().build().unwrap()).await.unwrap();
    let cancel = session.cancel_handle();
    let asking = tokio::spawn(async move { session.generate_text(question()).await });
    until(|| server.requests().len() == 1).await;
    cancel.cancel();
    assert!(asking.await.unwrap().unwrap_err().is_cancelled(), "who cancels ends it, and not the server's error");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_sessions_time_counts_while_one_waits_to_try_again() {
    let server = Server::answering(|_| Reply::error(503, "busy")).await;
    let platform = CloudPlatform::new(waits(&server)).unwrap();
    let runner = Runner::builder().platform(platform).build().unwrap();
    let schema = schema().budget(llm_runtime::Budget::new().time(SHORT)).build().unwrap();
    let mut session = runner.session(schema).await.unwrap();
    let mut events = session.generate(question());
    let mut last = None;
    while let Some(event) = events.next().await {
        last = Some(event.unwrap());
    }
    assert_eq!(last, Some(llm_runtime::Event::Finished(llm_runtime::FinishReason::Budget)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_slot_is_free_while_one_waits_to_try_again() {
    let server = Server::script([Reply::error(503, "busy"), speech("another"), done_late()]).await;
    let platform = CloudPlatform::new(waits(&server).concurrent_requests(1)).unwrap();
    let waiting = tokio::spawn({
        let platform = platform.clone();
        async move { ask(&platform).await }
    });
    until(|| server.requests().len() == 1).await;
    assert_eq!(words(&ask(&platform).await.0), "another");
    assert!(!waiting.is_finished());
    waiting.abort();
}

fn done_late() -> Reply {
    Reply::events([done()])
}

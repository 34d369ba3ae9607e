//! Under the guard no request leaves, and a test that makes one fails. Nothing listens behind these addresses, so that a
//! guard that did nothing would be seen by the kind of the error.

use std::sync::Mutex;

use llm_runtime::cloud::{CloudConfig, CloudPlatform};
use llm_runtime::mock::forbid_network;
use llm_runtime::{AuthToken, ErrorKind, Message, Runner, Schema, Sensitivity};

use crate::support::panic_of;

/// The guard is one for the whole process, and so are its counts.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn ask() -> ErrorKind {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config = CloudConfig::new("http://127.0.0.1:9/v1").models(["tiny"]).auth(AuthToken::none());
        let platform = CloudPlatform::new(config.retries(llm_runtime::cloud::RetryPolicy::none())).unwrap();
        let runner = Runner::builder().platform(platform).build().unwrap();
        let schema = Schema::builder("tiny").build().unwrap();
        let question = Message::user("Anybody there?").labelled(Sensitivity::Public);
        match runner.session(schema).await {
            Ok(mut session) => session.generate_text(question).await.unwrap_err().kind().clone(),
            Err(error) => error.kind().clone(),
        }
    })
}

#[test]
fn a_request_is_refused_and_whoever_swallows_the_error_fails_all_the_same() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let complaint = panic_of(|| {
        let guard = forbid_network();
        let ErrorKind::NetworkForbidden { destination } = ask() else { panic!("it was let through") };
        assert!(destination.contains("127.0.0.1"), "{destination}");
        assert!(guard.attempts() >= 1);
    });
    assert!(complaint.contains("requests to the network were made where it is forbidden"), "{complaint}");
    assert!(matches!(ask(), ErrorKind::Transport { .. }), "without the guard it is tried");
}

#[test]
fn guards_nest_and_requests_can_be_forgiven() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut outer = forbid_network();
    let mut inner = forbid_network();
    assert!(matches!(ask(), ErrorKind::NetworkForbidden { .. }));
    assert!(inner.forgive() >= 1);
    drop(inner);
    assert!(matches!(ask(), ErrorKind::NetworkForbidden { .. }), "the outer one still holds");
    assert!(outer.forgive() >= 2);
    drop(outer);
    assert!(matches!(ask(), ErrorKind::Transport { .. }));
}

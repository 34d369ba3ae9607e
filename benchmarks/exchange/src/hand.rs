//! The hand-written loop: parse the arguments, await them all together.

use std::time::Duration;

use futures_util::future::join_all;
use serde::Deserialize;

#[derive(Deserialize)]
struct Wait {
    milliseconds: u64,
}

/// Calls of these latencies, each with its arguments as text.
///
/// # Panics
/// When the arguments do not fit, which they do.
pub async fn exchange(calls: Vec<String>) {
    let calls = calls.into_iter().map(|arguments| async move {
        let wait: Wait = serde_json::from_str(&arguments).expect("the arguments fit");
        tokio::time::sleep(Duration::from_millis(wait.milliseconds)).await;
        "done".to_owned()
    });
    assert!(join_all(calls).await.iter().all(|answer| answer == "done"));
}

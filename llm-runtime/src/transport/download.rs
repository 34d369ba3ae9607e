//! Public files from anywhere: nothing of ours is sent but the address, and what comes is compared with a digest by whoever
//! asked. So, unlike [`Client`](super::Client), it follows a server that says that the file lies elsewhere.

use std::time::Duration;

use reqwest::header::RANGE;
use reqwest::redirect::{Action, Attempt, Policy};

use super::client::Place;
use super::{BaseUrl, Response, failure, guard};
use crate::error::{ErrorKind, Result};

/// Hubs send on to a store, some by way of a second host.
const MOST_REDIRECTS: usize = 5;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// A server that says nothing for so long says nothing any more.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Asks for a file from this byte on, and waits for the head of the answer.
///
/// # Errors
/// When the address is none, or nobody answers there.
pub(crate) async fn download(url: &str, from: u64) -> Result<Response> {
    let address = BaseUrl::parse(url, false)?;
    guard::pass(&address.authority())?;
    let follow = if address.is_loopback() { Policy::custom(within_this_machine) } else { Policy::custom(encrypted) };
    let client = reqwest::Client::builder()
        .user_agent(concat!("llm-runtime/", env!("CARGO_PKG_VERSION")))
        .referer(false)
        .http1_only()
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .redirect(follow);
    // A proxy has another loopback than we have.
    let client = if address.is_loopback() { client.no_proxy() } else { client };
    let client = client.build().map_err(|error| {
        crate::Error::with_source(ErrorKind::Configuration("connections cannot be set up".into()), error.without_url())
    })?;
    let place = Place { name: address.authority(), connect_timeout: CONNECT_TIMEOUT };
    let request = client.get(url);
    let request = if from > 0 { request.header(RANGE, format!("bytes={from}-")) } else { request };
    let response = request.send().await.map_err(|error| failure::of(error, &place))?;
    Ok(Response::new(response, place))
}

fn encrypted(attempt: Attempt<'_>) -> Action {
    let secure = attempt.url().scheme() == "https";
    if secure && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

/// From a server of tests to another one.
fn within_this_machine(attempt: Attempt<'_>) -> Action {
    let here = BaseUrl::parse(attempt.url().as_str(), false).is_ok();
    if here && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

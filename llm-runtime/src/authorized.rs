//! A request with a token: asked once more with a fresh one where that is refused, and what is no success as an error.
//!
//! Servers and nodes are asked alike; what is sent, and where, is theirs to say.

use std::time::{Duration, SystemTime};

use llm_functions::Sensitivity;
use tokio::time::Instant;

use crate::auth::{AuthToken, Issued, ahead_of};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Response, retry_after};
use crate::wire::Codec;

/// The most bytes of an error's body that are read, and the longest time: it explains an error, and is not worth more.
const MOST_OF_AN_ERROR: usize = 64 << 10;
const LONGEST_ERROR: Duration = Duration::from_secs(1);

/// Clocks that differ by so many seconds are none that a person need look at.
const SAME_TIME: i64 = 5;

/// The headers in which servers name a request.
const REQUEST_IDS: [&str; 3] = ["x-request-id", "request-id", "x-goog-request-id"];

/// Asks, with a fresh token if the last one is refused. Gives back a success only.
///
/// # Errors
/// Those of the attempt and of the token's source; [`ErrorKind::Provider`] for any other answer.
pub(crate) async fn ask<F: Future<Output = Result<Response>>>(
    auth: &AuthToken,
    label: Sensitivity,
    attempt: impl Fn(Option<Issued>) -> F,
) -> Result<Response> {
    let mut token = auth.get().await?;
    let mut response = attempt(token.clone()).await?;
    if let (401, Some(there)) = (response.status(), server_time(&response)) {
        auth.learn_time(there);
    }
    if let (401, Some(refused)) = (response.status(), &token)
        && let Some(fresh) = auth.instead_of(refused).await?
    {
        response = attempt(Some(fresh.clone())).await?;
        token = Some(fresh);
    }
    if (200..300).contains(&response.status()) {
        return Ok(response);
    }
    Err(refused(response, label, token.as_ref()).await)
}

/// What the server said instead of a turn, with what its headers say about it, and without the token, which servers were
/// seen to repeat.
async fn refused(mut response: Response, label: Sensitivity, token: Option<&Issued>) -> Error {
    let mut body = Vec::new();
    let until = Instant::now() + LONGEST_ERROR;
    // As much as comes: an explanation that breaks off is better than none.
    while let Ok(Ok(Some(more))) = tokio::time::timeout_at(until, response.chunk()).await {
        body.extend_from_slice(&more);
        if body.len() >= MOST_OF_AN_ERROR {
            body.truncate(MOST_OF_AN_ERROR);
            break;
        }
    }
    let body = match token {
        Some(token) => token.secret().without_it(&body),
        None => body,
    };
    let mut error = Codec::error(response.status(), &body, label);
    let after = retry_after(|name| response.header(name), SystemTime::now());
    error.retry_after = after.or(error.retry_after);
    error.request_id = request_id(&response);
    let ahead = server_time(&response).map(|there| ahead_of(there, SystemTime::now()));
    error.clock_ahead = ahead.filter(|seconds| error.status == 401 && seconds.abs() > SAME_TIME);
    ErrorKind::from(error).into()
}

/// What time it is where the answer was made.
fn server_time(response: &Response) -> Option<SystemTime> {
    httpdate::parse_http_date(response.header("date")?.trim()).ok()
}

/// The server's own name for a request.
pub(crate) fn request_id(response: &Response) -> Option<String> {
    REQUEST_IDS.iter().find_map(|name| response.header(name)).map(str::to_owned)
}

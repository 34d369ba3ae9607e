//! Answers that a model generates, for every API that asks for one.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, header};
use futures_util::stream;
use llm_runtime::fog::protocol;
use tokio::sync::mpsc::Receiver;
use tokio::time::timeout;

use super::{body, json};
use crate::answer::{Asked, PING, StreamedAnswer, Way, WholeAnswer};
use crate::node::{Node, Told};
use crate::refused::Refused;
use crate::token::{Scope, bearer};
use crate::{chat, completions, responses};

/// How long the beginning of an answer is waited for before its head is sent: what fails at once has its status, and who
/// waits longer sees that the node lives.
const BEFORE_THE_HEAD: Duration = protocol::PING;

/// `POST /v1/chat/completions`.
pub(super) async fn chat(State(node): State<Node>, request: Request) -> Response<Body> {
    respond(&node, request, chat::read).await
}

/// `POST /v1/completions`.
pub(super) async fn completions(State(node): State<Node>, request: Request) -> Response<Body> {
    respond(&node, request, completions::read).await
}

/// `POST /v1/responses`.
pub(super) async fn responses(State(node): State<Node>, request: Request) -> Response<Body> {
    respond(&node, request, responses::read).await
}

type Read = fn(&[u8]) -> Result<Asked, Refused>;

async fn respond(node: &Node, request: Request, read: Read) -> Response<Body> {
    answer(node, request, read).await.unwrap_or_else(|refused| refused.response())
}

async fn answer(node: &Node, request: Request, read: Read) -> Result<Response<Body>, Refused> {
    let grant = node.admit(bearer(request.headers()), Scope::Infer).await?;
    if node.is_draining() {
        return Err(Refused::draining());
    }
    let bytes = body(request, node.capacity().body, node.capacity().upload).await?;
    let Asked { ask, way } = read(&bytes)?;
    drop(bytes);
    let told = node.generate(ask, &grant)?;
    match way {
        Way::Whole(answer) => whole(told, answer).await,
        Way::Streamed(answer) => streamed(told, answer).await,
    }
}

/// The answer once it is whole.
async fn whole(mut told: Receiver<Told>, mut answer: Box<dyn WholeAnswer>) -> Result<Response<Body>, Refused> {
    while let Some(told) = told.recv().await {
        answer.delta(told?);
        if answer.is_finished() {
            return Ok(json(answer.body().to_string()));
        }
    }
    Err(broken_off())
}

async fn streamed(mut told: Receiver<Told>, mut answer: Box<dyn StreamedAnswer>) -> Result<Response<Body>, Refused> {
    let first = match timeout(BEFORE_THE_HEAD, told.recv()).await {
        Ok(Some(Ok(delta))) => answer.delta(delta),
        Ok(Some(Err(refused))) => return Err(refused),
        Ok(None) => return Err(broken_off()),
        Err(_) => PING.to_owned(),
    };
    let begun = Streaming { told, answer, first: Some(first) };
    let events = stream::unfold(begun, |mut streaming| async move {
        let event = streaming.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(event)), streaming))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

struct Streaming {
    told: Receiver<Told>,
    answer: Box<dyn StreamedAnswer>,
    first: Option<String>,
}

impl Streaming {
    /// The next events, or a sign of life when there is nothing to tell; `None` after the end.
    async fn next(&mut self) -> Option<String> {
        if let Some(first) = self.first.take().filter(|first| !first.is_empty()) {
            return Some(first);
        }
        if self.answer.is_finished() {
            return None;
        }
        loop {
            let events = match timeout(protocol::PING, self.told.recv()).await {
                Ok(Some(Ok(delta))) => self.answer.delta(delta),
                Ok(Some(Err(refused))) => self.answer.failed(&refused),
                Ok(None) => self.answer.failed(&broken_off()),
                Err(_) => PING.to_owned(),
            };
            // Some of what an engine tells makes no event of its own.
            if !events.is_empty() {
                return Some(events);
            }
        }
    }
}

/// The task that generated is gone without a word, as when the engine panicked.
fn broken_off() -> Refused {
    Refused::of_engine(&llm_runtime::ErrorKind::EngineStopped.into())
}

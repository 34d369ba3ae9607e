//! The node's HTTP: which paths there are, and what of a request is looked at before anything else.
//!
//! Who asks is established before a byte of the body is read. Only the paths that are listed here exist: nothing of a server
//! behind the node is passed through.

mod chat;
mod desk;
mod info;
mod listener;
mod patient;
mod places;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Response, header};
use axum::routing::{get, post};

use crate::node::Node;
use crate::refused::Refused;
pub use listener::{Limits, Listener, speak};

/// How long a request may take to come.
const LONGEST_UPLOAD: std::time::Duration = std::time::Duration::from_secs(30);

/// Every path of a node.
pub fn router(node: Node) -> Router {
    Router::new()
        .route("/healthz", get(info::healthz))
        .route("/readyz", get(info::readyz))
        .route("/metrics", get(info::metrics))
        .route("/fog/v1/status", get(info::status))
        .route("/fog/v1/pair", post(desk::pair))
        .route("/fog/v1/token", post(desk::token))
        .route("/v1/models", get(info::models))
        .route("/v1/models/{model}", get(info::model))
        .route("/v1/chat/completions", post(chat::completions))
        .fallback(|| async { Refused::no_path().response() })
        .method_not_allowed_fallback(|| async { Refused::wrong_method().response() })
        .with_state(node)
}

/// The body of a request, if it is no longer than it may be and comes in time.
async fn body(request: Request, most: usize) -> Result<Bytes, Refused> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > most) {
        return Err(Refused::too_long(most));
    }
    match tokio::time::timeout(LONGEST_UPLOAD, to_bytes(request.into_body(), most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Refused::too_long(most)),
        Err(_) => Err(Refused::too_slow()),
    }
}

/// An answer in JSON.
fn json(text: String) -> Response<Body> {
    typed(text, "application/json")
}

fn typed(text: String, kind: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

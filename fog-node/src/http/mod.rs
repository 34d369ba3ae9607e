//! The node's HTTP: which paths there are, and what of a request is looked at before anything else.
//!
//! Who asks is established before a byte of the body is read. Only the paths that are listed here exist: nothing of a server
//! behind the node is passed through.

mod answers;
mod desk;
mod embeddings;
mod guard;
mod info;
mod listener;
mod openapi;
mod patient;
mod places;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Response, header};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::node::Node;
use crate::refused::Refused;
pub use listener::{Limits, Listener, speak};
pub use openapi::openapi;

/// Every path of a node, with its only method and what answers there.
fn routes() -> [(&'static str, &'static str, MethodRouter<Node>); 14] {
    [
        ("/healthz", "get", get(info::healthz)),
        ("/readyz", "get", get(info::readyz)),
        ("/openapi.json", "get", get(openapi::document)),
        ("/metrics", "get", get(info::metrics)),
        ("/fog/v1/status", "get", get(info::status)),
        ("/.well-known/jwks.json", "get", get(desk::keys)),
        ("/fog/v1/pair", "post", post(desk::pair)),
        ("/fog/v1/token", "post", post(desk::token)),
        ("/v1/models", "get", get(info::models)),
        ("/v1/models/{model}", "get", get(info::model)),
        ("/v1/chat/completions", "post", post(answers::chat)),
        ("/v1/completions", "post", post(answers::completions)),
        ("/v1/responses", "post", post(answers::responses)),
        ("/v1/embeddings", "post", post(embeddings::embeddings)),
    ]
}

/// Every path of a node.
pub fn router(node: Node) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, _, answers)| router.route(path, answers))
        .fallback(|| async { Refused::no_path().response() })
        .method_not_allowed_fallback(|| async { Refused::wrong_method().response() })
        .layer(from_fn_with_state(node.clone(), guard::guard))
        .with_state(node)
}

/// The body of a request, if it is no longer than it may be and comes in time.
async fn body(request: Request, most: usize, longest: Duration) -> Result<Bytes, Refused> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > most) {
        return Err(Refused::too_long(most));
    }
    match tokio::time::timeout(longest, to_bytes(request.into_body(), most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_long(&error) => Err(Refused::too_long(most)),
        Ok(Err(_)) => Err(Refused::invalid("body", "the body broke off, or its chunks are none")),
        Err(_) => Err(Refused::too_slow()),
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        source = error.source();
    }
    false
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn paths_and_document_are_the_same() {
        let document = openapi().unwrap();
        let described = document["paths"].as_object().unwrap().iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        });
        let routed: BTreeSet<String> =
            routes().into_iter().map(|(path, method, _)| format!("{method} {path}")).collect();
        assert_eq!(described.collect::<BTreeSet<_>>(), routed);
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!(document["openapi"], "3.1.0");
    }
}

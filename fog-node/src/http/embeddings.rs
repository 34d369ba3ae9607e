//! `POST /v1/embeddings`.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;

use super::{body, json};
use crate::embeddings::{EmbeddingsAsk, answer};
use crate::node::Node;
use crate::refused::Refused;
use crate::token::{Scope, bearer};

pub(super) async fn embeddings(State(node): State<Node>, request: Request) -> Response<Body> {
    respond(&node, request).await.unwrap_or_else(|refused| refused.response())
}

async fn respond(node: &Node, request: Request) -> Result<Response<Body>, Refused> {
    let grant = node.admit(bearer(request.headers()), Scope::Infer).await?;
    if node.is_draining() {
        return Err(Refused::draining());
    }
    let bytes = body(request, node.capacity().body, node.capacity().upload).await?;
    let ask = EmbeddingsAsk::read(&bytes)?;
    drop(bytes);
    let embeddings = node.embed(&ask, &grant).await?;
    Ok(json(answer(&ask, &embeddings)?.to_string()))
}

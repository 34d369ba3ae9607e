//! What a node tells of itself.

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode};
use llm_functions::json::Json;

use super::{json, typed};
use crate::node::Node;
use crate::refused::Refused;
use crate::token::{Grant, Scope, bearer};

/// The process lives. For whoever restarts it; says nothing else to nobody in particular.
pub(super) async fn healthz() -> Response<Body> {
    json(r#"{"status":"ok"}"#.to_owned())
}

/// It takes requests.
pub(super) async fn readyz(State(node): State<Node>) -> Response<Body> {
    if node.is_draining() {
        let mut response = json(r#"{"status":"draining"}"#.to_owned());
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return response;
    }
    let answer = [("status", Json::from("ready")), ("models_loading", node.coming().into())];
    json(Json::object(answer).to_string())
}

pub(super) async fn status(State(node): State<Node>, headers: HeaderMap) -> Response<Body> {
    let grant = match node.admit(bearer(&headers), Scope::ModelsRead).await {
        Ok(grant) => grant,
        Err(refused) => return refused.response(),
    };
    let mut status = node.status();
    status.models.retain(|model| grant.allows_model(&model.id));
    // A status is numbers and names, which are always JSON.
    json(serde_json::to_string(&status).unwrap_or_default())
}

pub(super) async fn metrics(State(node): State<Node>, headers: HeaderMap) -> Response<Body> {
    match node.admit(bearer(&headers), Scope::Metrics).await {
        Ok(_) => typed(node.figures().text(&node.status()), "text/plain; version=0.0.4; charset=utf-8"),
        Err(refused) => refused.response(),
    }
}

pub(super) async fn models(State(node): State<Node>, headers: HeaderMap) -> Response<Body> {
    match node.admit(bearer(&headers), Scope::ModelsRead).await {
        Ok(grant) => {
            let models = allowed(&node, &grant).map(entry);
            let list = [("object", Json::from("list")), ("data", Json::array(models))];
            json(Json::object(list).to_string())
        }
        Err(refused) => refused.response(),
    }
}

type Named = Result<Path<String>, PathRejection>;

pub(super) async fn model(State(node): State<Node>, name: Named, headers: HeaderMap) -> Response<Body> {
    // What is no text names no model.
    let name = name.map(|Path(name)| name).unwrap_or_default();
    let found = node.admit(bearer(&headers), Scope::ModelsRead).await.and_then(|grant| {
        let model = allowed(&node, &grant).find(|model| *model == name).map(entry);
        model.ok_or_else(|| Refused::no_model(&name))
    });
    found.map_or_else(|refused| refused.response(), |model| json(model.to_string()))
}

/// The models that a token is for.
fn allowed<'n>(node: &'n Node, grant: &'n Grant) -> impl Iterator<Item = &'n str> {
    node.models().iter().map(|model| model.id.as_str()).filter(|model| grant.allows_model(model))
}

fn entry(model: &str) -> Json {
    Json::object([
        ("id", Json::from(model)),
        ("object", "model".into()),
        ("created", Json::from(0)),
        ("owned_by", "fog-node".into()),
    ])
}

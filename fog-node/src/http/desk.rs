//! Pairing, and tokens for those who have paired. Nobody who asks here is known yet: what he sends is short, and what he is told
//! is little.

use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{body, json};
use crate::desk::Desk;
use crate::node::Node;
use crate::refused::Refused;
use crate::token::LONGEST_LIFE;

/// The most bytes of a question here.
const MOST: usize = 4 << 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    secret: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refresh {
    refresh: String,
}

pub(super) async fn pair(State(node): State<Node>, request: Request) -> Response<Body> {
    let answer = question::<Pair>(&node, request).await.and_then(|(desk, ask)| {
        let refresh = desk.pair(&ask.secret, &ask.name, SystemTime::now())?;
        Ok(serde_json::json!({"node": desk.node(), "refresh": refresh}))
    });
    answer.map_or_else(|refused| refused.response(), |answer| json(answer.to_string()))
}

pub(super) async fn token(State(node): State<Node>, request: Request) -> Response<Body> {
    let answer = question::<Refresh>(&node, request).await.and_then(|(desk, ask)| {
        let token = desk.token(&ask.refresh, SystemTime::now())?;
        Ok(serde_json::json!({"token": token, "expires_in": LONGEST_LIFE.as_secs()}))
    });
    answer.map_or_else(|refused| refused.response(), |answer| json(answer.to_string()))
}

/// The public keys of this machine's issuer, for nodes that follow them; one that has them already is told so.
pub(super) async fn keys(State(node): State<Node>, headers: HeaderMap) -> Response<Body> {
    let keys = node.desk().ok_or_else(Refused::no_path).and_then(Desk::keys);
    let keys = match keys {
        Ok(keys) => keys,
        Err(refused) => return refused.response(),
    };
    let tag = format!("\"{}\"", crate::digest::of_bytes(keys.as_bytes()));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if known { Response::new(Body::empty()) } else { json(keys) };
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

async fn question<Q: DeserializeOwned>(node: &Node, request: Request) -> Result<(&Desk, Q), Refused> {
    let desk = node.desk().ok_or_else(Refused::no_path)?;
    let bytes = body(request, MOST, node.capacity().upload).await?;
    let question = serde_json::from_slice(&bytes);
    Ok((desk, question.map_err(|_| Refused::invalid("body", "the body is not what is asked for here"))?))
}

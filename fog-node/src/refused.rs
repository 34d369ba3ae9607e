//! [`Refused`]: an answer that is none, in the form that every client of this API reads.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use llm_functions::json::Json;
use llm_runtime::fog::protocol::{DRAINING, MODEL_UNAVAILABLE, NO_ROOM, QUEUE_FULL};
use llm_runtime::{Error, ErrorKind};

/// Why there is no answer, or no more of one. Its message says nothing of what was asked: it is of ours, not of a model's or of
/// another server's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The status of HTTP.
    pub status: StatusCode,
    /// The family of the error.
    pub kind: &'static str,
    /// What programs go by.
    pub code: &'static str,
    /// What a person reads.
    pub message: String,
    /// The member of the request that is wrong.
    pub parameter: Option<String>,
    /// When it may be tried again.
    pub retry_after: Option<Duration>,
}

impl Refused {
    fn new(status: StatusCode, kind: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, code, message: message.into(), parameter: None, retry_after: None }
    }

    /// The request cannot be understood.
    pub fn invalid(parameter: &str, message: impl Into<String>) -> Self {
        let refused = Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", "invalid_value", message);
        Self { parameter: Some(parameter.to_owned()), ..refused }
    }

    /// The request asks for what this API has and a node has not.
    pub fn unsupported(parameter: &str, message: impl Into<String>) -> Self {
        let refused = Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", "unsupported_parameter", message);
        Self { parameter: Some(parameter.to_owned()), ..refused }
    }

    /// There is nobody known who asks. Why the token does not count stays in the log.
    pub fn unauthenticated() -> Self {
        let message = "a valid token is needed: an access token for this node, in one `Authorization: Bearer` header";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", "invalid_token", message)
    }

    /// Who asks may not have that.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "permission_error", "insufficient_scope", message)
    }

    /// There is no such model.
    pub fn no_model(model: &str) -> Self {
        let shown: String = model.chars().filter(|c| !c.is_control()).take(100).collect();
        let message = format!("there is no model `{shown}` here; GET /v1/models lists those that there are");
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", "model_not_found", message)
    }

    /// There is nothing at this path.
    pub fn no_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", "unknown_url", "there is nothing at this path")
    }

    /// The path wants another method.
    pub fn wrong_method() -> Self {
        let message = "this path wants another method";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "invalid_request_error", "method_not_allowed", message)
    }

    /// A web page asks.
    pub fn foreign_origin() -> Self {
        let message = "requests of web pages are not answered; this node has no pages of its own";
        Self::new(StatusCode::FORBIDDEN, "permission_error", "foreign_origin", message)
    }

    /// The host that is asked for is none of this node's.
    pub fn misdirected() -> Self {
        let message = "this node has no such name; ask by its address or its own name, or start it with `--name`";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "invalid_request_error", "unknown_host", message)
    }

    /// The request is too long.
    pub fn too_long(most: usize) -> Self {
        let message = format!("the request has more than {most} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request_error", "request_too_large", message)
    }

    /// The request did not come to its end.
    pub fn too_slow() -> Self {
        let message = "the request did not come in time";
        Self::new(StatusCode::REQUEST_TIMEOUT, "invalid_request_error", "request_timeout", message)
    }

    /// As many wait as may.
    pub fn queue_full(after: Duration) -> Self {
        let message = "as many requests wait for this node as may; try again later, or another node";
        let refused = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", QUEUE_FULL, message);
        Self { retry_after: Some(after), ..refused }
    }

    /// This subject asks too often.
    pub fn too_often(after: Duration) -> Self {
        let message = "this token's subject asks more often than it may";
        let refused = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_error", "rate_limit_exceeded", message);
        Self { retry_after: Some(after), ..refused }
    }

    /// Other models are used, and there is no room in memory beside them.
    pub fn no_room() -> Self {
        let message = "other models are used, and this one has no room in memory beside them; try again later";
        let refused = Self::new(StatusCode::SERVICE_UNAVAILABLE, "server_error", NO_ROOM, message);
        Self { retry_after: Some(Duration::from_secs(2)), ..refused }
    }

    /// The node is to be shut down.
    pub fn draining() -> Self {
        let message = "this node is being shut down; another one goes on";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "server_error", DRAINING, message)
    }

    /// Something of the node's own went wrong.
    pub fn failed(message: &str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "internal_error", message)
    }

    /// What was told of an answer no longer counts, and a stream cannot say so; whoever asked asks again.
    pub(crate) fn taken_back() -> Self {
        Self::failed("the answer would have to be taken back")
    }

    /// The model failed. What it, or the server behind this one, said might repeat what was asked, and stays here.
    pub fn of_engine(error: &Error) -> Self {
        let server = |status, code, message: &str| Self::new(status, "server_error", code, message);
        match error.kind() {
            ErrorKind::ContextWindow { needed, available, .. } => {
                let message = format!("the conversation needs {needed} tokens, and the model has {available}");
                let status = StatusCode::BAD_REQUEST;
                Self::new(status, "invalid_request_error", "context_length_exceeded", message)
            }
            ErrorKind::Configuration(_) => {
                let message = "the model cannot do what is asked for";
                Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", "unsupported", message)
            }
            ErrorKind::NoRoom { .. } => Self::no_room(),
            ErrorKind::Busy { .. } => Self::queue_full(Duration::from_secs(1)),
            ErrorKind::Provider(said) if said.status == 429 => {
                Self::queue_full(said.retry_after.unwrap_or(Duration::from_secs(1)))
            }
            ErrorKind::Provider(said) if matches!(said.status, 400 | 413 | 422) => {
                let message = format!("the server behind this node refused the request with {}", said.status);
                Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", "upstream_refused", message)
            }
            ErrorKind::Provider(_) | ErrorKind::Transport { .. } | ErrorKind::NotTheApi { .. } => {
                server(StatusCode::BAD_GATEWAY, "upstream_failed", "the server behind this node failed")
            }
            ErrorKind::Timeout { .. } => {
                server(StatusCode::GATEWAY_TIMEOUT, "upstream_timeout", "the server behind this node took too long")
            }
            ErrorKind::Model { .. } => {
                server(StatusCode::SERVICE_UNAVAILABLE, MODEL_UNAVAILABLE, "the model cannot be loaded")
            }
            _ => server(StatusCode::INTERNAL_SERVER_ERROR, "generation_failed", "the model failed"),
        }
    }

    /// As JSON, in an answer of its own or in the middle of a stream.
    pub fn json(&self) -> Json {
        let mut error = vec![
            ("message", Json::from(self.message.as_str())),
            ("type", self.kind.into()),
            ("param", self.parameter.as_deref().map_or(Json::Null, Json::from)),
            ("code", self.code.into()),
        ];
        if self.status == StatusCode::UNAUTHORIZED {
            // Whoever made the token by another clock sees by how much they differ.
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            error.push(("server_time", Json::from(now.as_secs())));
        }
        Json::object([("error", Json::object(error))])
    }

    /// As an answer.
    pub fn response(&self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.json().to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static(r#"Bearer error="invalid_token""#);
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(after) = self.retry_after {
            // Whole seconds are what the standard has; clients that know the finer one wait no longer than they must.
            let milliseconds = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
            headers.insert(header::RETRY_AFTER, HeaderValue::from(milliseconds.div_ceil(1000)));
            headers.insert("retry-after-ms", HeaderValue::from(milliseconds));
        }
        response
    }
}

//! What the server does with a request: bytes, pauses, and ways to misbehave.

use std::time::Duration;

use serde_json::Value;

/// One step of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Sends bytes as they are.
    Bytes(Vec<u8>),
    /// Sends one chunk of a chunked body.
    Chunk(String),
    /// Does nothing for a while.
    Sleep(Duration),
    /// Does nothing until the client closes the connection.
    Hang,
    /// Ends the connection as if the server had crashed.
    Reset,
    /// Ends the connection in order.
    Close,
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) struct Reply(pub(crate) Vec<Step>);

impl Reply {
    /// A status with this body.
    pub(crate) fn new(status: u16, content_type: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: String = headers.iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
        let head = format!(
            "HTTP/1.1 {status} Reason\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n{headers}\r\n",
            body.len()
        );
        Self(vec![Step::Bytes((head + body).into_bytes())])
    }

    /// JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", &[], &body.to_string())
    }

    /// An error as `OpenAI` writes it.
    pub(crate) fn error(status: u16, code: &str) -> Self {
        Self::error_with(status, code, &[])
    }

    pub(crate) fn error_with(status: u16, code: &str, headers: &[(&str, &str)]) -> Self {
        let error = serde_json::json!({"error": {"message": format!("said of {code}"), "type": "e", "code": code}});
        Self::new(status, "application/json", headers, &error.to_string())
    }

    /// A stream of these events.
    pub(crate) fn events(events: impl IntoIterator<Item = String>) -> Self {
        Self::stream().then(events.into_iter().map(Step::Chunk)).ended()
    }

    /// The head of a stream.
    pub(crate) fn stream() -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\
                    x-request-id: req_7\r\n\r\n";
        Self(vec![Step::Bytes(head.into())])
    }

    pub(crate) fn then(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.0.extend(steps);
        self
    }

    /// The end of a chunked body.
    pub(crate) fn ended(self) -> Self {
        self.then([Step::Bytes(b"0\r\n\r\n".to_vec())])
    }

    /// Only these steps.
    pub(crate) fn steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self(steps.into_iter().collect())
    }
}

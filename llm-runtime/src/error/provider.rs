//! [`ProviderError`]: what a server answered instead of a turn.

use std::fmt;
use std::time::Duration;

use llm_functions::Sensitivity;

use crate::labelled::Labelled;

/// What a server answered instead of a turn: its status, its own code and type, and its message.
///
/// A server may repeat in its message what it was sent, so the message is as private as the request was; `Display` shows
/// it when that is public, and otherwise says how to get it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderError {
    /// The status of HTTP; 200 when the error came in the middle of a stream.
    pub status: u16,
    /// The server's code, such as `model_not_found`.
    pub code: Option<String>,
    /// The server's type of error, such as `invalid_request_error`.
    pub kind: Option<String>,
    /// The parameter that the server complains about.
    pub parameter: Option<String>,
    /// The server's message.
    pub message: Labelled<String>,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// The server's own name for the request, for its operator.
    pub request_id: Option<String>,
    /// How many seconds the server's clock is ahead of this machine's, below 0 where it is behind: where a token was refused and
    /// they differ by enough for that to be why.
    pub clock_ahead: Option<i64>,
}

impl ProviderError {
    /// An error of which only the status and the message are known.
    pub fn new(status: u16, message: Labelled<String>) -> Self {
        Self {
            status,
            code: None,
            kind: None,
            parameter: None,
            message,
            retry_after: None,
            request_id: None,
            clock_ahead: None,
        }
    }

    /// Whether the same request may succeed later: the server was busy, failed or did not wait.
    pub fn is_retryable(&self) -> bool {
        matches!(self.status, 408 | 409 | 425 | 429 | 500 | 502 | 503 | 504 | 529) && !self.is_quota()
    }

    /// What can be done about it, where that is known.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self.status {
            401 => "the server knows nobody by this `AuthToken`, or wants one",
            402 => "the account has to be paid for",
            403 => "the server knows who asks and does not allow it; this model or region may need another account",
            404 => {
                "the base URL may lack the version in its path (such as `/v1`), or the server has no model of this name: \
                 `CloudPlatform::models` lists those that it has"
            }
            413 => "the request is too long for this server",
            429 if self.is_quota() => "the account is used up, which waiting does not mend",
            _ => return None,
        })
    }

    /// Whether an account is used up, which waiting does not mend.
    pub fn is_quota(&self) -> bool {
        [&self.code, &self.kind].into_iter().flatten().any(|word| word == "insufficient_quota")
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the server answered {}", self.status)?;
        for word in [&self.code, &self.kind, &self.parameter].into_iter().flatten() {
            write!(out, " · {}", Word(word))?;
        }
        if self.message.sensitivity() == Sensitivity::Public {
            write!(out, ": {}", self.message.value())?;
        } else {
            out.write_str("; its message may repeat what was asked and is in `ProviderError::message`")?;
        }
        if let Some(id) = &self.request_id {
            write!(out, " (request {})", Word(id))?;
        }
        if let Some(ahead) = self.clock_ahead {
            let (seconds, where_to) = (ahead.unsigned_abs(), if ahead < 0 { "behind" } else { "ahead of" });
            write!(
                out,
                "; the server's clock is {seconds} s {where_to} this machine's, and a token holds by the clock alone"
            )?;
        }
        match self.advice() {
            Some(advice) => write!(out, "; {advice}"),
            None => Ok(()),
        }
    }
}

/// As careful as `Display`: a server can repeat what it was sent in any of its words.
impl fmt::Debug for ProviderError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |text: &Option<String>| text.as_deref().map(|text| Word(text).to_string());
        out.debug_struct("ProviderError")
            .field("status", &self.status)
            .field("code", &word(&self.code))
            .field("kind", &word(&self.kind))
            .field("parameter", &word(&self.parameter))
            .field("message", &self.message)
            .field("retry_after", &self.retry_after)
            .field("request_id", &word(&self.request_id))
            .field("clock_ahead", &self.clock_ahead)
            .finish()
    }
}

/// A word of the server's as far as it looks like one: what is longer, or no identifier, might be what was asked.
struct Word<'a>(&'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "_-./[]".contains(c);
        if self.0.len() <= 64 && self.0.chars().all(is_word) {
            out.write_str(self.0)
        } else {
            out.write_str("[withheld]")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_may_repeat_what_was_asked_is_not_shown() {
        let error = |label| {
            let mut error = ProviderError::new(400, Labelled::new("Ada weighs 71 kg".to_owned(), label));
            error.code = Some("invalid_value".into());
            error.parameter = Some("Ada weighs 71 kg".into());
            error.request_id = Some("Ada".repeat(30));
            assert!(!format!("{error:?} {error:#?}").contains("Ada"));
            error.request_id = None;
            error.to_string()
        };
        assert_eq!(
            error(Sensitivity::Public),
            "the server answered 400 · invalid_value · [withheld]: Ada weighs 71 kg"
        );
        assert!(!error(Sensitivity::Personal).contains("Ada"));
    }

    #[test]
    fn an_error_says_what_to_do_where_that_is_known() {
        let error = |status| ProviderError::new(status, Labelled::new(String::new(), Sensitivity::Personal));
        assert!(error(404).to_string().contains("`CloudPlatform::models` lists"));
        assert_eq!(error(500).advice(), None);
        let mut quota = error(429);
        assert!(quota.is_retryable() && quota.advice().is_none());
        quota.code = Some("insufficient_quota".into());
        quota.request_id = Some("req_1".into());
        assert!(!quota.is_retryable());
        assert!(quota.to_string().contains("(request req_1); the account is used up"));
    }
}

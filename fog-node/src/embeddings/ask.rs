//! [`EmbeddingsAsk`]: a request for embeddings, read and checked.

use llm_functions::json::Json;
use llm_runtime::EmbeddingRequest;

use crate::chat::body::{model, parse};
use crate::chat::messages::LABEL;
use crate::chat::read::{member, text, whole};
use crate::refused::Refused;

/// The most texts of a request, as the API has it.
const MOST: usize = 2048;

/// A request for embeddings.
pub(crate) struct EmbeddingsAsk {
    pub(crate) request: EmbeddingRequest,
    /// Whether the numbers are told as bytes in base64.
    pub(crate) base64: bool,
    /// How long the request was, in bytes.
    pub(crate) length: usize,
}

impl EmbeddingsAsk {
    /// Reads a request.
    ///
    /// # Errors
    /// When it cannot be understood, or asks for what there is not.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let body = parse(bytes)?;
        let base64 = match text(&body, "encoding_format")? {
            None | Some("float") => false,
            Some("base64") => true,
            Some(_) => return Err(Refused::invalid("encoding_format", "`encoding_format` has to be float or base64")),
        };
        let dimensions = whole(&body, "dimensions")?;
        if dimensions == Some(0) {
            return Err(Refused::invalid("dimensions", "`dimensions` has to be at least 1"));
        }
        let request = EmbeddingRequest::new(model(&body)?, input(&body)?, LABEL).dimensions(dimensions);
        Ok(Self { request, base64, length: bytes.len() })
    }
}

fn input(body: &Json) -> Result<Vec<String>, Refused> {
    let wrong = |reason: &str| Refused::invalid("input", format!("`input` {reason}"));
    let texts: Vec<&Json> = match member(body, "input") {
        None => return Err(wrong("is missing")),
        Some(Json::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
    };
    if texts.is_empty() || texts.len() > MOST {
        return Err(wrong(&format!("has to have 1 to {MOST} texts")));
    }
    let text = |json: &Json| match json {
        Json::String(text) if text.is_empty() => Err(wrong("has an empty text, which means nothing")),
        Json::String(text) => Ok(text.clone()),
        Json::Number(_) | Json::Array(_) => {
            Err(wrong("has to be text: each model has its own numbers of tokens, and yours may be another's"))
        }
        _ => Err(wrong("has to be a text, or an array of texts")),
    };
    texts.into_iter().map(text).collect()
}

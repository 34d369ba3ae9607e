//! `POST embeddings` at a server: what texts mean, as numbers.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use llm_functions::json::{self, Json};

use super::server::Server;
use crate::embedding::{EmbeddingRequest, Embeddings};
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::labelled::Labelled;
use crate::transport::Method;

/// The longest answer: a thousand texts with four thousand numbers each.
const LONGEST: usize = 64 << 20;

pub(super) async fn ask(server: &Server, request: &EmbeddingRequest) -> Result<Embeddings> {
    let body = Labelled::new(body(request).to_string().into_bytes(), request.sensitivity);
    let outbound = Outbound::release(body, server.client.destination())?;
    let limit = server.config.timeouts.first_token;
    let read = async {
        // The semaphore is never closed.
        let _slot = server.slots.acquire().await.map_err(|_| Error::new(ErrorKind::EngineStopped))?;
        server.ask(Method::Post, "embeddings", &outbound).await?.body(LONGEST).await
    };
    let Ok(read) = tokio::time::timeout(limit, read).await else {
        return Err(server.timeout(WaitedFor::End, limit));
    };
    let (body, whole) = read?;
    let text = String::from_utf8(body).ok().filter(|_| whole);
    let answer = text.and_then(|text| json::read(&text).ok());
    answer.as_ref().and_then(|answer| embeddings(answer, request.texts.len())).ok_or_else(|| foreign(server))
}

fn body(request: &EmbeddingRequest) -> Json {
    let mut members = vec![
        ("model", Json::from(request.model.as_str())),
        ("input", Json::array(request.texts.iter().map(String::as_str))),
        ("encoding_format", "float".into()),
    ];
    members.extend(request.dimensions.map(|dimensions| ("dimensions", dimensions.into())));
    Json::object(members)
}

/// The vectors in the order of the texts, if there is one for each and all are alike.
fn embeddings(answer: &Json, texts: usize) -> Option<Embeddings> {
    let Some(Json::Array(data)) = answer.get("data") else { return None };
    let mut vectors: Vec<Option<Vec<f32>>> = vec![None; texts];
    for (place, entry) in data.iter().enumerate() {
        let place = entry.get("index").map_or(Some(place), index)?;
        let slot = vectors.get_mut(place)?;
        if slot.replace(vector(entry.get("embedding")?)?).is_some() {
            return None;
        }
    }
    let vectors: Vec<Vec<f32>> = vectors.into_iter().collect::<Option<_>>()?;
    let length = vectors.first().map_or(0, Vec::len);
    let alike = length > 0 && vectors.iter().all(|vector| vector.len() == length);
    let usage = answer.get("usage");
    let counted = usage.and_then(|usage| ["prompt_tokens", "total_tokens"].iter().find_map(|name| usage.get(name)));
    let tokens = counted.and_then(index).and_then(|tokens| u32::try_from(tokens).ok()).unwrap_or(0);
    alike.then(|| Embeddings::new(vectors, tokens))
}

fn index(json: &Json) -> Option<usize> {
    match json {
        Json::Number(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
        _ => None,
    }
}

/// Numbers, or their bytes in base64, which some servers send whatever they are asked for.
#[allow(clippy::cast_possible_truncation, reason = "embeddings have no more digits than that")]
fn vector(json: &Json) -> Option<Vec<f32>> {
    let numbers: Vec<f32> = match json {
        Json::Array(items) => items
            .iter()
            .map(|item| match item {
                Json::Number(number) => number.as_f64().map(|number| number as f32),
                _ => None,
            })
            .collect::<Option<_>>()?,
        Json::String(text) => {
            let bytes = BASE64_STANDARD.decode(text).ok().filter(|bytes| bytes.len() % 4 == 0)?;
            bytes.chunks_exact(4).filter_map(|four| Some(f32::from_le_bytes(four.try_into().ok()?))).collect()
        }
        _ => return None,
    };
    numbers.iter().all(|number| number.is_finite()).then_some(numbers)
}

fn foreign(server: &Server) -> Error {
    let reason = "what it answered is not one embedding for each text".to_owned();
    ErrorKind::NotTheApi { destination: server.client.name().to_owned(), reason }.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn read(text: &str, texts: usize) -> Option<(Vec<Vec<f32>>, u32)> {
        embeddings(&json::read(text).unwrap(), texts).map(|read| (read.vectors, read.tokens))
    }

    #[test]
    fn vectors_are_put_in_the_order_of_the_texts() {
        let one = r#"{"data": [{"embedding": [0.5, -1]}], "usage": {"prompt_tokens": 3}}"#;
        assert_eq!(read(one, 1), Some((vec![vec![0.5, -1.0]], 3)));
        let two = r#"{"data": [{"index": 1, "embedding": [2]}, {"index": 0, "embedding": "AACAPw=="}]}"#;
        assert_eq!(read(two, 2), Some((vec![vec![1.0], vec![2.0]], 0)));
    }

    #[test]
    fn what_is_not_one_vector_for_each_text_is_no_answer() {
        for (text, texts) in [
            (r#"{"error": {"message": "no"}}"#, 1),
            (r#"{"data": []}"#, 1),
            (r#"{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}"#, 2),
            (r#"{"data": [{"index": 7, "embedding": [1]}]}"#, 1),
            (r#"{"data": [{"embedding": [1]}, {"embedding": [1, 2]}]}"#, 2),
            (r#"{"data": [{"embedding": []}]}"#, 1),
            (r#"{"data": [{"embedding": [1e99]}]}"#, 1),
            (r#"{"data": [{"embedding": "AACA"}]}"#, 1),
            (r#"{"data": [{"embedding": [null]}]}"#, 1),
            (r#"{"data": [{"embedding": [1]}, {"embedding": [1]}]}"#, 1),
        ] {
            assert_eq!(read(text, texts), None, "{text}");
        }
    }
}

//! What texts mean, as numbers: `POST /v1/embeddings`.

mod ask;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use llm_functions::json::Json;
use llm_runtime::Embeddings;

pub(crate) use ask::EmbeddingsAsk;

use crate::refused::Refused;

/// The answer, in the form that was asked for.
///
/// # Errors
/// When the model's vectors have another length than was asked for.
pub(crate) fn answer(ask: &EmbeddingsAsk, embeddings: &Embeddings) -> Result<Json, Refused> {
    let length = embeddings.vectors.first().map_or(0, Vec::len);
    let wanted = ask.request.dimensions.map(|wanted| usize::try_from(wanted).unwrap_or(usize::MAX));
    if wanted.is_some_and(|wanted| wanted != length) {
        let message = format!("embeddings of this model have {length} `dimensions`, and no others");
        return Err(Refused::unsupported("dimensions", message));
    }
    let data = embeddings.vectors.iter().enumerate().map(|(place, vector)| {
        Json::object([
            ("object", Json::from("embedding")),
            ("index", place.into()),
            ("embedding", if ask.base64 { in_base64(vector) } else { Json::array(vector.iter().map(|x| digits(*x))) }),
        ])
    });
    let tokens = Json::from(embeddings.tokens);
    Ok(Json::object([
        ("object", Json::from("list")),
        ("data", Json::array(data)),
        ("model", ask.request.model.as_str().into()),
        ("usage", Json::object([("prompt_tokens", tokens.clone()), ("total_tokens", tokens)])),
    ]))
}

/// The bytes of the numbers, the lowest of each first, as `OpenAI`'s own clients read them.
fn in_base64(vector: &[f32]) -> Json {
    let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
    BASE64_STANDARD.encode(bytes).into()
}

/// As few digits as tell the number from its neighbours: as a number of twice the length it would have twice the digits.
fn digits(number: f32) -> Json {
    Json::from(number.to_string().parse::<f64>().unwrap_or_else(|_| number.into()))
}

//! How likely the tokens of a text were, in the columns of this API.

use llm_functions::json::Json;
use llm_runtime::TokenLogprob;

/// The columns for these tokens, of which the first stands after so many characters of the text. The place moves on.
pub(super) fn columns(tokens: &[TokenLogprob], place: &mut usize) -> Json {
    let mut offsets = Vec::with_capacity(tokens.len());
    for told in tokens {
        offsets.push(Json::from(*place));
        *place += told.token.chars().count();
    }
    let top = |told: &TokenLogprob| {
        let mut members: Vec<(String, Json)> = Vec::new();
        for (token, logprob) in &told.top {
            // Tokens that are no whole characters are alike as text, and a name stands once in an object.
            if members.iter().all(|(name, _)| name != token) {
                members.push((token.clone(), f64::from(*logprob).into()));
            }
        }
        Json::Object(members)
    };
    Json::object([
        ("tokens", Json::array(tokens.iter().map(|told| told.token.as_str()))),
        ("token_logprobs", Json::array(tokens.iter().map(|told| f64::from(told.logprob)))),
        ("top_logprobs", Json::array(tokens.iter().map(top))),
        ("text_offset", Json::Array(offsets)),
    ])
}

//! How a request wants its answer to be generated: the members of this API, and those of llama.cpp's own server for what it
//! lacks.

use llm_functions::json::Json;
use llm_runtime::{Dry, GenerationOptions, Mirostat, ReasoningEffort};

use super::read::{flag, member, number, text, whole};
use crate::refused::Refused;

/// The most alternatives of a token, of tokens with a bias, of texts at which an answer ends, and the longest of those.
pub(crate) const MOST_LOGPROBS: u32 = 20;
const MOST_BIASED: usize = 10_000;
const MOST_STOPS: usize = 64;
const LONGEST_STOP: usize = 1024;

/// Reads what all APIs have in common; the rest has other names in each.
pub(crate) fn read(body: &Json) -> Result<GenerationOptions, Refused> {
    let mut options = GenerationOptions::default();
    options.temperature = number(body, "temperature", 0.0, 100.0)?;
    options.top_k = whole(body, "top_k")?;
    options.top_p = number(body, "top_p", 0.0, 1.0)?;
    options.min_p = number(body, "min_p", 0.0, 1.0)?;
    options.typical_p = number(body, "typical_p", 0.0, 1.0)?;
    options.repeat_penalty = number(body, "repeat_penalty", 0.0, f32::MAX)?;
    options.repeat_window = whole(body, "repeat_last_n")?;
    options.frequency_penalty = number(body, "frequency_penalty", -2.0, 2.0)?;
    options.presence_penalty = number(body, "presence_penalty", -2.0, 2.0)?;
    options.dry = dry(body)?;
    options.mirostat = mirostat(body)?;
    options.logit_bias = bias(body)?;
    options.seed = seed(body)?;
    options.stop = stop(body)?;
    Ok(options)
}

/// The most tokens of the answer, by the first of these members that is there.
pub(crate) fn most_tokens(body: &Json, names: &[&str]) -> Result<Option<u32>, Refused> {
    let mut most = None;
    for name in names {
        let said = whole(body, name)?;
        if said == Some(0) {
            return Err(Refused::invalid(name, format!("`{name}` has to be at least 1")));
        }
        most = most.or(said);
    }
    Ok(most)
}

/// How many alternatives of each token are told; `None` when nothing is told of tokens.
pub(crate) fn alternatives(body: &Json, name: &str, most: u32) -> Result<Option<u8>, Refused> {
    let wrong = || Refused::invalid(name, format!("`{name}` has to be from 0 to {most}"));
    let said = whole(body, name)?;
    said.map(|said| u8::try_from(said).ok().filter(|_| said <= most).ok_or_else(wrong)).transpose()
}

/// How likely tokens were, for conversations.
pub(crate) fn logprobs(body: &Json) -> Result<Option<u8>, Refused> {
    let alternatives = alternatives(body, "top_logprobs", MOST_LOGPROBS)?;
    if flag(body, "logprobs")?.unwrap_or(false) {
        return Ok(Some(alternatives.unwrap_or(0)));
    }
    match alternatives {
        None | Some(0) => Ok(None),
        Some(_) => Err(Refused::invalid("top_logprobs", "`top_logprobs` needs `logprobs` to be true")),
    }
}

/// Clients have seeds of 64 bits, of which the lower ones count.
fn seed(body: &Json) -> Result<Option<u32>, Refused> {
    let wrong = || Refused::invalid("seed", "`seed` has to be a whole number");
    let Some(seed) = member(body, "seed") else { return Ok(None) };
    let Json::Number(seed) = seed else { return Err(wrong()) };
    let bits = seed.as_i64().map(i64::cast_unsigned).or_else(|| seed.as_u64()).ok_or_else(wrong)?;
    Ok(u32::try_from(bits & u64::from(u32::MAX)).ok())
}

fn stop(body: &Json) -> Result<Vec<String>, Refused> {
    let wrong = || {
        let bounds = format!("at most {MOST_STOPS} strings of at most {LONGEST_STOP} bytes");
        Refused::invalid("stop", format!("`stop` has to be a string or {bounds}"))
    };
    let texts = match member(body, "stop") {
        None => return Ok(Vec::new()),
        Some(Json::Array(items)) => items.iter().map(Json::as_str).collect::<Option<Vec<_>>>().ok_or_else(wrong)?,
        Some(one) => vec![one.as_str().ok_or_else(wrong)?],
    };
    if texts.len() > MOST_STOPS || texts.iter().any(|text| text.len() > LONGEST_STOP) {
        return Err(wrong());
    }
    Ok(texts.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect())
}

#[allow(clippy::cast_possible_truncation, reason = "it is checked to be from -100 to 100")]
fn bias(body: &Json) -> Result<Vec<(u32, f32)>, Refused> {
    let wrong =
        || Refused::invalid("logit_bias", "`logit_bias` has to map numbers of tokens to numbers from -100 to 100");
    let members = match member(body, "logit_bias") {
        None => return Ok(Vec::new()),
        Some(Json::Object(members)) if members.len() <= MOST_BIASED => members,
        Some(_) => return Err(wrong()),
    };
    let one = |(token, bias): &(String, Json)| {
        let Json::Number(bias) = bias else { return None };
        let bias = bias.as_f64().filter(|bias| (-100.0..=100.0).contains(bias))?;
        Some((token.parse().ok()?, bias as f32))
    };
    members.iter().map(one).collect::<Option<_>>().ok_or_else(wrong)
}

/// How hard the model is to think.
pub(crate) fn effort(body: &Json, name: &str) -> Result<Option<ReasoningEffort>, Refused> {
    use ReasoningEffort::{High, Low, Medium, Minimal, None as Nothing};
    let Some(word) = text(body, name)? else { return Ok(None) };
    let known = [Nothing, Minimal, Low, Medium, High].into_iter().find(|effort| effort.name() == word);
    known
        .map(Some)
        .ok_or_else(|| Refused::invalid(name, format!("`{name}` has to be none, minimal, low, medium or high")))
}

fn mirostat(body: &Json) -> Result<Option<Mirostat>, Refused> {
    match whole(body, "mirostat")? {
        None | Some(0) => Ok(None),
        Some(2) => {
            let usual = Mirostat::default();
            let tau = number(body, "mirostat_tau", 0.0, f32::MAX)?.unwrap_or(usual.tau);
            let eta = number(body, "mirostat_eta", 0.0, f32::MAX)?.unwrap_or(usual.eta);
            Ok(Some(Mirostat { tau, eta }))
        }
        Some(_) => Err(Refused::invalid("mirostat", "`mirostat` has to be 0 or 2")),
    }
}

fn dry(body: &Json) -> Result<Option<Dry>, Refused> {
    let Some(multiplier) = number(body, "dry_multiplier", 0.0, f32::MAX)? else { return Ok(None) };
    let usual = Dry::default();
    let breakers = match member(body, "dry_sequence_breakers") {
        Some(Json::Array(items)) if items.len() <= MOST_STOPS => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>();
            texts.ok_or_else(|| Refused::invalid("dry_sequence_breakers", "they have to be strings"))?
        }
        Some(_) => return Err(Refused::invalid("dry_sequence_breakers", "it has to be an array of a few strings")),
        None => usual.breakers,
    };
    Ok(Some(Dry {
        multiplier,
        base: number(body, "dry_base", 1.0, f32::MAX)?.unwrap_or(usual.base),
        allowed_length: whole(body, "dry_allowed_length")?.unwrap_or(usual.allowed_length),
        window: whole(body, "dry_penalty_last_n")?.unwrap_or(usual.window),
        breakers,
    }))
}

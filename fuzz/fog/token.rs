//! Tokens: any text, and any head and claims under a signature that counts.

use std::sync::LazyLock;
use std::time::{Duration, SystemTime};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use fog_node::token::{JwkSet, Keys, Verifier, bearer};
use serde_json::Value;

/// When the tokens are looked at, in seconds after 1970.
const NOW: u64 = 1_800_000_000;

const HEAD: &str = r#"{"alg":"EdDSA","typ":"at+jwt","kid":"k"}"#;

struct Issuer {
    key: Ed25519KeyPair,
    verifier: Verifier,
}

static ISSUER: LazyLock<Issuer> = LazyLock::new(|| {
    let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a seed has 32 bytes");
    let x = BASE64_URL_SAFE_NO_PAD.encode(key.public_key());
    let set = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","kid":"k","x":"{x}"}}]}}"#);
    let mut keys = Keys::default();
    keys.add("site", &JwkSet::read(&set).expect("a set")).expect("one key");
    Issuer { key, verifier: Verifier::new(["fog:site"], keys) }
});

/// Nothing panics; a token that counts says all that it has to say, and nothing that would have it understood otherwise.
pub(crate) fn token(data: &[u8]) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = ISSUER.verifier.verify(text, now);
        header(text);
    }
    // A head, if there is one, stands before the first line end.
    let (head, claims) = match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (HEAD.as_bytes(), data),
    };
    let [head64, claims64] = [head, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
    let signed = format!("{head64}.{claims64}");
    let signature = BASE64_URL_SAFE_NO_PAD.encode(ISSUER.key.sign(signed.as_bytes()));
    let Ok(grant) = ISSUER.verifier.verify(&format!("{signed}.{signature}"), now) else { return };
    let members = |part: &[u8]| match serde_json::from_slice(part) {
        Ok(Value::Object(members)) => members,
        other => panic!("a token counts whose part is no object: {other:?}"),
    };
    let (head, claims) = (members(head), members(claims));
    assert!(head.len() == 3 && head["alg"] == "EdDSA" && head["kid"] == "k", "{head:?}");
    let number = |name: &str| claims[name].as_u64().expect("a whole number");
    let (from, until) = (number("iat"), number("exp"));
    assert!(from <= NOW + 5 && until + 5 > NOW && until > from && until - from <= 900, "{claims:?}");
    assert!(claims["iss"] == "site" && claims["sub"] == grant.subject.as_str(), "{claims:?}");
    let audience = &claims["aud"];
    assert!(audience == "fog:site" || audience.as_array().is_some_and(|all| all.iter().any(|one| one == "fog:site")));
    assert!(claims.get("cnf").is_none_or(Value::is_null), "{claims:?}");
}

/// What stands in a request's header is a token in one word, or nothing.
fn header(text: &str) {
    let Ok(value) = axum::http::HeaderValue::from_str(text) else { return };
    let mut headers = axum::http::HeaderMap::new();
    headers.insert(axum::http::header::AUTHORIZATION, value.clone());
    if let Ok(token) = bearer(&headers) {
        assert!(text.ends_with(token) && !token.contains([' ', ',']), "{text}");
    }
    headers.append(axum::http::header::AUTHORIZATION, value);
    assert!(bearer(&headers).is_err(), "two tokens are none");
}

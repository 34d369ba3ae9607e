//! Why a token is refused, as far as the token says it itself. A node tells nobody; who has the token may read it.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use llm_runtime::fog::NodeId;
use serde::Deserialize;

/// The claims, read without a key: what they say is told to who showed the token, and nothing is decided by it.
#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    aud: Names,
    #[serde(default)]
    exp: i64,
    #[serde(default)]
    iat: i64,
    #[serde(default)]
    scope: String,
    cnf: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl Default for Names {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// What is wrong with a token that a node refused, whose clock is ahead by so many seconds where that is known.
pub(super) fn why_refused(token: &str, node: NodeId, ahead: Option<i64>) -> String {
    let here = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    why(token, node, i64::try_from(here).unwrap_or(i64::MAX).saturating_add(ahead.unwrap_or(0)), ahead)
}

fn why(token: &str, node: NodeId, now: i64, ahead: Option<i64>) -> String {
    let Some(said) = read(token) else {
        return "it is no token of `fog-node token issue` at all".to_owned();
    };
    let clocks = match ahead {
        Some(ahead) if ahead < 0 => format!(" (the node's clock is {} s behind this machine's)", ahead.unsigned_abs()),
        Some(ahead) => format!(" (the node's clock is {ahead} s ahead of this machine's)"),
        None => String::new(),
    };
    let own = format!("fog:{node}");
    let audience = match &said.aud {
        Names::One(one) => vec![one.as_str()],
        Names::Several(several) => several.iter().map(String::as_str).collect(),
    };
    if said.iat > now {
        format!("it begins in {} s by the node's clock{clocks}; set the clocks", said.iat.saturating_sub(now))
    } else if said.exp <= now {
        format!("it is over since {} s by the node's clock{clocks}; fetch a new one", now.saturating_sub(said.exp))
    } else if !said.scope.split(' ').any(|scope| scope == "models.read") {
        format!("it is for `{}` and not for `models.read`, which seeing the status needs", said.scope)
    } else if said.cnf.is_some() {
        "it is bound to a client's certificate: show that one with --show-certificate".to_owned()
    } else if !audience.contains(&own.as_str()) {
        format!(
            "it is for {}; this node takes those for {own} and for its site (`serve --site`), and only from issuers among its \
             --keys, of which `{}` has to be one; its log says which",
            audience.join(", "),
            said.iss
        )
    } else {
        format!(
            "its issuer `{}` is not among the node's --keys, or it was revoked; the node's log says which",
            said.iss
        )
    }
}

fn read(token: &str) -> Option<Said> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &serde_json::Value) -> String {
        format!("e30.{}.AAAA", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    #[test]
    fn each_reason_that_a_token_shows_is_named() {
        let node = NodeId::of_public_key(b"key");
        let good = |changes: serde_json::Value| {
            let mut claims = serde_json::json!({
                "iss": "ward-3", "aud": [format!("fog:{node}")], "iat": 100, "exp": 200, "scope": "infer models.read"
            });
            for (name, value) in changes.as_object().into_iter().flatten() {
                claims[name] = value.clone();
            }
            why(&token(&claims), node, 150, None)
        };
        assert!(good(serde_json::json!({})).contains("not among the node's --keys"));
        assert!(good(serde_json::json!({"aud": "ward-4"})).contains("it is for ward-4"));
        assert!(good(serde_json::json!({"exp": 140})).contains("over since 10 s"));
        assert!(good(serde_json::json!({"iat": 170})).contains("begins in 20 s"));
        assert!(good(serde_json::json!({"scope": "infer"})).contains("models.read"));
        assert!(good(serde_json::json!({"cnf": {"x5t#S256": "a"}})).contains("--show-certificate"));
        let early = token(&serde_json::json!({"iat": 500, "exp": 900}));
        assert!(why(&early, node, 150, Some(-350)).contains("350 s behind"));
        for nonsense in ["", "a", "a.b.c", "e30.e30.", "e30.W10.x"] {
            assert!(!why(nonsense, node, i64::MAX, Some(i64::MIN)).is_empty(), "{nonsense}");
        }
    }
}

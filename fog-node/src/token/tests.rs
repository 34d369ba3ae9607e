#![allow(clippy::unwrap_used, reason = "tests")]
//! Every bad token that is known of, and good ones beside them, so that the tests could fail.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rcgen::{KeyPair, SigningKey};
use serde_json::{Value, json};

use super::*;

const NOW: u64 = 2_000_000_000;
const NODE: &str = "fog:aaaa";

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// An issuer whose tokens say whatever a test wants.
struct Forge {
    pair: KeyPair,
}

impl Forge {
    fn new() -> Self {
        Self { pair: KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap() }
    }

    fn jwk(&self, name: &str) -> Jwk {
        let x = BASE64_URL_SAFE_NO_PAD.encode(self.pair.public_key_raw());
        let (kty, crv) = ("OKP".to_owned(), Some("Ed25519".to_owned()));
        Jwk { kty, crv, x: Some(x), kid: Some(name.to_owned()), ..Jwk::default() }
    }

    fn sign(&self, head: &str, claims: &str) -> String {
        let text = format!("{}.{}", BASE64_URL_SAFE_NO_PAD.encode(head), BASE64_URL_SAFE_NO_PAD.encode(claims));
        let signature = self.pair.sign(text.as_bytes()).unwrap();
        format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// A good token with these members of its head and claims in place of the good ones; `null` takes one out.
    fn with(&self, head: &Value, claims: &Value) -> String {
        self.sign(&merged(good_head(), head), &merged(good_claims(), claims))
    }
}

fn merged(mut good: Value, other: &Value) -> String {
    let into = good.as_object_mut().unwrap();
    for (name, value) in other.as_object().unwrap() {
        match value {
            Value::String(word) if word == "<out>" => drop(into.remove(name)),
            value => drop(into.insert(name.clone(), value.clone())),
        }
    }
    good.to_string()
}

fn good_head() -> Value {
    json!({"alg": "EdDSA", "typ": "at+jwt", "kid": "k1"})
}

fn good_claims() -> Value {
    json!({
        "iss": "site", "sub": "ada", "aud": [NODE], "exp": NOW + 600, "iat": NOW, "nbf": NOW, "jti": "t1",
        "scope": "infer models.read", "fog": {"models": ["tiny"], "max_tokens": 100}
    })
}

fn verifier(forge: &Forge) -> Verifier {
    let mut keys = Keys::default();
    keys.add("site", &JwkSet { keys: vec![forge.jwk("k1")] }).unwrap();
    Verifier::new([NODE, "fog:site"], keys)
}

#[test]
fn a_good_token_allows_what_it_says() {
    let forge = Forge::new();
    let grant = verifier(&forge).verify(&forge.with(&json!({}), &json!({})), at(NOW)).unwrap();
    assert_eq!((grant.subject.as_str(), grant.issuer.as_str(), grant.token.as_str()), ("ada", "site", "t1"));
    assert!(grant.allows(Scope::Infer) && grant.allows(Scope::ModelsRead) && !grant.allows(Scope::Admin));
    assert!(grant.allows_model("tiny") && !grant.allows_model("other"));
    assert_eq!((grant.limits.max_tokens, grant.expires), (Some(100), at(NOW + 600)));
}

#[test]
fn forms_that_good_tokens_have_are_accepted() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    for claims in [
        json!({"aud": NODE}),
        json!({"aud": ["other", "fog:site"]}),
        json!({"nbf": "<out>"}),
        json!({"fog": "<out>"}),
        json!({"iat": NOW + 4, "exp": NOW + 604}),
        json!({"iat": NOW - 600, "nbf": NOW - 600, "exp": NOW - 4}),
        json!({"exp": NOW + 900}),
        json!({"email": "ada@example.org", "groups": ["a"]}),
    ] {
        verifier.verify(&forge.with(&json!({}), &claims), at(NOW)).unwrap();
    }
    verifier.verify(&forge.with(&json!({"typ": "application/at+jwt"}), &json!({})), at(NOW)).unwrap();
}

#[test]
fn heads_that_no_token_of_ours_has_are_refused() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    let long = "k".repeat(65);
    for head in [
        json!({"alg": "none"}),
        json!({"alg": "nOnE"}),
        json!({"alg": "HS256"}),
        json!({"alg": "HS512"}),
        json!({"alg": "ES256"}),
        json!({"alg": "eddsa"}),
        json!({"alg": "<out>"}),
        json!({"alg": null}),
        json!({"typ": "JWT"}),
        json!({"typ": "dpop+jwt"}),
        json!({"typ": "<out>"}),
        json!({"typ": "refresh+jwt"}),
        json!({"cty": "JWT"}),
        json!({"crit": ["x"], "x": 1}),
        json!({"crit": ["b64"], "b64": false}),
        json!({"b64": false}),
        json!({"zip": "DEF"}),
        json!({"jwk": {"kty": "OKP"}}),
        json!({"jku": "https://evil.example/keys"}),
        json!({"x5u": "https://evil.example/cert"}),
        json!({"x5c": ["AAAA"]}),
        json!({"enc": "A256GCM"}),
        json!({"kid": "<out>"}),
        json!({"kid": ""}),
        json!({"kid": 1}),
        json!({"kid": ["k1"]}),
        json!({"kid": null}),
        json!({"kid": "k2"}),
        json!({"kid": "../../dev/null"}),
        json!({"kid": "k1\n"}),
        json!({"kid": "k1\u{0}"}),
        json!({"kid": "' OR 1=1 --"}),
        json!({"kid": "*)(uid=*"}),
        json!({"kid": long}),
    ] {
        let refused = verifier.verify(&forge.with(&head, &json!({})), at(NOW));
        assert!(matches!(refused, Err(Refusal::Head | Refusal::Algorithm | Refusal::Key)), "{head}: {refused:?}");
    }
    for twice in [r#"{"alg":"EdDSA","alg":"EdDSA","typ":"at+jwt","kid":"k1"}"#, "[]", "1", "{", "", "null"] {
        assert!(verifier.verify(&forge.sign(twice, &good_claims().to_string()), at(NOW)).is_err(), "{twice}");
    }
}

#[test]
fn claims_that_are_missing_or_misshapen_are_refused() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    for claims in [
        json!({"exp": "<out>"}),
        json!({"exp": "2000000600"}),
        json!({"exp": null}),
        json!({"exp": -1}),
        json!({"exp": 1e300}),
        json!({"exp": 2_000_000_600.5}),
        json!({"exp": true}),
        json!({"iat": "<out>"}),
        json!({"iat": null}),
        json!({"iat": 1.5}),
        json!({"nbf": null}),
        json!({"nbf": "now"}),
        json!({"aud": "<out>"}),
        json!({"aud": null}),
        json!({"aud": 1}),
        json!({"aud": {"fog:aaaa": true}}),
        json!({"aud": [NODE, 1]}),
        json!({"iss": "<out>"}),
        json!({"iss": ["site"]}),
        json!({"iss": null}),
        json!({"sub": "<out>"}),
        json!({"sub": ""}),
        json!({"sub": 7}),
        json!({"sub": "a\u{0}b"}),
        json!({"sub": "a".repeat(257)}),
        json!({"jti": "<out>"}),
        json!({"jti": ""}),
        json!({"scope": "<out>"}),
        json!({"scope": ["infer"]}),
        json!({"scope": null}),
        json!({"fog": {"models": "tiny"}}),
        json!({"fog": {"rpm": -1}}),
        json!({"fog": {"unlimited": true}}),
        json!({"cnf": {"x5t#S256": "AAAA"}}),
    ] {
        let refused = verifier.verify(&forge.with(&json!({}), &claims), at(NOW));
        assert!(matches!(refused, Err(Refusal::Claims | Refusal::Bound)), "{claims}: {refused:?}");
    }
    let claims = good_claims().to_string();
    let half = r#""other":"\ud800""#;
    for more in [r#""aud":["fog:aaaa"]"#, r#""exp":2000000600"#, r#""iss":"site""#, r#""scope":"admin""#, half] {
        let claims = format!("{},{more}}}", &claims[..claims.len() - 1]);
        let token = forge.sign(&good_head().to_string(), &claims);
        assert_eq!(verifier.verify(&token, at(NOW)), Err(Refusal::Claims), "{more}");
    }
    let deep = format!("{}{}", "[".repeat(1500), "]".repeat(1500));
    for none in ["[]", "null", "1", "\"x\"", "{", "", "\u{feff}{}", deep.as_str()] {
        assert!(verifier.verify(&forge.sign(&good_head().to_string(), none), at(NOW)).is_err(), "{none}");
    }
}

#[test]
fn tokens_of_another_time_or_for_somebody_else_are_refused() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    for (claims, expected) in [
        (json!({"iat": NOW - 4000, "exp": NOW - 3600}), Refusal::Expired),
        (json!({"iat": NOW - 600, "nbf": NOW - 600, "exp": NOW - 30}), Refusal::Expired),
        (json!({"iat": NOW - 600, "nbf": NOW - 600, "exp": NOW - 5}), Refusal::Expired),
        (json!({"nbf": NOW + 3600}), Refusal::Early),
        (json!({"iat": NOW + 3600, "exp": NOW + 3700}), Refusal::Early),
        (json!({"iat": NOW + 6, "exp": NOW + 60}), Refusal::Early),
        (json!({"exp": 253_402_300_799_u64}), Refusal::Life),
        (json!({"exp": u64::MAX}), Refusal::Life),
        (json!({"exp": NOW + 901}), Refusal::Life),
        (json!({"iat": NOW + 4, "exp": NOW + 4}), Refusal::Life),
        (json!({"iat": 0, "nbf": 0}), Refusal::Life),
        (json!({"aud": "fog:aaa"}), Refusal::Audience),
        (json!({"aud": "fog:aaaab"}), Refusal::Audience),
        (json!({"aud": ["FOG:AAAA"]}), Refusal::Audience),
        (json!({"aud": []}), Refusal::Audience),
        (json!({"iss": "other"}), Refusal::Issuer),
        (json!({"iss": "site/"}), Refusal::Issuer),
    ] {
        assert_eq!(verifier.verify(&forge.with(&json!({}), &claims), at(NOW)), Err(expected), "{claims}");
    }
}

#[test]
fn a_token_is_for_what_it_says_and_a_scope_that_nobody_knows_allows_nothing() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    for scope in ["", "inference", "INFER", "infer,models.read", "admin*", "infer\tmodels.read"] {
        let grant = verifier.verify(&forge.with(&json!({}), &json!({"scope": scope})), at(NOW)).unwrap();
        assert!(grant.scopes.is_empty(), "{scope}");
    }
}

#[test]
fn what_was_not_signed_like_this_is_refused() {
    let (forge, other) = (Forge::new(), Forge::new());
    let verifier = verifier(&forge);
    let token = forge.with(&json!({}), &json!({}));
    verifier.verify(&token, at(NOW)).unwrap();
    assert_eq!(verifier.verify(&other.with(&json!({}), &json!({})), at(NOW)), Err(Refusal::Signature));
    let (text, signature) = token.rsplit_once('.').unwrap();
    let raw = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    for bit in 0..raw.len() * 8 {
        let mut flipped = raw.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let token = format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode(flipped));
        assert_eq!(verifier.verify(&token, at(NOW)), Err(Refusal::Signature), "bit {bit}");
    }
    let zeros = BASE64_URL_SAFE_NO_PAD.encode([0; 64]);
    for signature in ["", "AAAA", zeros.as_str()] {
        assert!(verifier.verify(&format!("{text}.{signature}"), at(NOW)).is_err());
    }
    let altered = BASE64_URL_SAFE_NO_PAD.encode(merged(good_claims(), &json!({"sub": "bob"})));
    let head = text.split('.').next().unwrap();
    assert_eq!(verifier.verify(&format!("{head}.{altered}.{signature}"), at(NOW)), Err(Refusal::Signature));
}

#[test]
fn a_public_key_used_as_a_secret_signs_nothing() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    let public = forge.pair.public_key_raw().to_vec();
    for secret in [public, forge.pair.public_key_pem().into_bytes(), Vec::new()] {
        for algorithm in [jsonwebtoken::Algorithm::HS256, jsonwebtoken::Algorithm::HS512] {
            let mut head = jsonwebtoken::Header::new(algorithm);
            (head.typ, head.kid) = (Some("at+jwt".into()), Some("k1".into()));
            let key = jsonwebtoken::EncodingKey::from_secret(&secret);
            let token = jsonwebtoken::encode(&head, &good_claims(), &key).unwrap();
            assert_eq!(verifier.verify(&token, at(NOW)), Err(Refusal::Algorithm));
        }
    }
}

#[test]
fn what_has_not_the_form_of_a_token_is_refused() {
    let forge = Forge::new();
    let verifier = verifier(&forge);
    let token = forge.with(&json!({}), &json!({}));
    let parts: Vec<&str> = token.split('.').collect();
    let long = forge.with(&json!({}), &json!({"padding": "x".repeat(1 << 20)}));
    for wrong in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        parts[0].into(),
        parts[..2].join("."),
        format!("{}.", parts[..2].join(".")),
        format!("{token}.x"),
        format!("{token}.x.y"),
        format!("{token}="),
        format!("{token}\n"),
        format!(" {token}"),
        token.replace('.', ".="),
        format!("{}.{}.{}", parts[0], parts[2], parts[1]),
        "ü.ü.ü".into(),
        "A".repeat(5000),
        long,
    ] {
        assert!(verifier.verify(&wrong, at(NOW)).is_err(), "{}", wrong.get(..60).unwrap_or(&wrong));
    }
}

#[test]
fn a_key_that_was_taken_out_and_whatever_was_revoked_counts_no_longer() {
    let (forge, next) = (Forge::new(), Forge::new());
    let verifier = verifier(&forge);
    let token = forge.with(&json!({}), &json!({}));
    for revoked in [r#"{"tokens": ["t1"]}"#, r#"{"subjects": ["ada"]}"#, r#"{"keys": ["k1"]}"#] {
        verifier.revoke(Revoked::read(revoked).unwrap());
        assert!(matches!(verifier.verify(&token, at(NOW)), Err(Refusal::Revoked | Refusal::Key)), "{revoked}");
        verifier.revoke(Revoked::default());
        verifier.verify(&token, at(NOW)).unwrap();
    }
    assert!(Revoked::read(r#"{"subject": ["ada"]}"#).is_err());
    let mut keys = Keys::default();
    keys.add("site", &JwkSet { keys: vec![next.jwk("k2")] }).unwrap();
    verifier.replace_keys(keys);
    assert_eq!(verifier.verify(&token, at(NOW)), Err(Refusal::Key));
    verifier.verify(&next.with(&json!({"kid": "k2"}), &json!({})), at(NOW)).unwrap();
}

#[test]
fn a_key_belongs_to_one_issuer_and_has_one_algorithm() {
    let (site, other) = (Forge::new(), Forge::new());
    let mut keys = Keys::default();
    keys.add("site", &JwkSet { keys: vec![site.jwk("k1")] }).unwrap();
    keys.add("other", &JwkSet { keys: vec![other.jwk("k2")] }).unwrap();
    assert!(keys.add("third", &JwkSet { keys: vec![other.jwk("k2")] }).is_err());
    let verifier = Verifier::new([NODE], keys);
    // The other issuer makes a token in the site's name, with its own key.
    assert_eq!(verifier.verify(&other.with(&json!({"kid": "k2"}), &json!({})), at(NOW)), Err(Refusal::Issuer));
    let ours = other.with(&json!({"kid": "k2"}), &json!({"iss": "other"}));
    assert_eq!(verifier.verify(&ours, at(NOW)).unwrap().account(), "other\nada");
    for (name, change) in [
        ("weak", json!({"kty": "RSA", "crv": null, "n": "AQAB", "e": "AQAB"})),
        ("secret", json!({"kty": "oct", "k": "AAAA"})),
        ("encryption", json!({"use": "enc"})),
        ("misnamed", json!({"alg": "ES256"})),
        ("short", json!({"x": "AAAA"})),
    ] {
        let mut jwk = serde_json::to_value(site.jwk(name)).unwrap();
        jwk.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let mut keys = Keys::default();
        keys.add("site", &JwkSet::read(&json!({"keys": [jwk]}).to_string()).unwrap()).unwrap();
        assert!(keys.is_empty(), "{name}");
    }
}

#[test]
fn keys_of_other_issuers_sign_too_each_with_its_own_algorithm() {
    let pair = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let (x, y) = pair.public_key_raw()[1..].split_at(32);
    let encoded = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
    let jwk = json!({"kty": "EC", "crv": "P-256", "kid": "k1", "x": encoded(x), "y": encoded(y)});
    let mut keys = Keys::default();
    keys.add("site", &JwkSet::read(&json!({"keys": [jwk]}).to_string()).unwrap()).unwrap();
    let verifier = Verifier::new([NODE], keys);
    let mut head = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::ES256);
    (head.typ, head.kid) = (Some("at+jwt".into()), Some("k1".into()));
    let key = jsonwebtoken::EncodingKey::from_ec_der(&pair.serialize_der());
    let token = jsonwebtoken::encode(&head, &good_claims(), &key).unwrap();
    verifier.verify(&token, at(NOW)).unwrap();
    let text = token.rsplit_once('.').unwrap().0;
    // Signatures of zeros were once accepted for any message.
    let zeros = format!("{text}.{}", BASE64_URL_SAFE_NO_PAD.encode([0; 64]));
    assert_eq!(verifier.verify(&zeros, at(NOW)), Err(Refusal::Signature));
}

#[test]
fn an_issuer_changes_its_key_without_a_token_that_fails() {
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::init(folder.path(), "site").unwrap();
    assert!(Issuer::init(folder.path(), "site").is_err());
    let now = SystemTime::now();
    let wanted = Wanted {
        subject: "ada".into(),
        audience: vec![NODE.into()],
        scopes: vec![Scope::Infer],
        limits: Limits::default(),
        life: Duration::from_secs(900),
    };
    let verifier = || {
        let mut keys = Keys::default();
        let set = std::fs::read_to_string(issuer.keys_file()).unwrap();
        assert!(!set.contains("\"d\""), "a private key must not be published");
        keys.add(issuer.name(), &JwkSet::read(&set).unwrap()).unwrap();
        Verifier::new([NODE], keys)
    };
    let before = Issuer::load(folder.path()).unwrap().issue(&wanted, now).unwrap();
    verifier().verify(&before, now).unwrap();
    issuer.rotate(now + Duration::from_secs(10)).unwrap();
    let after = issuer.issue(&wanted, now).unwrap();
    assert_ne!(Head::of(&before).unwrap().0.kid, Head::of(&after).unwrap().0.kid);
    verifier().verify(&before, now).unwrap();
    verifier().verify(&after, now).unwrap();
    issuer.rotate(now + Duration::from_secs(2000)).unwrap();
    assert_eq!(verifier().verify(&before, now), Err(Refusal::Key));
    verifier().verify(&after, now).unwrap();
    for life in [Duration::ZERO, Duration::from_secs(901)] {
        assert!(issuer.issue(&Wanted { life, ..wanted.clone() }, now).is_err());
    }
    assert!(issuer.issue(&Wanted { audience: Vec::new(), ..wanted.clone() }, now).is_err());
    assert!(issuer.issue(&Wanted { scopes: Vec::new(), ..wanted }, now).is_err());
}

#[test]
fn one_header_alone_carries_the_token() {
    let read = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("authorization", HeaderValue::from_str(value).unwrap());
        }
        bearer(&headers).map(str::to_owned)
    };
    assert_eq!(read(&["Bearer a.b.c"]).unwrap(), "a.b.c");
    for wrong in [
        &[][..],
        &["Bearer a.b.c", "Bearer a.b.c"],
        &["bearer a.b.c"],
        &["Basic YTpi"],
        &["Bearer"],
        &["Bearer "],
        &["Bearer  a.b.c"],
        &["Bearer a.b.c "],
        &["Bearer a.b.c,Bearer d.e.f"],
        &["Bearera.b.c"],
        &["a.b.c"],
    ] {
        assert_eq!(read(wrong), Err(Refusal::Missing), "{wrong:?}");
    }
}

use super::head::Head;

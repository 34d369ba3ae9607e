//! [`Claims`] and [`Grant`]: what a token says, and what follows for the request that carries it.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{LEEWAY, LONGEST_LIFE, Refusal};
use crate::tls::Thumbprint;

/// The longest name of a subject or of a token: both are kept for as long as a token lives.
const LONGEST_NAME: usize = 256;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Let models generate.
    Infer,
    /// See which models there are, and how busy the node is.
    ModelsRead,
    /// Read the node's figures.
    Metrics,
    /// Drain the node, and read what is about others.
    Admin,
}

impl Scope {
    const ALL: [Self; 4] = [Self::Infer, Self::ModelsRead, Self::Metrics, Self::Admin];

    /// The word for it in a token.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Infer => "infer",
            Self::ModelsRead => "models.read",
            Self::Metrics => "metrics",
            Self::Admin => "admin",
        }
    }

    /// The scope of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// What a subject may use of the node.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// The models; all that the node has when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// Requests a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rpm: Option<u32>,
    /// Tokens of one answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
}

/// The claims of a token as they are written. Members of others are allowed, because issuers have their own; these have to
/// be there and to have this form.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) aud: Audience,
    pub(super) exp: u64,
    pub(super) iat: u64,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    pub(super) nbf: Option<u64>,
    pub(super) jti: String,
    pub(super) scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) fog: Option<Limits>,
    /// What the sender has to prove (RFC 7800).
    #[serde(default, deserialize_with = "confirmation", skip_serializing_if = "Option::is_none")]
    pub(super) cnf: Option<Confirmation>,
}

/// What the sender has to prove: that he has the key of this certificate (RFC 8705, 3.1), and whatever else.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Confirmation {
    #[serde(default, rename = "x5t#S256", skip_serializing_if = "Option::is_none")]
    pub(super) x5t_s256: Option<String>,
    #[serde(flatten)]
    pub(super) others: serde_json::Map<String, serde_json::Value>,
}

/// Whatever form it has, a token with it is bound: what is no object binds to something that nobody can prove.
fn confirmation<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Confirmation>, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(Some(serde_json::from_value(value).unwrap_or_default()))
}

/// A member that may be left out, but is not `null` when it is there.
fn there<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    u64::deserialize(deserializer).map(Some)
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    pub(super) fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

impl Claims {
    /// Whether they hold now.
    pub(super) fn check(&self, now: SystemTime, shown: Option<&Thumbprint>) -> Result<(), Refusal> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
        let latest = now.saturating_add(LEEWAY.as_secs());
        if self.exp.saturating_add(LEEWAY.as_secs()) <= now {
            return Err(Refusal::Expired);
        }
        if self.iat > latest || self.nbf.is_some_and(|from| from > latest) {
            return Err(Refusal::Early);
        }
        if self.exp <= self.iat || self.exp - self.iat > LONGEST_LIFE.as_secs() {
            return Err(Refusal::Life);
        }
        // What else it may be bound to (RFC 7800) is not known here, and so not proven.
        let holds = |cnf: &Confirmation| shown.is_some_and(|shown| cnf.x5t_s256.as_deref() == Some(shown.as_str()));
        if self.cnf.as_ref().is_some_and(|cnf| !holds(cnf) || !cnf.others.is_empty()) {
            return Err(Refusal::Bound);
        }
        let named = |name: &str| (1..=LONGEST_NAME).contains(&name.len()) && !name.contains(char::is_control);
        if named(&self.sub) && named(&self.jti) { Ok(()) } else { Err(Refusal::Claims) }
    }

    pub(super) fn into_grant(self) -> Grant {
        let scopes = self.scope.split(' ').filter_map(Scope::of_name).collect();
        Grant {
            issuer: self.iss,
            subject: self.sub,
            token: self.jti,
            scopes,
            limits: self.fog.unwrap_or_default(),
            expires: UNIX_EPOCH + Duration::from_secs(self.exp),
        }
    }
}

/// What a token that counts allows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Grant {
    /// Who issued it.
    pub issuer: String,
    /// To whom.
    pub subject: String,
    /// The token's own name.
    pub token: String,
    /// For what. A scope that nobody knows allows nothing.
    pub scopes: BTreeSet<Scope>,
    /// How much of it.
    pub limits: Limits,
    /// Until when.
    pub expires: SystemTime,
}

impl Grant {
    /// Whether it is for this.
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whether it is for this model.
    pub fn allows_model(&self, model: &str) -> bool {
        self.limits.models.as_ref().is_none_or(|models| models.iter().any(|known| known == model))
    }

    /// Whose requests are counted together: a subject is one within its issuer only.
    pub fn account(&self) -> String {
        format!("{}\n{}", self.issuer, self.subject)
    }
}

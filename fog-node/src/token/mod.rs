//! Tokens: who may ask this node for what, and for how long.
//!
//! A token is a JSON web token for access (RFC 9068), signed by an issuer that the node knows from a file, and verified without
//! asking anybody. The library that checks signatures lets through much that a token of ours never has: extensions that it
//! does not know, an end in a thousand years, no audience. So the head is read by us first, and may have three members and no
//! other; the library checks the signature with the algorithm that belongs to the *key*; and the claims are read again, by
//! a type that has no optional member which matters.

mod bearer;
mod claims;
mod head;
mod issuer;
mod jwk;
mod keys;
mod refusal;
mod remote;
mod revoked;
#[cfg(test)]
mod tests;
mod verifier;

pub use bearer::bearer;
pub use claims::{Grant, Limits, Scope};
pub use issuer::{Issuer, Wanted};
pub use jwk::{Jwk, JwkSet};
pub use keys::Keys;
pub use refusal::Refusal;
pub use remote::{AT_MOST_EVERY, RemoteKeys};
pub use revoked::Revoked;
pub use verifier::Verifier;

use std::time::Duration;

/// The longest life of a token. What is stolen is worth something as long.
pub const LONGEST_LIFE: Duration = Duration::from_secs(15 * 60);

/// How far clocks of issuer and node may differ.
pub const LEEWAY: Duration = Duration::from_secs(5);

/// The longest token that is read. One with every claim has some 600 letters.
pub(crate) const LONGEST: usize = 4 << 10;

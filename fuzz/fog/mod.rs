//! What comes to a node, and what a client reads that anybody may have written: functions of bytes that panic when a promise is
//! broken. `cargo fuzz` calls them in `fuzz_targets/`, and a quick test of the node calls them for seeds and mutated texts.

mod identity;
mod request;
mod token;

pub(crate) use identity::identity;
pub(crate) use request::request;
pub(crate) use token::token;

/// A name and what is called with any bytes.
type Target = (&'static str, fn(&[u8]));

/// Every target by name.
#[allow(dead_code, reason = "for the quick test; cargo fuzz names one target each")]
pub(crate) const ALL: &[Target] = &[("fog_request", request), ("fog_token", token), ("fog_identity", identity)];

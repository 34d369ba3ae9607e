//! Random names of answers and calls.

/// A name that no other has: what was drawn at random says nothing about how much the node does.
pub(crate) fn random(prefix: &str) -> String {
    let mut bytes = [0; 12];
    // A machine without random numbers has no TLS either; a name that repeats would do no harm.
    let _ = getrandom::fill(&mut bytes);
    format!("{prefix}{}", crate::digest::hex(&bytes))
}

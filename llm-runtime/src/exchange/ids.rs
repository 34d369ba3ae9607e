//! [`Identities`]: every call of a conversation has its own.

use std::collections::HashSet;

#[derive(Debug, Default)]
pub(super) struct Identities(HashSet<String>);

impl Identities {
    /// Those of the calls that were made before.
    pub(super) fn new(taken: HashSet<String>) -> Self {
        Self(taken)
    }

    /// The engine's identity for the call if it is new to the conversation, else one of our own.
    pub(super) fn unique(&mut self, id: Option<String>) -> String {
        let given = id.filter(|id| !id.is_empty() && !self.0.contains(id));
        let id = given.unwrap_or_else(|| {
            // Among one more number than there are identities, one is free.
            let numbers = 1..=self.0.len() + 1;
            numbers.rev().map(|number| format!("call_{number}")).find(|id| !self.0.contains(id)).unwrap_or_default()
        });
        self.0.insert(id.clone());
        id
    }
}

//! What becomes of a turn when a node fails it.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind};
use crate::fog::NodeId;
use crate::fog::protocol::{DRAINING, MODEL_UNAVAILABLE, NO_ROOM};

/// How long a node that is full is left alone when it says nothing about it, and the longest time that it may say.
const USUAL_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How often a node that is full is asked again in one turn.
const MOST_CHANCES: u32 = 20;

/// Whether another node may do better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elsewhere {
    /// It is the request that is wrong, or may not be sent.
    Never,
    Now,
    /// Another may, and so may this one, later.
    Later(Duration),
}

pub(super) fn elsewhere(error: &Error) -> Elsewhere {
    match error.kind() {
        ErrorKind::Provider(said) => match said.status {
            429 => later(error),
            _ if said.code.as_deref() == Some(NO_ROOM) => later(error),
            _ if said.code.as_deref() == Some(DRAINING) => Elsewhere::Now,
            // A node's clock may be wrong, its keys old, its list of models shorter.
            200 | 401 | 403 | 404 | 408 | 409 | 425 | 500..=599 => Elsewhere::Now,
            _ => Elsewhere::Never,
        },
        ErrorKind::Transport { .. }
        | ErrorKind::Timeout { .. }
        | ErrorKind::Untrusted { .. }
        | ErrorKind::NotTheApi { .. }
        | ErrorKind::Redirected { .. }
        | ErrorKind::Certificate { .. } => Elsewhere::Now,
        _ => Elsewhere::Never,
    }
}

fn later(error: &Error) -> Elsewhere {
    Elsewhere::Later(error.retry_after().unwrap_or(USUAL_PAUSE).min(LONGEST_PAUSE))
}

/// Whether only the model is to blame: the node may be well with its others.
pub(super) fn is_of_the_model(error: &Error) -> bool {
    let ErrorKind::Provider(said) = error.kind() else { return false };
    said.status == 404 || matches!(said.code.as_deref(), Some(NO_ROOM | MODEL_UNAVAILABLE))
}

/// The nodes that were tried in vain.
#[derive(Default)]
pub(super) struct Tried(BTreeMap<NodeId, One>);

struct One {
    error: Error,
    /// When it may be tried again.
    again: Option<Instant>,
    chances: u32,
}

impl Tried {
    /// A node whose connection broke is tried once more when there is no other.
    pub(super) fn failed(&mut self, node: NodeId, error: Error) {
        let chances = self.0.get(&node).map_or(0, |one| one.chances) + 1;
        let was_broken = matches!(error.kind(), ErrorKind::Transport { .. } | ErrorKind::Timeout { .. });
        let again = (was_broken && chances == 1).then(|| Instant::now() + USUAL_PAUSE);
        self.0.insert(node, One { error, again, chances });
    }

    pub(super) fn later(&mut self, node: NodeId, error: Error, pause: Duration) {
        let chances = self.0.get(&node).map_or(0, |one| one.chances) + 1;
        let again = (chances < MOST_CHANCES).then(|| Instant::now() + pause);
        self.0.insert(node, One { error, again, chances });
    }

    /// Those that are not to be asked now, and why.
    pub(super) fn excluded(&self, now: Instant) -> BTreeMap<NodeId, String> {
        let still = self.0.iter().filter(|(_, one)| one.again.is_none_or(|again| again > now));
        still.map(|(node, one)| (*node, one.error.to_string())).collect()
    }

    /// When one may be asked again.
    pub(super) fn next_chance(&self) -> Option<Instant> {
        let now = Instant::now();
        self.0.values().filter_map(|one| one.again).filter(|again| *again > now).min()
    }

    /// The error of the turn: of the only node its own, else that there is none, with the reason of each.
    pub(super) fn last(&mut self, nobody: Error) -> Error {
        match self.0.pop_first() {
            Some((_, one)) if self.0.is_empty() => one.error,
            Some((_, one)) => match nobody.kind() {
                ErrorKind::NoNode { .. } => nobody,
                _ => one.error,
            },
            None => nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use llm_functions::Sensitivity;

    use super::*;
    use crate::error::ProviderError;
    use crate::labelled::Labelled;

    fn error(status: u16, code: Option<&str>, after: Option<u64>) -> Error {
        let mut error = ProviderError::new(status, Labelled::new(String::new(), Sensitivity::Public));
        error.code = code.map(str::to_owned);
        error.retry_after = after.map(Duration::from_secs);
        ErrorKind::from(error).into()
    }

    fn answered(status: u16, code: Option<&str>, after: Option<u64>) -> Elsewhere {
        elsewhere(&error(status, code, after))
    }

    #[test]
    fn what_the_request_is_to_blame_for_is_not_tried_elsewhere() {
        for status in [400, 413, 422] {
            assert_eq!(answered(status, None, None), Elsewhere::Never, "{status}");
        }
        assert_eq!(elsewhere(&ErrorKind::Cancelled.into()), Elsewhere::Never);
        assert_eq!(elsewhere(&ErrorKind::AuthToken(String::new()).into()), Elsewhere::Never);
    }

    #[test]
    fn what_the_node_is_to_blame_for_is() {
        for status in [200, 401, 404, 500, 502, 503, 504, 529] {
            assert_eq!(answered(status, None, None), Elsewhere::Now, "{status}");
        }
        assert_eq!(answered(503, Some(DRAINING), Some(9)), Elsewhere::Now);
        assert_eq!(answered(429, None, Some(2)), Elsewhere::Later(Duration::from_secs(2)));
        assert_eq!(answered(429, None, Some(9999)), Elsewhere::Later(LONGEST_PAUSE));
    }

    #[test]
    fn a_model_that_is_not_there_says_nothing_about_the_node() {
        assert_eq!(answered(503, Some(NO_ROOM), Some(2)), Elsewhere::Later(Duration::from_secs(2)));
        assert_eq!(answered(503, Some(MODEL_UNAVAILABLE), Some(60)), Elsewhere::Now);
        for (status, code) in [(503, Some(NO_ROOM)), (503, Some(MODEL_UNAVAILABLE)), (404, Some("model_not_found"))] {
            assert!(is_of_the_model(&error(status, code, None)), "{code:?}");
        }
        for status in [401, 429, 500, 503] {
            assert!(!is_of_the_model(&error(status, None, None)), "{status}");
        }
    }
}

//! [`Status`]: what a node tells of itself to those it knows.

use serde::{Deserialize, Serialize};

use crate::fog::NodeId;

/// What a node tells of itself to those it knows. Nothing of it says what anybody asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Status {
    /// Who tells it.
    pub node: NodeId,
    /// Whether it takes requests.
    pub state: NodeState,
    /// How many answers it generates at once.
    pub slots: u32,
    /// How many it generates now.
    pub busy: u32,
    /// How many requests wait.
    pub waiting: u32,
    /// How many may wait; one more is refused.
    pub most_waiting: u32,
    /// How fast it was lately.
    #[serde(default)]
    pub rates: Rates,
    /// What it can run.
    #[serde(default)]
    pub models: Vec<ModelStatus>,
}

/// Whether a node takes requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NodeState {
    /// It does.
    Ready,
    /// It finishes what it has and takes nothing more.
    Draining,
    /// A word of a later version.
    #[serde(other)]
    Unknown,
}

/// How fast a node was lately, in tokens a second for one answer; `None` before it had any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Rates {
    /// Tokens of prompts that it read.
    pub prefill: Option<f32>,
    /// Tokens that it wrote.
    pub decode: Option<f32>,
}

/// Whether a model can be used at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ModelState {
    /// It can.
    #[default]
    Loaded,
    /// It is loaded when it is asked for.
    Unloaded,
    /// It is being loaded; whoever asks for it waits.
    Loading,
    /// It could not be loaded lately, and is left alone for a while.
    Failed,
    /// A word of a later version.
    #[serde(other)]
    Unknown,
}

/// A model of a node.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ModelStatus {
    /// Its name.
    pub id: String,
    /// The SHA-256 of its file, where there is one. Another node goes on with an answer only by the same file.
    pub digest: Option<String>,
    /// Whether an answer that was begun elsewhere can be gone on with here, by the numbers of its tokens.
    pub resumes: bool,
    /// Whether it can be used at once.
    pub state: ModelState,
    /// How much of it is loaded, in hundredths, while it is being loaded.
    pub percent: Option<u8>,
    /// How fast it was here lately.
    pub rates: Rates,
    /// What it does here, by the names of the runtime's features of servers; `None` where nobody has tried.
    pub features: Option<Vec<String>>,
}

impl Status {
    /// A node that takes requests and has nothing to do.
    pub fn new(node: NodeId, slots: u32, most_waiting: u32, models: Vec<ModelStatus>) -> Self {
        Self {
            node,
            state: NodeState::Ready,
            slots,
            busy: 0,
            waiting: 0,
            most_waiting,
            rates: Rates::default(),
            models,
        }
    }

    /// The same with this model: how fast it is with that one says more than how fast it is with all.
    #[must_use]
    pub fn with(&self, model: &str) -> Self {
        let own = self.model(model).map(|model| model.rates).unwrap_or_default();
        let rates = Rates { prefill: own.prefill.or(self.rates.prefill), decode: own.decode.or(self.rates.decode) };
        Self { rates, ..self.clone() }
    }

    /// What it says of a model.
    pub fn model(&self, name: &str) -> Option<&ModelStatus> {
        self.models.iter().find(|model| model.id == name)
    }
}

impl ModelStatus {
    /// A model from its parts.
    pub fn new(id: impl Into<String>, digest: Option<String>, resumes: bool) -> Self {
        Self { id: id.into(), digest, resumes, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_status_of_a_later_version_is_read() {
        let node = NodeId::of_public_key(b"key");
        let text = format!(
            r#"{{"node": "{node}", "state": "pondering", "slots": 2, "busy": 1, "waiting": 0, "most_waiting": 4, "new": [],
                "models": [{{"id": "tiny", "resumes": true, "new": 1}}]}}"#
        );
        let status: Status = serde_json::from_str(&text).unwrap();
        assert_eq!((status.state, status.rates), (NodeState::Unknown, Rates::default()));
        assert!(status.model("tiny").unwrap().resumes && status.model("other").is_none());
        assert_eq!(status.model("tiny").unwrap().state, ModelState::Loaded, "an older node says nothing of it");
        let mut measured = status.clone();
        measured.rates = Rates { prefill: Some(9.0), decode: Some(8.0) };
        measured.models[0].rates.decode = Some(2.0);
        assert_eq!(measured.with("tiny").rates, Rates { prefill: Some(9.0), decode: Some(2.0) });
        assert_eq!(measured.with("other").rates, measured.rates);
        for wrong in
            ["{}", "[]", &text.replace(&node.to_string(), "me"), &text.replace("\"slots\": 2", "\"slots\": -2")]
        {
            assert!(serde_json::from_str::<Status>(wrong).is_err(), "{wrong}");
        }
    }
}

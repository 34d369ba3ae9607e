//! The lines of a cassette.

use std::fs;
use std::path::Path;

use llm_functions::Sensitivity;
use llm_functions::json::Json;
use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::said::Said;
use crate::error::{Error, ErrorKind, Result};
use crate::platform::{Capabilities, Tier};

/// The version of the lines below. Whoever changes what identifies a request or what a line holds, counts it up.
pub(super) const VERSION: u32 = 1;

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Cassette(Head),
    Schema { digest: String, schema: Json },
    Session(Opened),
    Turn(Recorded),
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) version: u32,
    pub(super) tier: String,
    pub(super) ceiling: Sensitivity,
    pub(super) models: Vec<String>,
    /// The label up to which data were written as they were.
    pub(super) written: Sensitivity,
    /// Whether the cassette was recorded with a redactor of its user's.
    pub(super) redactor: bool,
}

/// A session that was opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Opened {
    /// The digest of its schema.
    pub(super) schema: String,
    pub(super) model: String,
    pub(super) window: Option<usize>,
}

/// A turn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Recorded {
    pub(super) digest: String,
    /// The digest of its schema.
    pub(super) schema: String,
    pub(super) request: Json,
    /// Each with the microseconds since the request.
    pub(super) said: Vec<(u64, Said)>,
    pub(super) end: End,
}

/// How a turn's stream ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// By itself.
    Ended,
    /// With an error.
    Failed(Failure),
    /// Whoever read it dropped it.
    Dropped,
}

impl Head {
    pub(super) fn of(capabilities: &Capabilities, written: Sensitivity, redactor: bool) -> Self {
        let Capabilities { tier, ceiling, models, .. } = capabilities.clone();
        Self { version: VERSION, tier: tier.to_string(), ceiling, models, written, redactor }
    }

    pub(super) fn capabilities(&self) -> Capabilities {
        let tier = [Tier::Fog, Tier::Cloud].into_iter().find(|tier| tier.to_string() == self.tier);
        Capabilities::new(tier.unwrap_or(Tier::Edge), self.ceiling, self.models.clone())
    }
}

/// Everything on a cassette.
#[derive(Debug)]
pub(super) struct Cassette {
    pub(super) head: Head,
    pub(super) schemas: Vec<(String, Json)>,
    pub(super) sessions: Vec<Opened>,
    pub(super) turns: Vec<Recorded>,
}

impl Cassette {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            let kind =
                ErrorKind::Configuration(format!("the cassette {} cannot be read; record it first", path.display()));
            Error::with_source(kind, error)
        })?;
        let mut lines = text.lines().enumerate();
        let (_, first) = lines.next().unwrap_or_default();
        let mut cassette = Self { head: head(path, first)?, schemas: vec![], sessions: vec![], turns: vec![] };
        for (number, line) in lines {
            match serde_json::from_str(line) {
                Ok(Line::Schema { digest, schema }) => cassette.schemas.push((digest, schema)),
                Ok(Line::Session(opened)) => cassette.sessions.push(opened),
                Ok(Line::Turn(turn)) => cassette.turns.push(turn),
                // The reader's own error repeats what it read.
                Ok(Line::Cassette(_)) | Err(_) => {
                    return wrong(path, &format!("line {} is not what a cassette holds there", number + 1));
                }
            }
        }
        Ok(cassette)
    }
}

fn head(path: &Path, first: &str) -> Result<Head> {
    // The version first: the rest may be different in another one.
    let version = llm_functions::json::read(first).ok();
    let version = version.as_ref().and_then(|line| line.get("cassette")?.get("version")).cloned();
    match (version, serde_json::from_str(first)) {
        (Some(version), _) if version != Json::from(VERSION) => {
            wrong(path, &format!("it has version {version} and this program reads {VERSION}; record it again"))
        }
        (Some(_), Ok(Line::Cassette(head))) => Ok(head),
        _ => wrong(path, "it does not begin as a cassette does"),
    }
}

pub(super) fn wrong<T>(path: &Path, reason: &str) -> Result<T> {
    Err(ErrorKind::Configuration(format!("the cassette {}: {reason}", path.display())).into())
}

//! What a server really does with a model, asked on purpose.
//!
//! Servers accept options that they do not have, and a model's answer seldom shows it. So each feature is asked for in a way
//! in which its effect shows: a function is demanded that nobody would call for this question, a form whose only value no
//! model would say, a stop in the middle of what is to be written. The questions are public and always the same.

mod ask;
mod cache;
mod calls;
mod feature;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::server::Server;
use crate::error::Result;
use ask::Asker;

pub(super) use cache::Probes;
pub use feature::{Feature, Finding, Support};

/// How long findings are believed: servers are updated, seldom within a day.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// What a server was found to do with a model.
///
/// It is kept by the platform for a day, and can be written and read, so that an application can keep it longer than its
/// process lives; see [`CloudPlatform::remember`](super::CloudPlatform::remember).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Probe {
    /// The address that was asked: another path or another API of the same server may do other things.
    pub endpoint: String,
    /// The model's name there.
    pub model: String,
    /// When it was asked, in seconds since 1970 (UTC).
    pub asked_at: u64,
    /// What was found of each feature.
    pub findings: BTreeMap<Feature, Finding>,
}

impl Probe {
    /// What was found of a feature; nothing is known of one that was not asked for.
    pub fn finding(&self, feature: Feature) -> Option<&Finding> {
        self.findings.get(&feature)
    }

    /// Whether a feature was found to have its effect.
    pub fn enforces(&self, feature: Feature) -> bool {
        self.finding(feature).is_some_and(|finding| finding.support == Support::Enforced)
    }

    /// Whether it is recent enough to be believed: less than a day old.
    pub fn is_fresh(&self) -> bool {
        let age = now().checked_sub(self.asked_at);
        age.is_some_and(|age| age < LIFETIME.as_secs())
    }
}

/// A line for each feature, with how that is known.
impl fmt::Display for Probe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at {}", self.model, self.endpoint)?;
        self.findings.iter().try_for_each(|(feature, finding)| write!(out, "\n  {feature}: {finding}"))
    }
}

/// Asks for every feature, one after the other.
async fn run(server: &std::sync::Arc<Server>, model: &str) -> Result<Probe> {
    let asker = Asker::new(server, model);
    // Whatever is wrong with the server, the model or the token shows here, and is no finding.
    asker.plain("Say hello.").await?;
    let mut findings = BTreeMap::new();
    findings.insert(Feature::Tools, calls::tools(&asker).await?);
    findings.insert(Feature::ForcedChoice, calls::forced_choice(&asker).await?);
    findings.insert(Feature::SingleCalls, calls::single_calls(&asker).await?);
    findings.insert(Feature::StrictSchemas, words::strict_schemas(&asker).await?);
    findings.insert(Feature::Logprobs, words::logprobs(&asker).await?);
    findings.insert(Feature::Prefix, words::prefix(&asker).await?);
    findings.insert(Feature::Seeds, words::seeds(&asker).await?);
    findings.insert(Feature::Stop, words::stop(&asker).await?);
    Ok(Probe { endpoint: server.endpoint(), model: model.to_owned(), asked_at: now(), findings })
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

//! [`Probes`]: what was found before.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::Probe;
use crate::cloud::server::Server;
use crate::error::Result;

/// What is known of one model. Locked while a server is asked, so that it is asked once for all who want to know.
type Known = Arc<Mutex<Option<Probe>>>;

/// What was found before, by model.
#[derive(Default)]
pub(in crate::cloud) struct Probes(Mutex<HashMap<String, Known>>);

impl Probes {
    pub(in crate::cloud) async fn get(&self, server: &Arc<Server>, model: &str) -> Result<Probe> {
        let known = self.known(model).await;
        let mut known = known.lock().await;
        if let Some(probe) = known.as_ref().filter(|probe| probe.is_fresh()) {
            return Ok(probe.clone());
        }
        let probe = super::run(server, model).await?;
        *known = Some(probe.clone());
        Ok(probe)
    }

    pub(in crate::cloud) async fn remember(&self, probe: Probe) {
        let known = self.known(&probe.model).await;
        *known.lock().await = Some(probe);
    }

    async fn known(&self, model: &str) -> Known {
        Arc::clone(self.0.lock().await.entry(model.to_owned()).or_default())
    }
}

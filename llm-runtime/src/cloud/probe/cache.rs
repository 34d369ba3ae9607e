//! [`Probes`]: what was found before.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::Probe;
use crate::cloud::server::Server;
use crate::error::Result;

/// What was found before, by model. Locked while a server is asked, so that it is asked once for all who want to know.
#[derive(Default)]
pub(in crate::cloud) struct Probes(Mutex<HashMap<String, Probe>>);

impl Probes {
    pub(in crate::cloud) async fn get(&self, server: &Arc<Server>, model: &str) -> Result<Probe> {
        let mut known = self.0.lock().await;
        if let Some(probe) = known.get(model).filter(|probe| probe.is_fresh()) {
            return Ok(probe.clone());
        }
        let probe = super::run(server, model).await?;
        known.insert(model.to_owned(), probe.clone());
        Ok(probe)
    }

    pub(in crate::cloud) async fn remember(&self, probe: Probe) {
        self.0.lock().await.insert(probe.model.clone(), probe);
    }
}

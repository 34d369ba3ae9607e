//! Renewing this node's certificate in time: by the operator's command, or by whoever reads what is said.
//!
//! The authority's key is not on a node, and should not be on any machine that answers a network. So the node hands its
//! request to a command, which may ask the office over `ssh`, and takes the certificate that comes back if it is this node's.

use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result, ensure};
use fog_node::identity::{Certificate, NodeKey, write_public};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::home;

/// How often is said that it is time to renew, and how often the command is tried.
const REMINDED: Duration = Duration::from_secs(24 * 60 * 60);
const TRIED: Duration = Duration::from_secs(60 * 60);

/// How long the command may take: somebody may have to agree in the office, but nobody waits for ever.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Renews this node's certificate.
#[derive(Debug)]
pub(super) struct Renewal {
    pub(super) certificate: PathBuf,
    pub(super) key: Arc<NodeKey>,
    /// A line for the system's shell.
    pub(super) command: Option<String>,
}

impl Renewal {
    /// Sees to it for ever.
    pub(super) async fn follow(self) {
        loop {
            // A node without a certificate has none to renew.
            if let Ok(certificate) = home::read(&self.certificate).and_then(|pem| Certificate::from_pem(&pem)) {
                self.look_at(&certificate, SystemTime::now()).await;
            }
            tokio::time::sleep(if self.command.is_some() { TRIED } else { REMINDED }).await;
        }
    }

    async fn look_at(&self, certificate: &Certificate, now: SystemTime) {
        let validity = certificate.validity();
        if !validity.holds(now) {
            tracing::error!(
                "this node's certificate does not hold now, and no client of the site believes it: renew it, or set the clock"
            );
        }
        if now < validity.renewal() {
            return;
        }
        if let Some(command) = &self.command {
            match self.renewed(certificate, command).await {
                Ok(()) => tracing::info!("this node's certificate was renewed"),
                Err(error) => tracing::error!(error = format!("{error:#}"), "this node's certificate was not renewed"),
            }
        } else {
            tracing::warn!("it is time to renew this node's certificate (`fog-node enroll`, or --renew)");
        }
    }

    /// Asks for a certificate and puts it where the one before was. What serves looks there.
    async fn renewed(&self, old: &Certificate, command: &str) -> Result<()> {
        let asking = asked(command, self.key.request()?);
        let output = tokio::time::timeout(PATIENCE, asking).await.context("the command takes too long")??;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the command ended with {}: {}", output.status, said.trim());
        let new = Certificate::from_pem(&String::from_utf8_lossy(&output.stdout))?;
        ensure!(new.node() == self.key.id(), "it is about the node {}, and this is {}", new.node(), self.key.id());
        ensure!(new.validity().until > old.validity().until, "it does not hold longer than the one before");
        write_public(&self.certificate, new.pem().as_bytes())
    }
}

/// Runs the command with the request as its input. It ends with this program.
async fn asked(command: &str, request: String) -> Result<Output> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let pipes = || Stdio::piped();
    let mut running = Command::new(shell);
    running.args([flag, command]).stdin(pipes()).stdout(pipes()).stderr(pipes()).kill_on_drop(true);
    let mut running = running.spawn().context("the command cannot be run")?;
    if let Some(mut input) = running.stdin.take() {
        // A command that knows the node needs no request, and may not read it.
        let _ = input.write_all(request.as_bytes()).await;
    }
    running.wait_with_output().await.context("the command cannot be run")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use fog_node::identity::{Authority, Enrolment};

    #[tokio::test]
    async fn what_the_command_brings_has_to_be_this_nodes_and_newer() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::init(&folder.path().join("office"), "ward").unwrap();
        let (key, other) = (NodeKey::generate().unwrap(), NodeKey::generate().unwrap());
        let of = |key: &NodeKey, days: u64| {
            let mut enrolment = Enrolment::default();
            enrolment.lifetime = Duration::from_secs(days * 24 * 60 * 60);
            authority.enrol(&key.request().unwrap(), None, &enrolment).unwrap()
        };
        let (old, longer, shorter, foreign) = (of(&key, 10), of(&key, 20), of(&key, 5), of(&other, 20));
        let certificate = folder.path().join("node.pem");
        let renewal = Renewal { certificate: certificate.clone(), key: Arc::new(key), command: None };
        let brought = |of: &Certificate| format!("cat > /dev/null; printf '%s' '{}'", of.pem());
        for (command, reason) in [
            (brought(&foreign), "it is about the node"),
            (brought(&shorter), "does not hold longer"),
            ("echo no certificate".to_owned(), "no certificate in the PEM"),
            ("echo the office is closed >&2; exit 3".to_owned(), "the office is closed"),
        ] {
            let error = format!("{:#}", renewal.renewed(&old, &command).await.unwrap_err());
            assert!(error.contains(reason) && !certificate.exists(), "{error}");
        }
        renewal.renewed(&old, &brought(&longer)).await.unwrap();
        assert_eq!(std::fs::read_to_string(certificate).unwrap(), longer.pem());
    }
}

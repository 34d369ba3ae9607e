//! `fog-node doctor`: which nodes a client would find, and why it would not use one.

mod token;

use anyhow::{Result, bail, ensure};
use clap::Args;
use llm_runtime::Error;
use llm_runtime::fog::protocol::{NodeState, Status};
use llm_runtime::fog::{NodeAddress, NodeId};

use super::home::Home;
use super::interfaces;
use super::seek::Seek;

#[derive(Debug, Args)]
pub(super) struct Command {
    #[command(flatten)]
    seek: Seek,
}

impl Command {
    pub(super) async fn run(self, home: &Home) -> Result<()> {
        let seek = &self.seek;
        seek.check()?;
        let platform = seek.platform(home)?;
        let heard = seek.heard(&seek.interfaces).await?;
        heard.iter().cloned().for_each(|node| platform.add(node));
        let found = platform.nodes();
        if found.is_empty() {
            bail!("{}", self.nobody().await?);
        }
        let mut well = 0;
        for node in &found {
            let told = platform.status(node.node).await;
            well += usize::from(told.is_ok());
            println!("{}", self.line(node, told.as_ref()));
            if let Some(hint) = self.unheard(node.node, &heard, told.is_ok()) {
                println!("  {hint}");
            }
        }
        ensure!(well > 0, "{} nodes were found, and none can be used", found.len());
        Ok(())
    }

    fn line(&self, node: &NodeAddress, told: Result<&Status, &Error>) -> String {
        let addresses: Vec<String> = node.addresses.iter().map(ToString::to_string).collect();
        let says = match told {
            Ok(status) => well(status),
            Err(error) => self.ill(node.node, error),
        };
        format!("{} at {}: {says}", node.node, addresses.join(", "))
    }

    /// Why a node cannot be used, as far as can be known from here.
    fn ill(&self, node: NodeId, error: &Error) -> String {
        let Some(refused) = error.provider().filter(|said| matches!(said.status, 401 | 403)) else {
            return error.to_string();
        };
        let because = match self.seek.token() {
            None => "no token was shown; name the environment variable that has one with --token".to_owned(),
            Some(token) => token::why_refused(&token, node, refused.clock_ahead),
        };
        format!("the node refuses the token ({}): {because}", refused.status)
    }

    /// What it means that a node was looked for and not heard of.
    fn unheard(&self, node: NodeId, heard: &[NodeAddress], is_well: bool) -> Option<String> {
        let looked: Vec<&str> = self.seek.interfaces.iter().map(interfaces::name).collect();
        if looked.is_empty() || !is_well || heard.iter().any(|heard| heard.node == node) {
            return None;
        }
        Some(format!(
            "it answers at its address and was not heard of on {}: either it does not advertise there (`fog-node serve \
             --advertise INTERFACE`, on the node), or multicast is blocked between (a firewall for UDP port 5353; a wireless \
             network that keeps machines apart); clients reach it by `FogConfig::node`, and by what they remember",
            looked.join(", ")
        ))
    }

    /// What may be the reason when nobody is found: looks at the machine's other interfaces too.
    async fn nobody(&self) -> Result<String> {
        let looked: Vec<&str> = self.seek.interfaces.iter().map(interfaces::name).collect();
        for other in interfaces::others(&self.seek.interfaces) {
            let elsewhere = self.seek.heard(std::slice::from_ref(&other)).await.unwrap_or_default();
            if let Some(node) = elsewhere.first() {
                return Ok(format!(
                    "no node was found on {}, but {} is heard on another interface: --look {}",
                    looked.join(", "),
                    node.node,
                    interfaces::name(&other)
                ));
            }
        }
        Ok(format!(
            "no node was found within {} s on {}, nor on another interface. A node is found when it runs with `--advertise` for \
             an interface of the same network, and when neither a firewall (UDP port 5353) nor the network itself (many \
             wireless ones keep machines apart) is between; a node that is named with --node is reached without all that",
            self.seek.seconds,
            looked.join(", ")
        ))
    }
}

fn well(status: &Status) -> String {
    let state = if status.state == NodeState::Draining {
        "is being shut down and takes no more requests"
    } else {
        "takes requests"
    };
    let models: Vec<&str> = status.models.iter().map(|model| model.id.as_str()).collect();
    let load = format!("{} of {} busy, {} wait", status.busy, status.slots, status.waiting);
    format!("{state}, {load}; models: {}", models.join(", "))
}

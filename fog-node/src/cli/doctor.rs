//! `fog-node doctor`: which nodes a client would find, and why it would not use one.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use llm_runtime::AuthToken;
use llm_runtime::fog::protocol::{NodeState, Status};
use llm_runtime::fog::{Discovery, FogConfig, FogPlatform, Interface, NodeAddress, NodeId};

#[derive(Debug, Args)]
pub(super) struct Command {
    /// Where to look, such as `eth0`; `lo` for this machine. May be given several times.
    #[arg(long = "look", value_name = "INTERFACE", value_parser = super::serve::interface)]
    interfaces: Vec<Interface>,
    /// A node that is known: its identity and where it is, ID=ADDRESS:PORT. May be given several times.
    #[arg(long = "node", value_name = "ID=ADDRESS", value_parser = node)]
    nodes: Vec<(NodeId, SocketAddr)>,
    /// The certificate of the site's authority (`fog-node ca show`).
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// A node that is believed because a person compared its identity. May be given several times.
    #[arg(long = "pin", value_name = "ID")]
    pins: Vec<NodeId>,
    /// The environment variable with a token.
    #[arg(long, value_name = "VARIABLE")]
    token: Option<String>,
    /// How many seconds to look.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=60))]
    seconds: u64,
}

fn node(text: &str) -> Result<(NodeId, SocketAddr), String> {
    let (id, address) = text.split_once('=').ok_or("it has the form ID=ADDRESS:PORT")?;
    let id = id.parse().map_err(|error: llm_runtime::Error| error.to_string())?;
    Ok((id, address.parse().map_err(|_| "the address has the form 192.168.1.7:9443 or [fd00::7]:9443")?))
}

impl Command {
    pub(super) async fn run(self) -> Result<()> {
        let platform = FogPlatform::new(self.config()?)?;
        if !self.interfaces.is_empty() {
            platform.discover(Discovery::on(self.interfaces.clone()))?;
            tokio::time::sleep(Duration::from_secs(self.seconds)).await;
        }
        let found = platform.nodes();
        if found.is_empty() {
            bail!("{}", self.nobody());
        }
        let mut well = 0;
        for node in &found {
            let told = platform.status(node.node).await;
            well += usize::from(told.is_ok());
            println!("{}", line(node, told.as_ref().map_err(ToString::to_string)));
        }
        ensure!(well > 0, "{} nodes were found, and none can be used", found.len());
        Ok(())
    }

    fn config(&self) -> Result<FogConfig> {
        let mut config = FogConfig::new();
        if let Some(file) = &self.authority {
            let pem = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
            config = config.authority(pem)?;
        }
        let mut named: BTreeMap<NodeId, Vec<SocketAddr>> = BTreeMap::new();
        for (node, address) in &self.nodes {
            named.entry(*node).or_default().push(*address);
        }
        let config = self.pins.iter().fold(config, |config, node| config.believe(*node));
        let config = named.into_iter().fold(config, |config, (node, addresses)| config.node(node, addresses));
        Ok(config.auth(self.token.as_ref().map_or_else(AuthToken::none, AuthToken::environment)))
    }

    /// What may be the reason when nobody is found.
    fn nobody(&self) -> String {
        if self.interfaces.is_empty() {
            return "say with --look on which interface to look, or with --node which node to ask".to_owned();
        }
        format!(
            "no node was found within {} s. A node is found when it runs with `--advertise` for an interface of the same \
             network, and when neither a firewall (UDP port 5353) nor the network itself (many wireless ones keep machines \
             apart) is between; a node that is named with --node is reached without all that",
            self.seconds
        )
    }
}

fn line(node: &NodeAddress, told: Result<&Status, String>) -> String {
    let addresses: Vec<String> = node.addresses.iter().map(ToString::to_string).collect();
    let addresses = addresses.join(", ");
    let says = match told {
        Ok(status) => {
            let state = if status.state == NodeState::Draining { "is being shut down" } else { "takes requests" };
            let models: Vec<&str> = status.models.iter().map(|model| model.id.as_str()).collect();
            let load = format!("{} of {} busy, {} wait", status.busy, status.slots, status.waiting);
            format!("{state}, {load}; models: {}", models.join(", "))
        }
        Err(reason) => reason,
    };
    format!("{} at {addresses}: {says}", node.node)
}

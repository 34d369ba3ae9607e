//! [`Seek`]: which nodes are meant, and as whom they are asked. The same for everything that asks nodes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use llm_runtime::AuthToken;
use llm_runtime::fog::{
    ClientCertificate, Discovery, FogConfig, FogPlatform, FogTimeouts, Interface, NodeAddress, NodeId,
};

use super::home::{self, Home};
use super::interfaces;

/// How long a node may take.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Seek {
    /// Where to look, such as `eth0`; `lo` for this machine. May be given several times.
    #[arg(long = "look", value_name = "INTERFACE", value_parser = interfaces::named)]
    pub(super) interfaces: Vec<Interface>,
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
    /// Show this machine's own certificate (of `fog-node enroll`) to nodes that require one of clients.
    #[arg(long)]
    show_certificate: bool,
    /// How many seconds to look.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub(super) seconds: u64,
}

fn node(text: &str) -> Result<(NodeId, SocketAddr), String> {
    let (id, address) = text.split_once('=').ok_or("it has the form ID=ADDRESS:PORT")?;
    let id = id.parse().map_err(|error: llm_runtime::Error| error.to_string())?;
    Ok((id, address.parse().map_err(|_| "the address has the form 192.168.1.7:9443 or [fd00::7]:9443")?))
}

impl Seek {
    /// A platform that knows the nodes that were named.
    pub(super) fn platform(&self, home: &Home) -> Result<FogPlatform> {
        let mut config = FogConfig::new();
        if let Some(file) = &self.authority {
            config = config.authority(home::read(file)?)?;
        }
        if self.show_certificate {
            let (certificate, key) = (home::read(&home.certificate())?, home::read(&home.key_file())?);
            config = config.client_certificate(ClientCertificate::from_pem(certificate, key)?);
        }
        let mut named: BTreeMap<NodeId, Vec<SocketAddr>> = BTreeMap::new();
        for (node, address) in &self.nodes {
            named.entry(*node).or_default().push(*address);
        }
        let config = self.pins.iter().fold(config, |config, node| config.believe(*node));
        let config = named.into_iter().fold(config, |config, (node, addresses)| config.node(node, addresses));
        let auth = self.token.as_ref().map_or_else(AuthToken::none, AuthToken::environment);
        // Whoever wants to know why something does not work has more patience than a turn.
        let timeouts = FogTimeouts::default().connect(PATIENCE).status(PATIENCE);
        Ok(FogPlatform::new(config.auth(auth).timeouts(timeouts))?)
    }

    /// The token as it is shown, if there is one.
    pub(super) fn token(&self) -> Option<String> {
        std::env::var(self.token.as_ref()?).ok().map(|token| token.trim().to_owned())
    }

    /// Whether any node was named or is looked for.
    pub(super) fn check(&self) -> Result<()> {
        ensure!(
            !self.interfaces.is_empty() || !self.nodes.is_empty(),
            "say with --look on which interface to look, or with --node which node to ask"
        );
        self.interfaces.iter().try_for_each(interfaces::check)
    }

    /// Who is heard on these interfaces within the time; nobody is asked anything but whether he is there.
    pub(super) async fn heard(&self, on: &[Interface]) -> Result<Vec<NodeAddress>> {
        if on.is_empty() {
            return Ok(Vec::new());
        }
        let platform = FogPlatform::new(FogConfig::new())?;
        platform.discover(Discovery::on(on.to_vec()))?;
        tokio::time::sleep(Duration::from_secs(self.seconds)).await;
        Ok(platform.nodes())
    }
}

//! `fog-node serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use fog_node::advertise::{Advertisement, MDNS};
use fog_node::desk::Desk;
use fog_node::http::{Limits, Listener};
use fog_node::identity::{Certificate, NodeKey};
use fog_node::node::{Capacity, Node};
use fog_node::tls::ServerTls;
use fog_node::token::{Issuer, Verifier};
use llm_runtime::fog::Interface;

use super::home::{self, Home};
use super::interfaces;
use super::models::Models;
use super::reload::{self, Files};
use super::renew::Renewal;

#[derive(Debug, Args)]
pub(super) struct Command {
    /// Where to listen. Other machines reach it only when an address of theirs is named, such as `0.0.0.0:9443`.
    #[arg(long, default_value = "127.0.0.1:9443")]
    listen: SocketAddr,
    #[command(flatten)]
    models: Models,
    /// Whose tokens count: a name and a file or an https address with public keys, NAME=FILE or NAME=URL; this machine's own
    /// issuer when none is named.
    #[arg(long = "keys", value_name = "NAME=FILE", value_parser = reload::keys)]
    keys: Vec<(String, PathBuf)>,
    /// The certificate of the authority that vouches for the addresses of keys, when it is none that the system knows.
    #[arg(long, value_name = "FILE", requires = "keys")]
    keys_authority: Option<PathBuf>,
    /// A name of the internet by which clients ask for this node; may be given several times. Addresses and names of the local
    /// network need not be given.
    #[arg(long = "name")]
    called: Vec<String>,
    /// A further audience whose tokens count, such as the site's name.
    #[arg(long)]
    site: Option<String>,
    /// An interface on which other machines are told that the node is there, or `lo` for this one; may be given several
    /// times. Nobody is told when none is named.
    #[arg(long = "advertise", value_name = "INTERFACE", value_parser = interfaces::named)]
    interfaces: Vec<Interface>,
    /// Speak only to clients that show a certificate of one of these authorities; their tokens are wanted all the same.
    #[arg(long, value_name = "FILE")]
    require_client_certificate: Option<PathBuf>,
    /// Have this command renew the node's certificate when two thirds of its time are over: it gets the node's request and
    /// prints the certificate, such as `ssh office fog-node ca sign - --node ID`.
    #[arg(long, value_name = "COMMAND")]
    renew: Option<String>,
    /// How many answers are generated at once.
    #[arg(long, default_value_t = 4)]
    slots: u32,
    /// How many seconds answers have to come to their end when the node is told to end.
    #[arg(long, default_value_t = 30)]
    drain: u64,
}

impl Command {
    pub(super) async fn run(self, home: Home) -> Result<()> {
        let key = Arc::new(home.key()?);
        let certificate = match std::fs::read_to_string(home.certificate()) {
            Ok(pem) => Certificate::from_pem(&pem)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                tracing::warn!(
                    "no authority vouches for this node (`fog-node enroll`): only who pairs with it believes it"
                );
                key.self_signed(&[self.listen.ip()])?
            }
            Err(error) => {
                return Err(error).with_context(|| format!("could not read {}", home.certificate().display()));
            }
        };
        let files = Files::new(&home, &self.keys);
        let remotes = Files::remotes(&self.keys, self.keys_authority.as_deref())?;
        let own = format!("fog:{}", key.id());
        ensure!(
            !(files.keys()?.is_empty() && remotes.is_empty()),
            "nobody could ask: no issuer of tokens is known (`fog-node token init`, or --keys)"
        );
        let verifier = Verifier::new([own].into_iter().chain(self.site.clone()), files.keys()?).with_remotes(remotes);
        verifier.fetch().await;
        verifier.revoke(files.revoked()?);
        let offer = self.models.offer(self.slots)?;
        let (platform, models) = (offer.platform.clone(), offer.models.clone());
        let node = Node::new(key.id(), platform, models, verifier.clone(), Capacity::new(self.slots));
        node.also_called(self.called.clone());
        offer.begin(&node);
        let mut tls = ServerTls::new(&key, &certificate)?;
        if let Some(file) = &self.require_client_certificate {
            tls = tls.require_clients(&home::read(file)?)?;
        }
        let listener = Listener::bind(self.listen, node.clone(), tls.clone(), Limits::default()).await?;
        tracing::info!(node = %key.id(), address = %listener.address()?, "the node serves");
        if let Ok(issuer) = Issuer::load(&home.issuer()) {
            node.open_desk(Desk::new(key.id(), issuer, home.offer(), home.paired()));
        }
        let advertisement = self.advertise(&key, listener.address()?.port())?;
        tokio::spawn(reload::follow(verifier.clone()));
        tokio::spawn(reload::watch(files, Arc::clone(&key), tls, verifier));
        let renewal = Renewal { certificate: home.certificate(), key, command: self.renew.clone() };
        tokio::spawn(renewal.follow());
        let end = async {
            told_to_end().await;
            node.drain();
            // Before the socket is closed, so that nobody is led to a closed door.
            if let Some(advertisement) = advertisement {
                advertisement.goodbye().await;
            }
        };
        listener.serve(end, Duration::from_secs(self.drain)).await?;
        tracing::info!("the node has ended");
        Ok(())
    }

    fn advertise(&self, key: &NodeKey, port: u16) -> Result<Option<Advertisement>> {
        if self.interfaces.is_empty() {
            return Ok(None);
        }
        for complaint in self.interfaces.iter().filter_map(|interface| interfaces::check(interface).err()) {
            // It may come up later, as wireless ones do.
            tracing::warn!(%complaint, "nobody is told there that the node is there");
        }
        Advertisement::new(key.id(), port, &self.interfaces, MDNS).map(Some)
    }
}

/// Ends when somebody ends the program, by whichever of the two usual ways.
async fn told_to_end() {
    #[cfg(unix)]
    {
        let terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = terminated.recv() => return,
                _ = tokio::signal::ctrl_c() => return,
            }
        }
    }
    // Without signals there is nobody who could tell.
    let _ = tokio::signal::ctrl_c().await;
}

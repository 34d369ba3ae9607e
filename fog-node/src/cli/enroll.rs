//! `fog-node enroll`: this node's certificate.

use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Result, bail, ensure};
use clap::Args;
use fog_node::identity::{Authority, Certificate, write_public};

use super::ca::Terms;
use super::home::{self, Home};

#[derive(Debug, Args)]
pub(super) struct Command {
    /// Print the request for an authority on another machine (`fog-node ca sign`), and do nothing else.
    #[arg(long, conflicts_with_all = ["install", "authority"])]
    request: bool,
    /// Take this certificate, which an authority has made.
    #[arg(long, value_name = "FILE", conflicts_with = "authority")]
    install: Option<PathBuf>,
    /// The authority's folder, when it is on this machine; nothing happens before two thirds of the certificate's time are
    /// over.
    #[arg(long, value_name = "FOLDER")]
    authority: Option<PathBuf>,
    /// Renew at once.
    #[arg(long)]
    now: bool,
    #[command(flatten)]
    terms: Terms,
}

impl Command {
    pub(super) fn run(self, home: &Home) -> Result<()> {
        let key = home.key()?;
        if self.request {
            print!("{}", key.request()?);
            return Ok(());
        }
        let certificate = match &self.install {
            Some(file) => Certificate::from_pem(&home::read(file)?)?,
            None => match self.signed(home)? {
                Some(certificate) => certificate,
                None => return Ok(()),
            },
        };
        ensure!(
            certificate.node() == key.id(),
            "the certificate is about the node {}, and this is {}",
            certificate.node(),
            key.id()
        );
        write_public(&home.certificate(), certificate.pem().as_bytes())?;
        eprintln!("this node is {}; a node that serves takes the certificate within seconds", key.id());
        Ok(())
    }

    /// A certificate of the authority on this machine, if it is time for one.
    fn signed(&self, home: &Home) -> Result<Option<Certificate>> {
        let folder = self.authority.clone().unwrap_or_else(|| home.authority());
        if self.authority.is_none() && !folder.exists() {
            bail!(
                "the authority is not on this machine: take `fog-node enroll --request` to it, and bring back what it signs"
            );
        }
        let old = std::fs::read_to_string(home.certificate()).ok().and_then(|pem| Certificate::from_pem(&pem).ok());
        if let Some(old) = old.filter(|old| !self.now && SystemTime::now() < old.validity().renewal()) {
            let left = old.validity().renewal().duration_since(SystemTime::now()).unwrap_or_default();
            eprintln!("the certificate is renewed in {} days", left.as_secs() / (24 * 60 * 60));
            return Ok(None);
        }
        let key = home.key()?;
        let authority = Authority::load(&folder)?;
        authority.enrol(&key.request()?, Some(key.id()), &self.terms.enrolment()).map(Some)
    }
}

//! `fog-node ca`: the site's authority.

use std::io::Read;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use fog_node::identity::{Authority, Enrolment};
use llm_runtime::fog::NodeId;

use super::home::{self, Folder, Home};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the authority of a site. Better on a machine that is no node: whoever has its key can be any node.
    Init {
        /// The site's name, which its certificates show.
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Print the certificate that clients are given.
    Show {
        #[command(flatten)]
        folder: Folder,
    },
    /// Vouch for a node: reads its request and prints its certificate.
    Sign {
        /// The node's request, as `fog-node enroll --request` prints it; `-` for the standard input.
        request: PathBuf,
        /// Refuse the request unless it is of this node, whose identity was read from its own screen.
        #[arg(long)]
        node: Option<NodeId>,
        #[command(flatten)]
        terms: Terms,
        #[command(flatten)]
        folder: Folder,
    },
}

#[derive(Clone, Debug, Args)]
pub(super) struct Terms {
    /// How many days the certificate holds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=825))]
    days: u32,
    /// An address under which programs that know nothing of nodes reach it; may be given several times.
    #[arg(long = "address", value_name = "IP")]
    addresses: Vec<IpAddr>,
}

impl Terms {
    pub(super) fn enrolment(&self) -> Enrolment {
        let mut enrolment = Enrolment::default();
        enrolment.lifetime = Duration::from_secs(u64::from(self.days) * 24 * 60 * 60);
        enrolment.addresses.clone_from(&self.addresses);
        enrolment
    }
}

impl Command {
    pub(super) fn run(self, home: &Home) -> Result<()> {
        let at = |folder: Folder| folder.or(home.authority());
        match self {
            Self::Init { name, folder } => {
                let folder = at(folder);
                Authority::init(&folder, &name)?;
                eprintln!("the authority of `{name}` is in {}", folder.display());
                eprintln!("give clients {}; keep authority.key to yourself", folder.join("authority.pem").display());
                Ok(())
            }
            Self::Show { folder } => {
                print!("{}", Authority::load(&at(folder))?.pem());
                Ok(())
            }
            Self::Sign { request, node, terms, folder } => {
                let authority = Authority::load(&at(folder))?;
                let request = read(&request)?;
                print!("{}", authority.enrol(&request, node, &terms.enrolment())?.pem());
                Ok(())
            }
        }
    }
}

fn read(path: &std::path::Path) -> Result<String> {
    if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().take(1 << 20).read_to_string(&mut text).context("could not read the standard input")?;
        return Ok(text);
    }
    home::read(path)
}

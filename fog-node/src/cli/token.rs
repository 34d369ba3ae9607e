//! `fog-node token`: who may ask.

use std::path::Path;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use clap::{Args, Subcommand};
use fog_node::identity::write_public;
use fog_node::token::{Issuer, LONGEST_LIFE, Limits, Scope, Wanted};

use super::home::{self, Folder, Home};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an issuer of tokens.
    Init {
        /// Its name, which stands in its tokens.
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Print a token.
    Issue(Issue),
    /// Sign with a new key from now on. Nodes have as long as a token lives to read the new `jwks.json`.
    Rotate {
        #[command(flatten)]
        folder: Folder,
    },
    /// Refuse a token, a subject or a key at this node from now on.
    Revoke {
        /// A token, by its `jti`.
        #[arg(long)]
        token: Option<String>,
        /// Everything of a subject.
        #[arg(long)]
        subject: Option<String>,
        /// Everything that was signed with a key, by its `kid`.
        #[arg(long)]
        key: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct Issue {
    /// For whom. It stands readable in the token.
    #[arg(long)]
    subject: String,
    /// For which node (`fog:` and its identity) or site; may be given several times.
    #[arg(long, required = true)]
    audience: Vec<String>,
    /// For what: infer, models.read, metrics, admin.
    #[arg(long, value_delimiter = ',', default_value = "infer,models.read", value_parser = scope)]
    scope: Vec<Scope>,
    /// A model that may be used; all when none is named.
    #[arg(long)]
    model: Vec<String>,
    /// The most tokens of an answer.
    #[arg(long)]
    max_tokens: Option<u32>,
    /// The most requests a minute.
    #[arg(long)]
    rpm: Option<u32>,
    /// How many minutes it lives.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=LONGEST_LIFE.as_secs() / 60))]
    minutes: u64,
    #[command(flatten)]
    folder: Folder,
}

fn scope(name: &str) -> Result<Scope, String> {
    Scope::of_name(name).ok_or_else(|| "a scope is infer, models.read, metrics or admin".to_owned())
}

impl Command {
    pub(super) fn run(self, home: &Home) -> Result<()> {
        let at = |folder: Folder| folder.or(home.issuer());
        match self {
            Self::Init { name, folder } => {
                let issuer = Issuer::init(&at(folder), &name)?;
                eprintln!("give nodes {} with --keys {name}={}", issuer.name(), issuer.keys_file().display());
                Ok(())
            }
            Self::Issue(issue) => {
                let (folder, wanted) = issue.wanted();
                println!("{}", Issuer::load(&at(folder))?.issue(&wanted, SystemTime::now())?);
                Ok(())
            }
            Self::Rotate { folder } => Issuer::load(&at(folder))?.rotate(SystemTime::now()),
            Self::Revoke { token, subject, key } => revoke(&home.revoked(), token, subject, key),
        }
    }
}

impl Issue {
    fn wanted(self) -> (Folder, Wanted) {
        let mut limits = Limits::default();
        limits.models = (!self.model.is_empty()).then_some(self.model);
        limits.max_tokens = self.max_tokens;
        limits.rpm = self.rpm;
        let life = Duration::from_secs(self.minutes * 60);
        let wanted = Wanted { subject: self.subject, audience: self.audience, scopes: self.scope, limits, life };
        (self.folder, wanted)
    }
}

fn revoke(file: &Path, token: Option<String>, subject: Option<String>, key: Option<String>) -> Result<()> {
    let mut revoked = home::revoked(file)?;
    anyhow::ensure!(token.is_some() || subject.is_some() || key.is_some(), "name a --token, a --subject or a --key");
    revoked.tokens.extend(token);
    revoked.subjects.extend(subject);
    revoked.keys.extend(key);
    write_public(file, serde_json::to_string_pretty(&revoked)?.as_bytes())
}

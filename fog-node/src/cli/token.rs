//! `fog-node token`: who may ask.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use fog_node::token::{Issuer, LONGEST_LIFE, Limits, Revoked, Scope, Wanted};

use super::home::Home;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an issuer of tokens.
    Init {
        /// Its name, which stands in its tokens.
        name: String,
        /// Where it is kept.
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
    /// Print a token.
    Issue(Issue),
    /// Sign with a new key from now on. Nodes have as long as a token lives to read the new `jwks.json`.
    Rotate {
        /// Where the issuer is kept.
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
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
    /// Where the issuer is kept.
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
}

fn scope(name: &str) -> Result<Scope, String> {
    Scope::of_name(name).ok_or_else(|| "a scope is infer, models.read, metrics or admin".to_owned())
}

impl Command {
    pub(super) fn run(self, home: &Home) -> Result<()> {
        let at = |folder: Option<PathBuf>| folder.unwrap_or_else(|| home.issuer());
        match self {
            Self::Init { name, folder } => {
                let issuer = Issuer::init(&at(folder), &name)?;
                eprintln!("give nodes {} with --keys {name}={}", issuer.name(), issuer.keys_file().display());
                Ok(())
            }
            Self::Issue(mut issue) => {
                let issuer = Issuer::load(&at(issue.folder.take()))?;
                println!("{}", issuer.issue(&issue.wanted(), SystemTime::now())?);
                Ok(())
            }
            Self::Rotate { folder } => Issuer::load(&at(folder))?.rotate(SystemTime::now()),
            Self::Revoke { token, subject, key } => revoke(&home.revoked(), token, subject, key),
        }
    }
}

impl Issue {
    fn wanted(self) -> Wanted {
        let mut limits = Limits::default();
        limits.models = (!self.model.is_empty()).then_some(self.model);
        limits.max_tokens = self.max_tokens;
        limits.rpm = self.rpm;
        let life = Duration::from_secs(self.minutes * 60);
        Wanted { subject: self.subject, audience: self.audience, scopes: self.scope, limits, life }
    }
}

fn revoke(file: &Path, token: Option<String>, subject: Option<String>, key: Option<String>) -> Result<()> {
    let mut revoked = match std::fs::read_to_string(file) {
        Ok(json) => Revoked::read(&json).with_context(|| format!("{} is damaged", file.display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Revoked::default(),
        Err(error) => return Err(error).with_context(|| format!("could not read {}", file.display())),
    };
    anyhow::ensure!(token.is_some() || subject.is_some() || key.is_some(), "name a --token, a --subject or a --key");
    revoked.tokens.extend(token);
    revoked.subjects.extend(subject);
    revoked.keys.extend(key);
    let beside = file.with_extension("new");
    std::fs::write(&beside, serde_json::to_string_pretty(&revoked)?)
        .and_then(|()| std::fs::rename(&beside, file))
        .with_context(|| format!("could not write {}", file.display()))
}

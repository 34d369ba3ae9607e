//! `fog-node token`: who may ask.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use clap::{Args, Subcommand};
use fog_node::identity::{Certificate, write_public};
use fog_node::tls::Thumbprint;
use fog_node::token::{Issuer, LONGEST_LIFE, Limits, Scope, Wanted};

use llm_runtime::CLOCK_AHEAD;

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
    /// The certificate of the only client that may use the token, at nodes that require certificates of clients.
    #[arg(long, value_name = "FILE")]
    bind: Option<PathBuf>,
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
                let bound = issue.bind.as_deref().map(|file| Certificate::from_pem(&home::read(file)?)).transpose()?;
                let (folder, wanted) = issue.wanted();
                let (issuer, now) = (Issuer::load(&at(folder))?, there(std::env::var(CLOCK_AHEAD).ok()));
                println!(
                    "{}",
                    match bound {
                        Some(client) => issuer.issue_bound(&wanted, &Thumbprint::of(&client), now)?,
                        None => issuer.issue(&wanted, now)?,
                    }
                );
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

/// The time by which the token will be checked, when a client asks for one and knows that nodes have another than this machine.
fn there(ahead: Option<String>) -> SystemTime {
    let longest = i64::try_from(LONGEST_LIFE.as_secs()).unwrap_or(i64::MAX);
    let ahead = ahead.and_then(|seconds| seconds.parse::<i64>().ok()).unwrap_or(0).clamp(-longest, longest);
    let by = Duration::from_secs(ahead.unsigned_abs());
    if ahead < 0 { SystemTime::now() - by } else { SystemTime::now() + by }
}

fn revoke(file: &Path, token: Option<String>, subject: Option<String>, key: Option<String>) -> Result<()> {
    let mut revoked = home::revoked(file)?;
    anyhow::ensure!(token.is_some() || subject.is_some() || key.is_some(), "name a --token, a --subject or a --key");
    revoked.tokens.extend(token);
    revoked.subjects.extend(subject);
    revoked.keys.extend(key);
    write_public(file, serde_json::to_string_pretty(&revoked)?.as_bytes())
}

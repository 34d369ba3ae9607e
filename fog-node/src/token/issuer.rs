//! [`Issuer`]: who makes tokens.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PublicKeyData};

use super::claims::{Audience, Claims, Confirmation};
use super::{Jwk, JwkSet, LEEWAY, LONGEST_LIFE, Limits, Scope};
use crate::identity::{write_private, write_public};
use crate::tls::Thumbprint;

const NAME: &str = "issuer.name";
const KEYS: &str = "jwks.json";
const ENDING: &str = "key";

/// Makes tokens, with keys in a folder of its own. What nodes need of it is the file `jwks.json` there, which says nothing
/// that is secret.
#[derive(Debug)]
pub struct Issuer {
    folder: PathBuf,
    name: String,
}

/// A token that somebody wants.
#[derive(Clone, Debug)]
#[allow(
    clippy::exhaustive_structs,
    reason = "it is written out by whoever wants a token, and nothing may be forgotten"
)]
pub struct Wanted {
    /// For whom: a name that says no more than it has to, because it stands readable in the token.
    pub subject: String,
    /// For which nodes: `fog:` and a node's identity, or a site's name.
    pub audience: Vec<String>,
    /// For what.
    pub scopes: Vec<Scope>,
    /// How much of it.
    pub limits: Limits,
    /// For how long; at most [`LONGEST_LIFE`].
    pub life: Duration,
}

impl Issuer {
    /// Makes an issuer in a folder of its own.
    ///
    /// # Errors
    /// When there is one already, or the folder cannot be written.
    pub fn init(folder: &Path, name: &str) -> Result<Self> {
        ensure!(!folder.join(NAME).exists(), "there is an issuer in {} already", folder.display());
        ensure!(
            (1..=256).contains(&name.len()) && !name.contains(|c: char| c.is_control() || c.is_whitespace()),
            "an issuer's name has 1 to 256 letters and no spaces"
        );
        write_public(&folder.join(NAME), name.as_bytes())?;
        let issuer = Self { folder: folder.to_owned(), name: name.to_owned() };
        issuer.rotate(SystemTime::now())?;
        Ok(issuer)
    }

    /// Reads an issuer from its folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn load(folder: &Path) -> Result<Self> {
        let name = fs::read_to_string(folder.join(NAME))
            .with_context(|| format!("there is no issuer in {} (`fog-node token init` makes one)", folder.display()))?;
        Ok(Self { folder: folder.to_owned(), name })
    }

    /// Its name, which stands in its tokens.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file with its public keys.
    pub fn keys_file(&self) -> PathBuf {
        self.folder.join(KEYS)
    }

    /// Makes a new key, with which tokens are signed from now on. Keys that were replaced before the last tokens of them ended
    /// are taken out; so nodes have as long as a token lives to read the new set.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn rotate(&self, now: SystemTime) -> Result<()> {
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
        let mut kept = self.names()?;
        // Each was replaced when the next one was made.
        while let [_, next, ..] = kept.as_slice()
            && seconds.saturating_sub(made(next)) > (LONGEST_LIFE + LEEWAY).as_secs()
        {
            fs::remove_file(self.path(&kept.remove(0))).context("an old key could not be taken out")?;
        }
        let pair = KeyPair::generate_for(&rcgen::PKCS_ED25519).context("no key could be made")?;
        let mut tail = [0; 4];
        getrandom::fill(&mut tail).context("the operating system has no random numbers")?;
        let name = format!("{seconds:012}-{:08x}", u32::from_be_bytes(tail));
        write_private(&self.path(&name), pair.serialize_pem().as_bytes())?;
        self.publish()
    }

    /// Makes a token.
    ///
    /// # Errors
    /// When it is to live longer than a token may, is for nobody, or for nothing.
    pub fn issue(&self, wanted: &Wanted, now: SystemTime) -> Result<String> {
        self.signed(wanted, None, now)
    }

    /// Makes a token that counts only on a connection whose client has shown this certificate (RFC 8705), so that it is worth
    /// nothing to whoever steals it; for nodes that require certificates of clients.
    ///
    /// # Errors
    /// As [`issue`](Self::issue).
    pub fn issue_bound(&self, wanted: &Wanted, client: &Thumbprint, now: SystemTime) -> Result<String> {
        self.signed(wanted, Some(client), now)
    }

    fn signed(&self, wanted: &Wanted, client: Option<&Thumbprint>, now: SystemTime) -> Result<String> {
        ensure!(
            !wanted.life.is_zero() && wanted.life <= LONGEST_LIFE,
            "a token lives 1 to {} seconds",
            LONGEST_LIFE.as_secs()
        );
        ensure!(!wanted.audience.is_empty(), "a token is for somebody: name a node or the site");
        ensure!(!wanted.scopes.is_empty(), "a token is for something: name a scope");
        let name = self.names()?.pop().context("the issuer has no key (`fog-node token rotate` makes one)")?;
        let pem = fs::read_to_string(self.path(&name)).context("the issuer's key cannot be read")?;
        let mut head = Header::new(Algorithm::EdDSA);
        head.typ = Some("at+jwt".to_owned());
        head.kid = Some(name);
        let key = KeyPair::from_pem(&pem).context("the issuer's key is damaged")?;
        Ok(encode(&head, &self.claims(wanted, client, now)?, &EncodingKey::from_ed_der(&key.serialize_der()))?)
    }

    fn claims(&self, wanted: &Wanted, client: Option<&Thumbprint>, now: SystemTime) -> Result<Claims> {
        let iat = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
        let mut id = [0; 16];
        getrandom::fill(&mut id).context("the operating system has no random numbers")?;
        let scopes: Vec<&str> = wanted.scopes.iter().map(|scope| scope.name()).collect();
        Ok(Claims {
            iss: self.name.clone(),
            sub: wanted.subject.clone(),
            aud: Audience::Several(wanted.audience.clone()),
            exp: iat + wanted.life.as_secs(),
            iat,
            nbf: Some(iat),
            jti: BASE64_URL_SAFE_NO_PAD.encode(id),
            scope: scopes.join(" "),
            fog: (wanted.limits != Limits::default()).then(|| wanted.limits.clone()),
            cnf: client
                .map(|client| Confirmation { x5t_s256: Some(client.as_str().to_owned()), ..Confirmation::default() }),
        })
    }

    /// The names of its keys, the oldest first: a name begins with when its key was made.
    fn names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder).with_context(|| format!("could not list {}", self.folder.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                names.extend(path.file_stem().and_then(|name| name.to_str()).map(str::to_owned));
            }
        }
        names.sort();
        Ok(names)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ENDING}"))
    }

    fn publish(&self) -> Result<()> {
        let mut set = JwkSet::default();
        for name in self.names()? {
            let pem = fs::read_to_string(self.path(&name)).context("a key cannot be read")?;
            let pair = KeyPair::from_pem(&pem).with_context(|| format!("the key {name} is damaged"))?;
            set.keys.push(Jwk {
                kty: "OKP".to_owned(),
                kid: Some(name),
                purpose: Some("sig".to_owned()),
                alg: Some("EdDSA".to_owned()),
                crv: Some("Ed25519".to_owned()),
                x: Some(BASE64_URL_SAFE_NO_PAD.encode(pair.der_bytes())),
                ..Jwk::default()
            });
        }
        write_public(&self.keys_file(), serde_json::to_string_pretty(&set)?.as_bytes())
    }
}

/// When a key was made, by its name.
fn made(name: &str) -> u64 {
    name.split('-').next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0)
}

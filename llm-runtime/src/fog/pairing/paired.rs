//! [`pair`] and [`Paired`].

use core::net::SocketAddr;
use std::fmt;
use std::time::Duration;

use llm_functions::Sensitivity;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::PairingCode;
use crate::auth::AuthToken;
use crate::error::{Error, ErrorKind, Result};
use crate::fog::protocol::{PAIR_PATH, TOKEN_PATH};
use crate::fog::trust::Shown;
use crate::fog::{DOMAIN, NodeId, Trust};
use crate::gate::Outbound;
use crate::labelled::Labelled;
use crate::platform::Tier;
use crate::transport::{BaseUrl, Client, Headers, Instead, Method, Node, Proxy, Settings};
use crate::wire::Codec;

/// How long a node may take.
const LIMIT: Duration = Duration::from_secs(10);

/// The most bytes of an answer.
const MOST: usize = 64 << 10;

#[derive(Serialize)]
struct Ask<'a> {
    secret: &'a str,
    name: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    node: NodeId,
    refresh: SecretString,
}

#[derive(Serialize)]
struct Refresh<'a> {
    refresh: &'a str,
}

#[derive(Deserialize)]
struct Token {
    token: SecretString,
}

/// Pairs with the node that shows this code, at one of these addresses. `name` is what the node's owner sees of this client.
///
/// ```no_run
/// use llm_runtime::fog::{FogConfig, FogPlatform, pair};
/// # async fn example(typed: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let address = "192.168.1.7:9443".parse()?;
/// let paired = pair(&typed.parse()?, [address], "Ada's notebook").await?;
/// let platform = FogPlatform::new(FogConfig::new().paired(&paired, [address]))?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When nobody there has the key that the code is about, or the node does not accept the code (any more).
pub async fn pair(code: &PairingCode, addresses: impl IntoIterator<Item = SocketAddr>, name: &str) -> Result<Paired> {
    let addresses: Vec<SocketAddr> = addresses.into_iter().collect();
    let mut last = Error::new(ErrorKind::Configuration("no address of the node is given".into()));
    for address in addresses {
        let node = Node { tls: Trust::pairing(code.clone())?, addresses: vec![address], instead: Instead::default() };
        let asked = post::<_, Answer>(node, "pairing", PAIR_PATH, &Ask { secret: code.secret(), name }).await;
        match asked {
            // It has shown that it has the key; whom it names is checked all the same.
            Ok(answer) if code.fits(&answer.node) => {
                return Ok(Paired { node: answer.node, refresh: answer.refresh });
            }
            Ok(_) => last = untrusted("it names another node than the code"),
            Err(error) if matches!(error.kind(), ErrorKind::Certificate { .. }) => {
                last = untrusted("the machine at this address is not the one that shows the code");
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn untrusted(reason: &str) -> Error {
    ErrorKind::Untrusted { node: "of the code".to_owned(), reason: reason.to_owned() }.into()
}

/// What came of pairing with a node: who it is, and a secret to fetch tokens with. `Debug` does not show it.
#[derive(Clone)]
pub struct Paired {
    node: NodeId,
    refresh: SecretString,
}

impl Paired {
    /// What was kept of a pairing: the node, and the secret.
    pub fn new(node: NodeId, secret: impl Into<String>) -> Self {
        Self { node, refresh: secret.into().into() }
    }

    /// The node.
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// The secret, to be kept where secrets are kept.
    pub fn expose_secret(&self) -> &str {
        self.refresh.expose_secret()
    }

    /// Tokens for the node, fetched from it at one of these addresses when one is needed.
    pub fn auth(&self, addresses: impl IntoIterator<Item = SocketAddr>) -> AuthToken {
        let (paired, addresses) = (self.clone(), addresses.into_iter().collect::<Vec<_>>());
        AuthToken::fetched(move || {
            let (paired, addresses) = (paired.clone(), addresses.clone());
            async move {
                let node = Node {
                    tls: Trust::new().pin(paired.node).tls(paired.node, &Shown::default())?,
                    addresses,
                    instead: Instead::default(),
                };
                let ask = Refresh { refresh: paired.expose_secret() };
                let answer: Token = post(node, &paired.node.to_string(), TOKEN_PATH, &ask).await?;
                Ok::<_, Error>(answer.token.expose_secret().to_owned())
            }
        })
    }
}

impl fmt::Debug for Paired {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Paired").field("node", &self.node).finish_non_exhaustive()
    }
}

async fn post<A: Serialize, B: DeserializeOwned>(node: Node, label: &str, path: &str, ask: &A) -> Result<B> {
    let settings = Settings { proxy: Proxy::None, authorities: Vec::new(), connect_timeout: LIMIT, node: Some(node) };
    let base = BaseUrl::parse(&format!("https://{label}.{DOMAIN}"), false)?;
    let client = Client::new(base, Tier::Fog, Sensitivity::Public, &settings)?;
    let body = serde_json::to_vec(ask).map_err(|error| {
        Error::with_source(ErrorKind::Configuration("the question cannot be written".into()), error)
    })?;
    let outbound = Outbound::release(Labelled::new(body, Sensitivity::Public), client.destination())?;
    let mut headers = Headers::default();
    headers.set("content-type", "application/json")?;
    let asked = async {
        let response = client.send(Method::Post, path, headers, &outbound).await?;
        let status = response.status();
        let (body, _) = response.body(MOST).await?;
        if !(200..300).contains(&status) {
            return Err(ErrorKind::from(Codec::error(status, &body, Sensitivity::Public)).into());
        }
        serde_json::from_slice(&body).map_err(|_| {
            let reason = "it answered something else than a node".to_owned();
            ErrorKind::NotTheApi { destination: "the node".to_owned(), reason }.into()
        })
    };
    tokio::time::timeout(LIMIT, asked).await.unwrap_or_else(|_| {
        let waited_for = crate::error::WaitedFor::End;
        Err(ErrorKind::Timeout { destination: "the node".to_owned(), waited_for, limit: LIMIT }.into())
    })
}

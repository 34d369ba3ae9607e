//! [`RemoteKeys`]: the keys of an issuer at an address.
//!
//! The address is written down where the node is set up, and never taken from a token. What was fetched last counts until something
//! better comes: an issuer that cannot be reached keeps nobody out who was let in before.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, StatusCode, Url};

use super::JwkSet;

/// How long an issuer may take to answer.
const LONGEST_ANSWER: Duration = Duration::from_secs(5);

/// The longest set of keys, in bytes: sixty-four of RSA have a third of it.
const LONGEST: usize = 256 << 10;

/// How often an issuer is asked at most because a token names a key that nobody knows: anybody can write such a token.
pub const AT_MOST_EVERY: Duration = Duration::from_secs(30);

/// The keys of an issuer at an address.
#[derive(Debug)]
pub struct RemoteKeys {
    issuer: String,
    url: Url,
    client: Client,
    at_most_every: Duration,
    last: Mutex<Last>,
    /// Held while somebody asks: others wait for what he hears.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Last {
    keys: JwkSet,
    tag: Option<HeaderValue>,
    asked: Option<Instant>,
}

impl RemoteKeys {
    /// The keys of this issuer at this address; an authority, as PEM, is believed in place of the system's when one is given.
    ///
    /// # Errors
    /// When the address is none, or would be asked without TLS on another machine; when the authority cannot be read.
    pub fn new(issuer: &str, address: &str, authority: Option<&[u8]>) -> Result<Self> {
        let url = Url::parse(address).with_context(|| format!("`{address}` is no address"))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let is_here = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        ensure!(
            url.scheme() == "https" || url.scheme() == "http" && is_here,
            "keys are fetched over https, since whoever could change them could make tokens: `{address}`"
        );
        let mut builder = Client::builder()
            .user_agent(concat!("fog-node/", env!("CARGO_PKG_VERSION")))
            .referer(false)
            .http1_only()
            .timeout(LONGEST_ANSWER)
            // Another address is not the one that was written down.
            .redirect(Policy::none());
        if is_here {
            builder = builder.no_proxy();
        }
        if let Some(pem) = authority {
            let authorities = Certificate::from_pem_bundle(pem).context("the issuer's authority is not PEM")?;
            ensure!(!authorities.is_empty(), "there is no certificate in the issuer's authority");
            builder = builder.tls_certs_only(authorities);
        }
        let client = builder.build().context("connections to the issuer cannot be set up")?;
        let (last, asking) = (Mutex::default(), tokio::sync::Mutex::default());
        Ok(Self { issuer: issuer.to_owned(), url, client, at_most_every: AT_MOST_EVERY, last, asking })
    }

    /// Asks at most so often because of keys that nobody knows; every [`AT_MOST_EVERY`] unless set.
    #[must_use]
    pub fn at_most_every(mut self, pause: Duration) -> Self {
        self.at_most_every = pause;
        self
    }

    /// Whose keys they are.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The keys that were fetched last.
    pub fn keys(&self) -> JwkSet {
        self.last().keys.clone()
    }

    /// Asks now; whether there are other keys than before. What cannot be had or read leaves the last keys as they were.
    ///
    /// # Errors
    /// When the issuer is not reached, refuses, or sends no keys.
    pub async fn fetch(&self) -> Result<bool> {
        let _asking = self.asking.lock().await;
        self.ask().await
    }

    /// Asks because of a key that nobody knows, unless it was asked a moment ago; whether it is worth looking again.
    pub(super) async fn look_again(&self) -> bool {
        let before = self.keys();
        let _asking = self.asking.lock().await;
        if !self.last().may_ask(self.at_most_every, Instant::now()) {
            // Whoever was faster may have heard something.
            return self.keys() != before;
        }
        self.ask().await.unwrap_or_else(|error| {
            tracing::warn!(issuer = self.issuer, error = format!("{error:#}"), "the issuer's keys cannot be fetched");
            false
        })
    }

    async fn ask(&self) -> Result<bool> {
        let tag = {
            let mut last = self.last();
            last.asked = Some(Instant::now());
            last.tag.clone()
        };
        let mut request = self.client.get(self.url.clone());
        if let Some(tag) = tag {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let unreached = || format!("the issuer {} does not answer", self.issuer);
        let mut response = request.send().await.map_err(reqwest::Error::without_url).with_context(unreached)?;
        match response.status() {
            StatusCode::OK => {}
            StatusCode::NOT_MODIFIED => return Ok(false),
            other => bail!("the issuer {} answers with {other}", self.issuer),
        }
        let tag = response.headers().get(ETAG).cloned();
        let mut body = Vec::new();
        while let Some(more) = response.chunk().await.map_err(reqwest::Error::without_url).with_context(unreached)? {
            ensure!(body.len() + more.len() <= LONGEST, "the issuer {} sends more than keys", self.issuer);
            body.extend_from_slice(&more);
        }
        let text = std::str::from_utf8(&body).context("the issuer's keys are no text")?;
        let keys = JwkSet::read(text).with_context(|| format!("the issuer {} sends no set of keys", self.issuer))?;
        ensure!(!keys.keys.is_empty(), "the issuer {} sends an empty set of keys", self.issuer);
        let mut last = self.last();
        let changed = last.keys != keys;
        (last.keys, last.tag) = (keys, tag);
        Ok(changed)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Last {
    fn may_ask(&self, pause: Duration, now: Instant) -> bool {
        self.asked.is_none_or(|asked| now.saturating_duration_since(asked) >= pause)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn keys_are_not_fetched_where_others_could_change_them() {
        for address in
            ["http://issuer.example/jwks.json", "http://localhost.evil.example/", "ftp://x/", "jwks.json", ""]
        {
            assert!(RemoteKeys::new("site", address, None).is_err(), "{address}");
        }
        for address in ["https://issuer.example/jwks.json", "http://127.0.0.1:1/", "http://[::1]:1/"] {
            RemoteKeys::new("site", address, None).unwrap();
        }
        assert!(RemoteKeys::new("site", "https://issuer.example/", Some(b"no")).is_err());
    }

    #[test]
    fn an_issuer_is_asked_at_most_so_often() {
        let now = Instant::now();
        let mut last = Last::default();
        assert!(last.may_ask(AT_MOST_EVERY, now));
        last.asked = Some(now);
        assert!(!last.may_ask(AT_MOST_EVERY, now) && !last.may_ask(AT_MOST_EVERY, now + AT_MOST_EVERY / 2));
        assert!(last.may_ask(AT_MOST_EVERY, now + AT_MOST_EVERY));
    }
}

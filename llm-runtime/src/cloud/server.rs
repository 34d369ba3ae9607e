//! [`Server`]: one server with everything that its sessions share.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::CloudConfig;
use super::probe::Probes;
use crate::auth::Issued;
use crate::authorized;
use crate::error::{Error, ErrorKind, Result, WaitedFor};
use crate::gate::Outbound;
use crate::transport::{BaseUrl, Client, Headers, Method, Response, Settings};

pub(super) struct Server {
    pub(super) config: CloudConfig,
    pub(super) client: Client,
    /// Of every request.
    headers: Headers,
    pub(super) slots: Arc<Semaphore>,
    pub(super) probes: Probes,
}

impl Server {
    pub(super) fn new(config: CloudConfig) -> Result<Self> {
        if config.concurrent_requests == 0 {
            return Err(ErrorKind::Configuration("concurrent_requests is 0, and nothing could be asked".into()).into());
        }
        let base = BaseUrl::parse(&config.base_url, config.plain_http_allowed)?;
        let path = config.api.wire().path();
        if base.ends_with(path) {
            let reason = format!("`{base}` is the address of an endpoint; the base URL is what stands before /{path}");
            return Err(ErrorKind::Configuration(reason).into());
        }
        let settings = Settings {
            proxy: config.proxy.clone(),
            authorities: config.authorities.clone(),
            connect_timeout: config.timeouts.connect,
            #[cfg(feature = "fog")]
            node: None,
        };
        let client = Client::new(base, config.tier, config.ceiling, &settings)?;
        let mut headers = Headers::default();
        // Whatever the token will be, its header has to have a name.
        headers.clone().set(config.auth_header.name_and_prefix().0, "")?;
        for (name, value) in config.api.wire().headers() {
            headers.set(name, value)?;
        }
        for (name, value) in &config.headers {
            headers.set(name, value)?;
        }
        let most = usize::try_from(config.concurrent_requests).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        Ok(Self { config, client, headers, slots: Arc::new(Semaphore::new(most)), probes: Probes::default() })
    }

    /// The address that turns are sent to, without what may be secret in it.
    pub(super) fn endpoint(&self) -> String {
        let base = self.client.base().to_string();
        format!("{}/{}", base.trim_end_matches('/'), self.config.api.wire().path())
    }

    /// Asks, with a fresh token if the server refuses the last one. Gives back a success only.
    ///
    /// # Errors
    /// When the server is not reached or answers anything else.
    pub(super) async fn ask(&self, method: Method, path: &str, outbound: &Outbound) -> Result<Response> {
        let attempt = |token: Option<Issued>| async move { self.attempt(method, path, outbound, token.as_ref()).await };
        authorized::ask(&self.config.auth, outbound.sensitivity(), attempt).await
    }

    async fn attempt(
        &self,
        method: Method,
        path: &str,
        outbound: &Outbound,
        token: Option<&Issued>,
    ) -> Result<Response> {
        let mut headers = self.headers.clone();
        if method == Method::Post {
            headers.set("content-type", "application/json")?;
        }
        if let Some(token) = token {
            let (name, prefix) = self.config.auth_header.name_and_prefix();
            headers.set_secret(name, prefix, token.secret())?;
        }
        self.client.send(method, path, headers, outbound).await
    }
}

impl Server {
    /// It took too long.
    pub(super) fn timeout(&self, waited_for: WaitedFor, limit: Duration) -> Error {
        ErrorKind::Timeout { destination: self.client.name().to_owned(), waited_for, limit }.into()
    }
}

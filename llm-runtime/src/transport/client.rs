//! [`Client`]: connections to one server.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
#[cfg(feature = "fog")]
use std::sync::Arc;
use std::time::Duration;

use llm_functions::Sensitivity;
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Certificate, StatusCode};

use super::{BaseUrl, Headers, Proxy, Response, Settings, failure, guard};
#[cfg(feature = "fog")]
use super::{Carried, Carrier};
use crate::error::{ErrorKind, Result};
use crate::gate::{Destination, Outbound};
use crate::platform::Tier;

/// A redirect that stays at its origin is a matter of a slash or a version; more of them are a loop.
const MOST_REDIRECTS: usize = 3;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

impl Method {
    #[cfg(feature = "fog")]
    fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Who is at the other end, for errors.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) connect_timeout: Duration,
}

/// Connections to one server, kept alive between requests.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: BaseUrl,
    destination: Destination,
    place: Place,
    /// Who carries what is sent, and to where, where it is not the network.
    #[cfg(feature = "fog")]
    instead: Option<(Arc<dyn Carrier>, SocketAddr)>,
}

impl Client {
    /// Prepares connections to a server that may see data up to this ceiling; connects to nobody yet.
    ///
    /// # Errors
    /// When the settings cannot be used.
    pub(crate) fn new(base: BaseUrl, tier: Tier, ceiling: Sensitivity, settings: &Settings) -> Result<Self> {
        let http = builder(&base, settings)?.build().map_err(|error| {
            crate::Error::with_source(
                ErrorKind::Configuration("connections cannot be set up".into()),
                error.without_url(),
            )
        })?;
        let place = Place { name: base.authority(), connect_timeout: settings.connect_timeout };
        let destination = Destination::new(tier, place.name.clone(), ceiling);
        Ok(Self {
            http,
            base,
            destination,
            place,
            #[cfg(feature = "fog")]
            instead: settings.node.as_ref().and_then(carrier),
        })
    }

    /// Where what it sends goes.
    pub(crate) fn destination(&self) -> &Destination {
        &self.destination
    }

    /// The server's name, for errors.
    pub(crate) fn name(&self) -> &str {
        &self.place.name
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// Sends a request and waits for the head of the answer.
    ///
    /// # Errors
    /// When the server is not reached, does not answer, or wants the data to go elsewhere; and when the data was released
    /// for somebody else.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: Headers,
        outbound: &Outbound,
    ) -> Result<Response> {
        if *outbound.destination() != self.destination {
            return Err(wrong("what was to be sent was released for another destination"));
        }
        guard::pass(&self.place.name)?;
        #[cfg(feature = "fog")]
        if let Some((carrier, to)) = &self.instead {
            let (method, path) = (method.name(), self.base.join(path).path().to_owned());
            let (headers, body, connect) =
                (headers.into_pairs(), outbound.bytes().to_vec(), self.place.connect_timeout);
            let brought = carrier.carry(Carried { to: *to, method, path, headers, body, connect }).await;
            let brought = brought.map_err(|error| failure::of_carrier(error, &self.place, false))?;
            return self.answered(Response::brought(brought, self.place.clone()), outbound.sensitivity());
        }
        let url = self.base.join(path);
        let request = match method {
            Method::Get => self.http.get(url),
            Method::Post => self.http.post(url).body(outbound.bytes().to_vec()),
        };
        let response = request.headers(headers.into_map()).send().await.map_err(|e| failure::of(e, &self.place))?;
        self.answered(Response::new(response, self.place.clone()), outbound.sensitivity())
    }

    fn answered(&self, response: Response, label: Sensitivity) -> Result<Response> {
        if (300..400).contains(&response.status()) {
            return Err(self.redirected(&response, label));
        }
        Ok(response)
    }

    fn redirected(&self, response: &Response, label: Sensitivity) -> crate::Error {
        // A server may repeat what it was sent in the name of a host, too.
        let to = response.redirected_to().filter(|_| label == Sensitivity::Public);
        ErrorKind::Redirected { destination: self.place.name.clone(), to }.into()
    }
}

fn builder(base: &BaseUrl, settings: &Settings) -> Result<reqwest::ClientBuilder> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("llm-runtime/", env!("CARGO_PKG_VERSION")))
        .referer(false)
        .http1_only()
        .tcp_nodelay(true)
        .connect_timeout(settings.connect_timeout)
        .redirect(Policy::custom(same_origin));
    if base.host() == "localhost" {
        // Whatever a resolver says: plain HTTP is allowed to this name because it is this machine.
        let addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        builder = builder.resolve_to_addrs("localhost", &addresses);
    }
    builder = match &settings.proxy {
        // A proxy has another loopback than we have, and would read what was allowed to be plain because it stays here.
        _ if base.is_loopback() => builder.no_proxy(),
        Proxy::None => builder.no_proxy(),
        Proxy::FromEnvironment => builder,
        Proxy::Url(url) => {
            let proxy = reqwest::Proxy::all(url).map_err(|_| wrong("the proxy's URL cannot be used"))?;
            builder.no_proxy().proxy(proxy)
        }
    };
    #[cfg(feature = "fog")]
    if let Some(node) = &settings.node {
        return Ok(of_node(builder, base, node));
    }
    if settings.authorities.is_empty() {
        return Ok(builder);
    }
    let mut authorities = Vec::new();
    for pem in &settings.authorities {
        let more = Certificate::from_pem_bundle(pem).map_err(|_| wrong("a root certificate is not PEM"))?;
        if more.is_empty() {
            return Err(wrong("a root certificate's PEM has no certificate in it"));
        }
        authorities.extend(more);
    }
    Ok(builder.tls_certs_only(authorities))
}

/// How soon a machine that says nothing is found to be gone, by the system: the first question after so long, again each
/// second, given up after three. It catches what no time-out of ours does, such as a connection that waits to be used again.
#[cfg(feature = "fog")]
const KEEPALIVE: Duration = Duration::from_secs(2);

#[cfg(feature = "fog")]
fn carrier(node: &super::Node) -> Option<(Arc<dyn Carrier>, SocketAddr)> {
    Some((node.instead.0.clone()?, *node.addresses.first()?))
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Client")
            .field("base", &self.base)
            .field("destination", &self.destination)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "fog")]
fn of_node(builder: reqwest::ClientBuilder, base: &BaseUrl, node: &super::Node) -> reqwest::ClientBuilder {
    builder
        .https_only(true)
        .redirect(Policy::none())
        .tcp_keepalive(KEEPALIVE)
        .tcp_keepalive_interval(Duration::from_secs(1))
        .tcp_keepalive_retries(3)
        .resolve_to_addrs(base.host(), &node.addresses)
        .tls_backend_preconfigured(node.tls.clone())
}

/// Follows a redirect that keeps method, body and origin; any other answer is given back and becomes an error.
fn same_origin(attempt: Attempt<'_>) -> Action {
    let keeps_body = matches!(attempt.status(), StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
    let stays = attempt.previous().last().is_some_and(|from| from.origin() == attempt.url().origin());
    if keeps_body && stays && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

fn wrong(reason: &str) -> crate::Error {
    ErrorKind::Configuration(reason.to_owned()).into()
}

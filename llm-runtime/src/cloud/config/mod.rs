//! [`CloudConfig`]: where a server is, and how it is to be used.

mod presets;

use std::fmt;
use std::num::NonZeroU32;

use llm_functions::Sensitivity;
use llm_functions::dialect::Dialect;

use super::{Api, RetryPolicy, Timeouts};
use crate::auth::AuthToken;
use crate::platform::Tier;
use crate::transport::{Proxy, shown};
use crate::wire::Quirks;

/// Requests at once to one server; providers' smallest accounts allow about as many, and local servers queue the rest.
const DEFAULT_REQUESTS: NonZeroU32 = NonZeroU32::new(16).unwrap();

/// Where a server is, which API it speaks, and how it is to be used. Begins with a preset, such as
/// [`openai`](Self::openai), or with [`new`](Self::new) for any other server.
///
/// ```
/// use llm_runtime::cloud::CloudConfig;
/// use llm_runtime::{AuthToken, Sensitivity};
///
/// // A server in the hospital's own network that may see everything.
/// let config = CloudConfig::vllm("https://models.hospital.example/v1")
///     .models(["qwen3-8b"])
///     .auth(AuthToken::environment("HOSPITAL_MODELS_KEY"))
///     .ceiling(Sensitivity::Sensitive)
///     .concurrent_requests(4);
/// ```
#[derive(Clone)]
#[must_use]
pub struct CloudConfig {
    pub(super) base_url: String,
    pub(super) provider: &'static str,
    pub(super) api: Api,
    pub(super) dialect: Dialect,
    pub(super) quirks: Quirks,
    pub(super) auth: AuthToken,
    pub(super) auth_header: AuthHeader,
    pub(super) headers: Vec<(String, String)>,
    pub(super) models: Vec<String>,
    pub(super) tier: Tier,
    pub(super) ceiling: Sensitivity,
    pub(super) window: Option<usize>,
    pub(super) stream: bool,
    pub(super) timeouts: Timeouts,
    pub(super) retries: RetryPolicy,
    pub(super) concurrent_requests: u32,
    pub(super) plain_http_allowed: bool,
    pub(super) proxy: Proxy,
    pub(super) authorities: Vec<Vec<u8>>,
}

/// The header that carries the token, and what stands before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AuthHeader {
    Bearer,
    Named(String),
}

impl AuthHeader {
    pub(super) fn name_and_prefix(&self) -> (&str, &'static str) {
        match self {
            Self::Bearer => ("authorization", "Bearer "),
            Self::Named(name) => (name, ""),
        }
    }
}

impl CloudConfig {
    /// A server that speaks chat completions below this address, such as `https://api.example.org/v1`, and of which
    /// nothing else is known.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            provider: "openai_compatible",
            api: Api::ChatCompletions,
            dialect: Dialect::OpenAi,
            quirks: Quirks { max_tokens: "max_tokens", ..Quirks::default() },
            auth: AuthToken::none(),
            auth_header: AuthHeader::Bearer,
            headers: Vec::new(),
            models: Vec::new(),
            tier: Tier::Cloud,
            ceiling: Sensitivity::Public,
            window: None,
            stream: true,
            timeouts: Timeouts::default(),
            retries: RetryPolicy::default(),
            concurrent_requests: DEFAULT_REQUESTS.get(),
            plain_http_allowed: false,
            proxy: Proxy::None,
            authorities: Vec::new(),
        }
    }

    /// Sets where the API is; the paths of its endpoints are joined to it.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Adds models that sessions may be opened for, by the names that the server has for them.
    pub fn models<M: Into<String>>(mut self, models: impl IntoIterator<Item = M>) -> Self {
        self.models.extend(models.into_iter().map(Into::into));
        self
    }

    /// Sets the API that the server speaks.
    pub fn api(mut self, api: Api) -> Self {
        self.api = api;
        self
    }

    /// Sets the form in which the server wants functions.
    pub fn dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Sets the token that requests carry.
    pub fn auth(mut self, token: AuthToken) -> Self {
        self.auth = token;
        self
    }

    /// Sends the token in a header of this name, without `Bearer` before it.
    pub fn auth_header(mut self, name: impl Into<String>) -> Self {
        self.auth_header = AuthHeader::Named(name.into());
        self
    }

    /// Adds a header to every request. It is no place for secrets, nor for anything about a person.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the most private data that the server may see; public data only, unless set.
    pub fn ceiling(mut self, ceiling: Sensitivity) -> Self {
        self.ceiling = ceiling;
        self
    }

    /// Sets where its models run, as events and reports tell it; at a provider, unless set.
    pub fn tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// Sets how many tokens prompt and answer may have together, so that what does not fit is noticed before it is sent.
    pub fn window(mut self, tokens: usize) -> Self {
        self.window = Some(tokens);
        self
    }

    /// Sets whether answers are streamed; they are, unless set.
    pub fn stream(mut self, stream: bool) -> Self {
        self.stream = stream;
        self
    }

    /// Declares options that the server does not know, by the names that [`Ignored::what`](crate::Ignored) has: they are
    /// left out of requests, and reported.
    pub fn unknown_options(mut self, options: impl IntoIterator<Item = &'static str>) -> Self {
        self.quirks.unknown.extend(options);
        self
    }

    /// Sets how long the server may take.
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Sets what is tried again, and how often.
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = policy;
        self
    }

    /// Sets how many requests may run at once; others wait. None is held while functions run.
    pub fn concurrent_requests(mut self, most: u32) -> Self {
        self.concurrent_requests = most;
        self
    }

    /// Allows plain HTTP to a machine that is not this one. Whoever is on the way can read and change everything.
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http_allowed = true;
        self
    }

    /// Sets the proxy; none is used unless set, whatever the environment says.
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }

    /// Trusts the certificates in this PEM text and no others. Without it, those that the system trusts.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.authorities.push(pem.into());
        self
    }
}

/// Without what may be a secret although it should not be: an address' query or password, the values of headers.
impl fmt::Debug for CloudConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        out.debug_struct("CloudConfig")
            .field("base_url", &shown(&self.base_url))
            .field("api", &self.api)
            .field("dialect", &self.dialect)
            .field("auth", &self.auth)
            .field("headers", &headers)
            .field("models", &self.models)
            .field("tier", &self.tier)
            .field("ceiling", &self.ceiling)
            .field("stream", &self.stream)
            .field("timeouts", &self.timeouts)
            .field("retries", &self.retries)
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}

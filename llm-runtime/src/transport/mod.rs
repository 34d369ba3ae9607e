//! The way out: the only module that names the HTTP client, and it sends nothing but what the [gate](crate::gate) made.
//!
//! What leaves goes to the destination that it was released for and nowhere else: redirects stay at the same origin, the
//! environment's proxies are used only where an application asks for them, plain HTTP stays on this machine, and a test can
//! [forbid](guard) all of it.

#[cfg(feature = "cloud")]
mod base;
#[cfg(feature = "fog")]
mod carrier;
#[cfg(feature = "cloud")]
mod client;
#[cfg(feature = "cloud")]
mod deadline;
#[cfg(all(feature = "cloud", feature = "models"))]
mod download;
#[cfg(feature = "cloud")]
mod failure;
pub(crate) mod guard;
#[cfg(feature = "cloud")]
mod headers;
#[cfg(feature = "fog")]
mod lookout;
#[cfg(feature = "cloud")]
mod response;
#[cfg(feature = "cloud")]
mod retry_after;
#[cfg(feature = "cloud")]
mod settings;

#[cfg(feature = "cloud")]
pub(crate) use base::{BaseUrl, shown};
#[cfg(feature = "fog")]
pub(crate) use carrier::Instead;
#[cfg(feature = "fog")]
pub use carrier::{Brought, Carried, Carrier};
#[cfg(feature = "cloud")]
pub(crate) use client::{Client, Method};
#[cfg(feature = "cloud")]
pub(crate) use deadline::{after, end_of};
#[cfg(all(feature = "cloud", feature = "models"))]
pub(crate) use download::download;
#[cfg(feature = "cloud")]
pub(crate) use headers::Headers;
#[cfg(feature = "fog")]
pub use lookout::Interface;
#[cfg(feature = "fog")]
pub(crate) use lookout::{Lookout, Sighting};
#[cfg(feature = "cloud")]
pub(crate) use response::Response;
#[cfg(feature = "cloud")]
pub(crate) use retry_after::retry_after;
#[cfg(feature = "fog")]
pub(crate) use settings::Node;
#[cfg(feature = "cloud")]
pub use settings::Proxy;
#[cfg(feature = "cloud")]
pub(crate) use settings::Settings;

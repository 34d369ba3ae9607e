//! Models on machines of the local network.
//!
//! A [node](NodeId) is a machine that runs models for others (`fog-node`). It is known by its key, and by nothing that is
//! said on the network: it is [believed](Trust) because the site's authority has signed its certificate, or because a person
//! has carried its identity to the client. Until it has shown that it has that key, nothing is sent to it, and no token.

mod choice;
mod config;
mod directory;
mod discovery;
mod engine;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod link;
mod node_id;
mod pairing;
mod platform;
pub mod protocol;
mod remembered;
pub mod simulated;
mod surroundings;
mod timeouts;
mod trust;
mod turn;

pub use crate::transport::Interface;
pub use choice::{Candidate, Choice};
pub use config::{FogConfig, NodeAddress};
pub use discovery::{Discovery, NodeChange};
pub use node_id::{DOMAIN, NodeId};
pub use pairing::{Paired, PairingCode, pair};
pub use platform::FogPlatform;
pub use timeouts::FogTimeouts;
pub use trust::{ClientCertificate, Trust};

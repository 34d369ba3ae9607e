//! Pairing: a node and a client get to know each other by a code that a person carries.
//!
//! The client believes the node because the digest of its key begins as the code says; only then it shows the code's secret,
//! by which the node believes the client. It gets a secret of its own in return, with which it fetches tokens from then on.

mod code;
mod paired;

pub use code::PairingCode;
pub use paired::{Paired, pair};

//! A node: a machine of the local network that runs language models for those it trusts and who trust it.
//!
//! The program is `fog-node`; this library is its parts. What clients and nodes have to agree on, a node's
//! [identity](llm_runtime::fog::NodeId) first of all, is in `llm_runtime::fog`, which both use.

pub mod advertise;
pub mod answer;
pub mod chat;
pub mod completions;
pub mod desk;
pub mod digest;
mod embeddings;
pub mod http;
pub mod identity;
pub mod node;
pub mod refused;
pub mod responses;
pub mod tls;
pub mod token;

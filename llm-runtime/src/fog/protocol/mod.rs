//! What clients and nodes have to agree on, beyond the API that everybody speaks.
//!
//! It stands here and not in the node's crate because imports run from the node to the runtime, and the client is part of the
//! runtime: one type is written by the one and read by the other.

mod status;

pub use status::{ModelState, ModelStatus, NodeState, Rates, Status};

/// The service type under which nodes advertise. One of our own: what else answers to it is none of ours, and a generic one
/// such as `_https._tcp` would have every printer among the nodes.
pub const SERVICE_TYPE: &str = "_fog-llm._tcp.local.";

/// The path of [`Status`].
pub const STATUS_PATH: &str = "fog/v1/status";

/// The path at which a client shows the secret of a pairing code.
pub const PAIR_PATH: &str = "fog/v1/pair";

/// The path at which a client that has paired fetches a token.
pub const TOKEN_PATH: &str = "fog/v1/token";

/// The member of a request that asks for the numbers of the tokens that are generated, under the name that vLLM gave it.
pub const RETURN_TOKEN_IDS: &str = "return_token_ids";

/// The member of a choice with those numbers.
pub const TOKEN_IDS: &str = "token_ids";

/// The member of a request with the numbers of the tokens with which the answer begins, because it was generated so far
/// elsewhere. Their text is told again.
pub const RESUME_TOKEN_IDS: &str = "resume_token_ids";

/// The code of the error with which a node refuses, or breaks off, because it is to be shut down.
pub const DRAINING: &str = "node_draining";

/// The code of the error with which a node refuses because as many requests wait as may.
pub const QUEUE_FULL: &str = "queue_full";

/// The code of the error of a node that has no memory for the model beside those that are used.
pub const NO_ROOM: &str = "no_room";

/// The code of the error of a node that cannot load the model.
pub const MODEL_UNAVAILABLE: &str = "model_unavailable";

/// How often a node shows that it lives while an answer has nothing to say.
pub const PING: std::time::Duration = std::time::Duration::from_secs(1);

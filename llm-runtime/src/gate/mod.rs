//! The gate: what may go where.
//!
//! Every platform has a ceiling, and nothing more private reaches it. To a platform in this process that is a check; to a
//! remote one it is a type as well: `transport` sends an [`Outbound`] and nothing else, and only the gate makes one.

mod destination;
#[cfg(feature = "cloud")]
mod outbound;

pub(crate) use destination::Destination;
#[cfg(feature = "cloud")]
pub(crate) use outbound::Outbound;

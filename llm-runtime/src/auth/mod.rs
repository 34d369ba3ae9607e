//! [`AuthToken`]: what an application proves itself with at a server, and where that comes from.
//!
//! A token is fetched when it is first needed and kept until the server refuses it; then it is fetched once more, however
//! many requests were refused with it. It is wiped from memory when it is dropped, and nothing prints it.

mod cache;
mod clock;
mod command;
#[cfg(feature = "keyring")]
mod keyring;
mod secret;
mod source;
#[cfg(test)]
mod tests;
mod token;

pub(crate) use cache::Issued;
pub(crate) use clock::ahead_of;
pub use command::CLOCK_AHEAD;
pub(crate) use secret::Secret;
pub use token::AuthToken;

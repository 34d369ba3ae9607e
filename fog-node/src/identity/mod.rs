//! Who this node is, and who vouches for it.
//!
//! A node is its key. The key is made where it is used and never leaves the node: what an authority gets is a request, signed
//! with it. The authority's own key is better kept on a machine that is no node: whoever has it can be any node of the site.

mod authority;
mod certificate;
mod files;
mod key;
mod request;

pub use authority::{Authority, Enrolment};
pub use certificate::{Certificate, Validity};
pub(crate) use files::write_private;
pub use files::write_public;
pub use key::NodeKey;

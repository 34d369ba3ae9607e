//! Chat completions: `POST chat/completions`, which nearly every server speaks and each a little differently.

mod kept;
mod read;
mod request;

pub(super) use read::Decoder;
pub(super) use request::request;

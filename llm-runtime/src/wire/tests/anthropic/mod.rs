//! The messages API: streams that others wrote down, traps made by hand, requests.

mod exchanges;
mod forms;
mod requests;
pub(crate) mod traps;

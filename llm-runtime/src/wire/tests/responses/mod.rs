//! The responses API: recorded exchanges, traps made by hand, requests.

mod exchanges;
mod reading;
mod requests;
pub(crate) mod traps;

//! The responses API: recorded exchanges, traps made by hand, requests, and streams that were damaged.

mod damaged;
mod exchanges;
mod history;
mod reading;
mod requests;
mod traps;

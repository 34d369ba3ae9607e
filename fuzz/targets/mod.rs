//! What is fuzzed: functions of bytes that panic when a promise is broken. `cargo fuzz` calls them in `fuzz_targets/`, and
//! a quick test calls them for seeds and mutated texts.

mod coerce;
mod decode;
mod functions;
mod reader;
mod schema;

pub(crate) use coerce::coerce;
pub(crate) use decode::decode;
pub(crate) use reader::reader;
pub(crate) use schema::schema;

/// A name and what is called with any bytes.
type Target = (&'static str, fn(&[u8]));

/// Every target by name.
pub(crate) const ALL: &[Target] = &[("reader", reader), ("decode", decode), ("coerce", coerce), ("schema", schema)];

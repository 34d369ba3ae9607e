//! What an exchange costs: a message with many calls of known latencies, by ours, by rig and by hand; calls that start
//! while the model still writes; an event on its way through a session; a session that waits.

pub mod hand;
pub mod latencies;
pub mod ours;
pub mod rig;

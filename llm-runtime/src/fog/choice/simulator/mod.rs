//! Ways to choose a node, compared: an event-driven simulation of many nodes and clients in which the code of this crate chooses
//! beside simpler ways and an oracle.
//!
//! Nodes write 8 to 128 tokens a second for one answer and read prompts 6 to 16 times as fast; they have one to four places,
//! slow down by up to a half for each who is served besides, are 1 to 31 ms away, and turn away who finds two waiting for each
//! place. Prompts and answers are log-normal around 400 and 150 tokens. Six of ten requests go on with a conversation, whose
//! beginning the node that answered last still holds. Clients know what a node said a second ago at most, and what they saw
//! themselves; nobody knows how long an answer will be.

mod client;
mod draws;
mod machine;
mod policy;
mod run;
mod table;

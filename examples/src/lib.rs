//! What the health examples share: a patient's record, read from FHIR R4 or made up, functions over it for a model to
//! call, and a session with a model on this machine.

#[cfg(feature = "edge")]
pub mod assistant;
pub mod catalogue;
pub mod functions;
pub mod health;

//! What the health examples share: a patient's record, read from FHIR R4 or made up, and the questions asked of it.

pub mod health;

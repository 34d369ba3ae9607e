//! Functions over a patient's record, for a model to call. What each does is one line: the record's own questions are in
//! [`health::store`](crate::health::store).

mod clinical;
pub mod every_kind;
mod observations;
mod visits;

pub use clinical::{GetAllergies, GetConditions, GetMedications};
pub use observations::{GetObservations, Measurement};
pub use visits::{GetEncounters, GetImmunizations};

use std::sync::Arc;

use llm_functions::{Registry, functions};

use crate::health::store::HealthStore;

/// All functions of this module, over one patient's record.
pub fn all(store: &Arc<HealthStore>) -> Registry {
    functions![
        GetObservations: Arc::clone(store),
        GetMedications: Arc::clone(store),
        GetConditions: Arc::clone(store),
        GetAllergies: Arc::clone(store),
        GetImmunizations: Arc::clone(store),
        GetEncounters: Arc::clone(store),
    ]
}

//! A patient's record as plain data: what every other room of the library speaks.
//!
//! It is smaller than FHIR on purpose: what is said, its value, its status, its date. Resources that were entered in error
//! never get here.

mod clinical;
mod concept;
mod date;
mod observation;
mod patient;
mod visit;

pub use clinical::{
    Allergy, AllergyStatus, Condition, ConditionStatus, Medication, MedicationSource, MedicationStatus, Verification,
};
pub use concept::{Coding, Concept};
pub use date::{InvalidDate, RecordDate};
pub use observation::{Measurement, Observation, ObservationValue, Quantity};
pub use patient::Patient;
pub use visit::{Encounter, Immunization, Procedure};

use std::fmt;

/// Everything known about one patient.
///
/// Its `Debug` prints how much there is and not what: a record that ends up in a log by accident tells nothing.
#[derive(Clone, PartialEq)]
pub struct HealthRecord {
    /// Who the record is about.
    pub patient: Patient,
    /// Measurements, laboratory results, answers.
    pub observations: Vec<Observation>,
    /// Diagnoses and problems.
    pub conditions: Vec<Condition>,
    /// Prescriptions, and what the patient says they take.
    pub medications: Vec<Medication>,
    /// Allergies and intolerances.
    pub allergies: Vec<Allergy>,
    /// Vaccinations given or declined.
    pub immunizations: Vec<Immunization>,
    /// Visits, stays, calls.
    pub encounters: Vec<Encounter>,
    /// What was done to the patient.
    pub procedures: Vec<Procedure>,
}

impl HealthRecord {
    /// A record of which only the patient is known.
    pub const fn new(patient: Patient) -> Self {
        Self {
            patient,
            observations: Vec::new(),
            conditions: Vec::new(),
            medications: Vec::new(),
            allergies: Vec::new(),
            immunizations: Vec::new(),
            encounters: Vec::new(),
            procedures: Vec::new(),
        }
    }

    /// The last day on which anything was recorded: a sensible `today` for a record that ends in the past.
    pub fn last_day(&self) -> Option<jiff::civil::Date> {
        let observed = self.observations.iter().filter_map(|item| item.date);
        let visited = self.encounters.iter().filter_map(|item| item.date);
        let given = self.immunizations.iter().filter_map(|item| item.date);
        let prescribed = self.medications.iter().filter_map(|item| item.date);
        let diagnosed = self.conditions.iter().filter_map(|item| item.date);
        let done = self.procedures.iter().filter_map(|item| item.date);
        let dates = observed.chain(visited).chain(given).chain(prescribed).chain(diagnosed).chain(done);
        dates.map(|date| date.last_day()).max()
    }
}

impl fmt::Debug for HealthRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HealthRecord")
            .field("observations", &self.observations.len())
            .field("conditions", &self.conditions.len())
            .field("medications", &self.medications.len())
            .field("allergies", &self.allergies.len())
            .field("immunizations", &self.immunizations.len())
            .field("encounters", &self.encounters.len())
            .field("procedures", &self.procedures.len())
            .finish_non_exhaustive()
    }
}

//! Where the patient was seen and what was done.

use super::{Concept, RecordDate};

/// A visit, a stay, a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encounter {
    /// What kind of visit it was.
    pub code: Concept,
    /// The setting: `ambulatory`, `emergency`, `inpatient`, …
    pub class: Option<String>,
    /// Why the patient came.
    pub reason: Option<String>,
    /// Where, or who was seen.
    pub provider: Option<String>,
    /// FHIR's status: `finished`, `in-progress`, `planned`, `cancelled`, …
    pub status: Option<String>,
    /// When it began.
    pub date: Option<RecordDate>,
    /// When it ended.
    pub ended: Option<RecordDate>,
}

impl Encounter {
    /// Whether it took place or is taking place: not for a planned or a cancelled visit.
    pub fn took_place(&self) -> bool {
        !matches!(self.status.as_deref(), Some("planned" | "cancelled"))
    }
}

/// A vaccination, given or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Immunization {
    /// The vaccine.
    pub code: Concept,
    /// Whether it was given: a source records a refusal too.
    pub given: bool,
    /// When.
    pub date: Option<RecordDate>,
}

/// Something done to the patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// What was done.
    pub code: Concept,
    /// FHIR's status: `completed`, `in-progress`, `not-done`, …
    pub status: Option<String>,
    /// When it was done or begun.
    pub date: Option<RecordDate>,
}

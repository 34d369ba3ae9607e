//! What the patient has, takes and must not get.
//!
//! Every status has `Unknown`: a source that does not say is not read as saying yes.

use serde::Serialize;

use super::{Concept, RecordDate};

/// A diagnosis or problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it is.
    pub code: Concept,
    /// Whether it is there today.
    pub status: ConditionStatus,
    /// How sure it is.
    pub verification: Verification,
    /// When it began; when it was recorded, if only that is known.
    pub date: Option<RecordDate>,
    /// When it ended.
    pub ended: Option<RecordDate>,
}

impl Condition {
    /// Whether the patient has it today: recurrence and relapse are forms of active, and a refuted one never was.
    pub fn is_active(&self) -> bool {
        use ConditionStatus::{Active, Recurrence, Relapse};
        matches!(self.status, Active | Recurrence | Relapse) && self.verification != Verification::Refuted
    }
}

/// FHIR's clinical status of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "FHIR's own words, in FHIR's own sense")]
pub enum ConditionStatus {
    Active,
    Recurrence,
    Relapse,
    Inactive,
    Remission,
    Resolved,
    Unknown,
}

/// How sure a condition or allergy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "FHIR's own words, in FHIR's own sense")]
pub enum Verification {
    Confirmed,
    Unconfirmed,
    Provisional,
    Differential,
    Refuted,
    Unknown,
}

/// A medication, prescribed or reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medication {
    /// What it is.
    pub code: Concept,
    /// Whether it is to be taken today.
    pub status: MedicationStatus,
    /// Who says so.
    pub source: MedicationSource,
    /// Whether the patient is meant to take it at all: not for a proposal, an option, or an order not to give it.
    pub is_meant: bool,
    /// When it was prescribed or began.
    pub date: Option<RecordDate>,
    /// How it is taken, in words.
    pub dosage: Option<String>,
}

impl Medication {
    /// Whether the patient is to take it today.
    pub const fn is_active(&self) -> bool {
        matches!(self.status, MedicationStatus::Active) && self.is_meant
    }
}

/// Who says that the patient takes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MedicationSource {
    /// A prescription (`MedicationRequest`).
    Prescription,
    /// A report, mostly by the patient (`MedicationStatement`).
    Report,
}

/// FHIR's status of a prescription or of a report of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "FHIR's own words, in FHIR's own sense")]
pub enum MedicationStatus {
    Active,
    OnHold,
    Completed,
    Stopped,
    Cancelled,
    Draft,
    Intended,
    NotTaken,
    Unknown,
}

/// An allergy or intolerance, or the statement that none is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allergy {
    /// To what; or that there is none.
    pub code: Concept,
    /// Whether it is there today.
    pub status: AllergyStatus,
    /// How sure it is.
    pub verification: Verification,
    /// `low`, `high` or `unable-to-assess`.
    pub criticality: Option<String>,
    /// How the patient reacted, in words.
    pub reactions: Vec<String>,
    /// When it began; when it was recorded, if only that is known.
    pub date: Option<RecordDate>,
}

/// FHIR's clinical status of an allergy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "FHIR's own words, in FHIR's own sense")]
pub enum AllergyStatus {
    Active,
    Inactive,
    Resolved,
    Unknown,
}

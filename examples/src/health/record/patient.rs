//! Who the record is about.

use super::RecordDate;

/// The patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patient {
    /// The identifier in the source, if it gave one.
    pub id: Option<String>,
    /// Given names and family name, as used today.
    pub name: Option<String>,
    /// The day of birth, as far as it is known.
    pub birth_date: Option<RecordDate>,
    /// `male`, `female`, `other` or `unknown`: for administration, as FHIR has it.
    pub gender: Option<String>,
}

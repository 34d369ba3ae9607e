//! What in a bundle could not be read, while the rest was.

use std::fmt;

/// One problem, with its place. It says nothing of what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    path: String,
    kind: WarningKind,
}

/// What the problem is, and what became of the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// No object with a `resourceType`; left out.
    NotAResource,
    /// A field has a type or a size that FHIR does not have; the resource is left out.
    Malformed,
    /// A field of the patient has a type that FHIR does not have; the patient is kept, but unnamed.
    PatientUnreadable,
    /// Not a FHIR date; the resource is kept without it.
    InvalidDate,
    /// The subject is not in the bundle; kept, as the bundle has one patient.
    SubjectAssumed,
    /// The subject is none of the bundle's patients; left out.
    SubjectUnknown,
    /// A reference leads nowhere or to the wrong type; kept without it.
    ReferenceUnresolved,
    /// The same resource stands in the bundle before; left out.
    Duplicate,
    /// Bundles within bundles, too many; left out.
    TooDeep,
}

impl Warning {
    pub(super) const fn new(path: String, kind: WarningKind) -> Self {
        Self { path, kind }
    }

    /// Where: `entry[3].resource.valueQuantity.value`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What.
    pub const fn kind(&self) -> WarningKind {
        self.kind
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            WarningKind::NotAResource => "is no FHIR resource and is left out",
            WarningKind::Malformed => "is not what FHIR R4 has there; the resource is left out",
            WarningKind::PatientUnreadable => "is not what FHIR R4 has there; the patient is kept, but unnamed",
            WarningKind::InvalidDate => "is not a FHIR date and is left out",
            WarningKind::SubjectAssumed => "is not in the bundle; taken to be its only patient",
            WarningKind::SubjectUnknown => "is none of the bundle's patients; the resource is left out",
            WarningKind::ReferenceUnresolved => "leads to nothing usable in the bundle and is left out",
            WarningKind::Duplicate => "repeats an earlier resource and is left out",
            WarningKind::TooDeep => "is a bundle nested too deeply and is left out",
        };
        write!(formatter, "{} {what}", self.path)
    }
}

//! The reports, as a model reads them.

use serde::{Serialize, Serializer};

use super::MeasurementKind;
use crate::health::record::{
    AllergyStatus, ConditionStatus, MedicationSource, MedicationStatus, RecordDate, Verification,
};

/// How many items a report lists; it says how many more there are.
pub const LIST_LIMIT: usize = 12;

/// A value: one number, or a pair of pressures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// One number.
    Single(f64),
    /// Printed as `120/80`.
    Pressure {
        /// The higher one.
        systolic: f64,
        /// The lower one.
        diastolic: f64,
    },
}

impl Serialize for Reading {
    /// Rounded to what a person would say: one decimal below a hundred, none above.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Single(value) => {
                let rounded = if value.abs() < 100.0 { (value * 10.0).round() / 10.0 } else { value.round() };
                #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and far within the range")]
                if rounded.fract() == 0.0 && rounded.abs() < 1e15 {
                    serializer.serialize_i64(rounded as i64)
                } else {
                    serializer.serialize_f64(rounded)
                }
            }
            Self::Pressure { systolic, diastolic } => {
                serializer.collect_str(&format_args!("{systolic:.0}/{diastolic:.0}"))
            }
        }
    }
}

/// A value and its date.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Point {
    pub date: RecordDate,
    pub value: Reading,
}

/// One measurement over the last days.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ObservationReport {
    /// What was asked for.
    pub kind: MeasurementKind,
    /// What was measured, where the kind leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// The unit of all values.
    pub unit: &'static str,
    /// How many days back.
    pub days: u16,
    /// How many values there are in these days; for daily totals, how many days have one.
    pub count: usize,
    /// Over these days; for pressures, of each part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Reading>,
    /// Over these days; for pressures, of each part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Reading>,
    /// Over these days; for pressures, of each part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Reading>,
    /// The latest value, even if it is older than these days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<Point>,
    /// Results with a unit that is not known here.
    #[serde(skip_serializing_if = "is_zero")]
    pub unreadable: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// Declares a list report: what was asked, how many there are, the first of them, how many are left out.
macro_rules! lists {
    ($($(#[$doc:meta])* $report:ident { $($(#[$ask:meta])* $field:ident: $kind:ty,)* } [$list:ident] of
        $(#[$item_doc:meta])* $item:ident {
            $(@$(#[$required_doc:meta])* $required:ident: $required_kind:ty,)*
            $($(#[$part_doc:meta])* $part:ident: $part_kind:ty,)*
        }
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub struct $report {
            $($(#[$ask])* pub $field: $kind,)*
            /// How many there are; the same thing several times counts once.
            pub count: usize,
            /// Latest first; at most [`LIST_LIMIT`].
            pub $list: Vec<$item>,
            /// How many are not listed.
            #[serde(skip_serializing_if = "is_zero")]
            pub left_out: usize,
        }

        $(#[$item_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub struct $item {
            $($(#[$required_doc])* pub $required: $required_kind,)*
            $($(#[$part_doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $part: Option<$part_kind>,)*
        }
    )*};
}

lists! {
    /// What the patient takes, or has taken.
    MedicationReport {
        /// Whether only those to be taken today were asked for.
        active_only: bool,
    } [medications] of
    /// A medication.
    MedicationItem {
        @/// What it is.
        name: String,
        @/// Whether it is to be taken.
        status: MedicationStatus,
        /// Who says so, where it is not a prescription.
        source: MedicationSource,
        /// When it was prescribed or began.
        date: RecordDate,
        /// How it is taken.
        dosage: String,
    }
    /// What the patient has, or has had.
    ConditionReport {
        /// Whether only those of today were asked for.
        active_only: bool,
    } [conditions] of
    /// A condition.
    ConditionItem {
        @/// What it is.
        name: String,
        @/// Whether it is there today.
        status: ConditionStatus,
        /// How sure it is, where it is not confirmed.
        verification: Verification,
        /// When it began.
        since: RecordDate,
        /// When it ended.
        until: RecordDate,
    }
    /// What the patient is allergic to.
    AllergyReport {} [allergies] of
    /// An allergy.
    AllergyItem {
        @/// To what, or that none is known.
        name: String,
        /// Whether it is there today, where the source does not say that it is.
        status: AllergyStatus,
        /// How dangerous it is.
        criticality: String,
        /// How the patient reacted.
        reaction: String,
        /// Since when it is known.
        since: RecordDate,
    }
    /// What the patient was vaccinated with.
    ImmunizationReport {} [immunizations] of
    /// A vaccine; the date is that of the latest dose.
    ImmunizationItem {
        @/// Which one.
        name: String,
        @/// How many doses are recorded.
        doses: usize,
        /// When it was last given.
        date: RecordDate,
    }
    /// Where the patient was seen.
    EncounterReport {
        /// How many days back.
        days: u16,
    } [encounters] of
    /// A visit.
    EncounterItem {
        @/// What kind of visit.
        name: String,
        /// When.
        date: RecordDate,
        /// The setting.
        class: String,
        /// Why the patient came.
        reason: String,
        /// Where, or who was seen.
        provider: String,
    }
}

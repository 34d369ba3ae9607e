//! The measurements that can be asked for, and how a record names them.

use serde::Serialize;

use crate::health::record::Concept;

/// The code system of LOINC, in which FHIR names measurements.
pub(super) const LOINC: &str = "http://loinc.org";

/// A kind of measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasurementKind {
    /// Steps per day.
    Steps,
    /// Hours asleep per day.
    Sleep,
    /// Heart beats per minute.
    HeartRate,
    /// Body weight.
    Weight,
    /// Systolic and diastolic pressure.
    BloodPressure,
    /// Glucose in blood, serum or plasma.
    Glucose,
    /// LDL cholesterol; total cholesterol where there is no LDL.
    Cholesterol,
}

/// A measurement as records name it.
pub(super) struct Analyte {
    /// What to call it in a report.
    pub(super) name: &'static str,
    pub(super) loinc: &'static [&'static str],
    /// Whole labels, in lower case, for sources that write no codes.
    pub(super) labels: &'static [&'static str],
}

impl Analyte {
    /// Whether this is what the concept means.
    pub(super) fn is(&self, concept: &Concept) -> bool {
        let coded = self.loinc.iter().any(|code| concept.has_code(LOINC, code));
        // A concept with a LOINC code means that code, whatever it is called.
        let has_loinc = concept.codings.iter().any(|coding| coding.system.as_deref() == Some(LOINC));
        coded || (!has_loinc && self.labels.contains(&concept.label().to_lowercase().as_str()))
    }
}

pub(super) const SYSTOLIC: Analyte =
    Analyte { name: "systolic", loinc: &["8480-6"], labels: &["systolic", "systolic blood pressure"] };
pub(super) const DIASTOLIC: Analyte =
    Analyte { name: "diastolic", loinc: &["8462-4"], labels: &["diastolic", "diastolic blood pressure"] };
/// The panel, for sources that write both pressures as one text.
pub(super) const PRESSURE_PANEL: Analyte =
    Analyte { name: "blood pressure", loinc: &["85354-9", "55284-4"], labels: &["blood pressure", "bp"] };

impl MeasurementKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Steps,
        Self::Sleep,
        Self::HeartRate,
        Self::Weight,
        Self::BloodPressure,
        Self::Glucose,
        Self::Cholesterol,
    ];

    /// The unit of its reports.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Steps => "steps/day",
            Self::Sleep => "h",
            Self::HeartRate => "beats/min",
            Self::Weight => "kg",
            Self::BloodPressure => "mmHg",
            Self::Glucose | Self::Cholesterol => "mg/dL",
        }
    }

    /// Whether the values of a day are added up.
    pub(super) const fn is_daily_total(self) -> bool {
        matches!(self, Self::Steps | Self::Sleep)
    }

    /// What counts as this kind: the first that the record has. Blood pressure is read by its parts instead.
    pub(super) const fn analytes(self) -> &'static [Analyte] {
        match self {
            Self::Steps => &[Analyte {
                name: "steps",
                loinc: &["55423-8", "41950-7"],
                labels: &["steps", "step count", "daily steps"],
            }],
            Self::Sleep => &[Analyte {
                name: "sleep",
                loinc: &["93832-4"],
                labels: &["sleep", "sleep duration", "hours of sleep"],
            }],
            Self::HeartRate => &[
                Analyte { name: "heart rate", loinc: &["8867-4"], labels: &["heart rate", "hr", "pulse"] },
                Analyte { name: "resting heart rate", loinc: &["40443-4"], labels: &["resting heart rate"] },
            ],
            Self::Weight => {
                &[Analyte { name: "weight", loinc: &["29463-7", "3141-9"], labels: &["weight", "body weight"] }]
            }
            Self::BloodPressure => &[],
            Self::Glucose => &[Analyte {
                name: "glucose",
                loinc: &["2339-0", "2345-7", "41653-7", "1558-6", "15074-8", "14749-6"],
                labels: &["glucose", "blood glucose", "fasting glucose", "blood sugar"],
            }],
            Self::Cholesterol => &[
                Analyte {
                    name: "LDL cholesterol",
                    loinc: &["2089-1", "18262-6", "13457-7", "22748-8"],
                    labels: &["ldl", "ldl cholesterol", "low density lipoprotein cholesterol"],
                },
                Analyte { name: "total cholesterol", loinc: &["2093-3", "14647-2"], labels: &["total cholesterol"] },
            ],
        }
    }
}

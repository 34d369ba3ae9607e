//! One patient's record with a `today`, and the questions a function may ask of it.
//!
//! Every answer is a small report: a model of 135 million parameters reads it within a context of two thousand tokens, so
//! lists are capped and say how many they leave out, and numbers are rounded to what a person would say.

mod history;
mod kind;
mod reports;
mod series;
mod units;

pub use kind::MeasurementKind;
pub use reports::{
    AllergyItem, AllergyReport, ConditionItem, ConditionReport, EncounterItem, EncounterReport, ImmunizationItem,
    ImmunizationReport, LIST_LIMIT, MedicationItem, MedicationReport, ObservationReport, Point, Reading,
};
pub use series::Series;

use jiff::{ToSpan, civil::Date};

use super::record::{HealthRecord, Observation};

/// A patient's record, owned, with the day that counts as today.
///
/// Its `Debug` shows no health data.
///
/// ```
/// use examples::health::{fhir::Bundle, store::HealthStore, synthetic::SyntheticPatient};
///
/// let today = jiff::civil::date(2026, 3, 31);
/// let bundle = Bundle::parse(&SyntheticPatient::new(7, today).to_json())?;
/// let store = HealthStore::new(bundle.into_first_record(), today);
/// assert!(store.medications(true).count < store.medications(false).count);
/// # Ok::<(), examples::health::fhir::BundleError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HealthStore {
    record: HealthRecord,
    today: Date,
}

impl HealthStore {
    /// The record as of `today`: what is dated later is not seen by questions about the past.
    pub const fn new(record: HealthRecord, today: Date) -> Self {
        Self { record, today }
    }

    /// The record as of the day it was last added to: for an exported record that ends in the past.
    pub fn as_of_last_day(record: HealthRecord) -> Self {
        let today = record.last_day().unwrap_or_else(Self::current_day);
        Self { record, today }
    }

    /// Today, by the system's clock and time zone.
    pub fn current_day() -> Date {
        jiff::Zoned::now().date()
    }

    /// The record itself.
    pub const fn record(&self) -> &HealthRecord {
        &self.record
    }

    /// The day that counts as today.
    pub const fn today(&self) -> Date {
        self.today
    }

    /// The latest result, up to today, whose name contains these words or whose code is this LOINC code.
    pub fn latest_observation(&self, name_or_loinc: &str) -> Option<&Observation> {
        let matches = |observation: &&Observation| {
            observation.is_result()
                && observation.date.is_some_and(|date| date.first_day() <= self.today)
                && observation
                    .measurements()
                    .any(|part| part.code.has_code(kind::LOINC, name_or_loinc) || part.code.mentions(name_or_loinc))
        };
        self.record.observations.iter().filter(matches).max_by_key(|observation| observation.date)
    }

    /// The first day of the last `days` days; today is one of them.
    fn first_day(&self, days: u16) -> Date {
        self.today.saturating_sub(i64::from(days.max(1) - 1).days())
    }
}

//! Measurements over the last days.

use std::convert::Infallible;

use llm_functions::{Call, Execute, LlmFunction, ParameterType};

use crate::health::store::{HealthStore, MeasurementKind, ObservationReport};

/// A kind of measurement.
#[derive(ParameterType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[parameter(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it, and the model reads nothing else")]
pub enum Measurement {
    Steps,
    Sleep,
    HeartRate,
    Weight,
    BloodPressure,
    Glucose,
    Cholesterol,
}

impl From<Measurement> for MeasurementKind {
    fn from(measurement: Measurement) -> Self {
        match measurement {
            Measurement::Steps => Self::Steps,
            Measurement::Sleep => Self::Sleep,
            Measurement::HeartRate => Self::HeartRate,
            Measurement::Weight => Self::Weight,
            Measurement::BloodPressure => Self::BloodPressure,
            Measurement::Glucose => Self::Glucose,
            Measurement::Cholesterol => Self::Cholesterol,
        }
    }
}

/// Get the values of one measurement over the last days.
#[derive(LlmFunction, Debug)]
#[llm_function(read_only)]
pub struct GetObservations {
    /// What was measured.
    pub kind: Measurement,
    /// How many days back from today.
    #[parameter(minimum = 1, maximum = 365, default = 14)]
    pub days: u16,
}

impl Execute for GetObservations {
    type Deps = HealthStore;
    type Output = ObservationReport;
    type Error = Infallible;

    async fn execute(self, call: Call<'_, HealthStore>) -> Result<ObservationReport, Infallible> {
        Ok(call.deps().observations(self.kind.into(), self.days))
    }
}

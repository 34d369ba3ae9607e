//! What the patient takes, has, and must not get.

use std::convert::Infallible;

use llm_functions::{Call, Execute, LlmFunction};

use crate::health::store::{AllergyReport, ConditionReport, HealthStore, MedicationReport};

/// Get the medications that the patient takes.
#[derive(LlmFunction, Debug)]
#[llm_function(read_only)]
pub struct GetMedications {
    /// Only those taken today.
    #[parameter(default = true)]
    pub active_only: bool,
}

impl Execute for GetMedications {
    type Deps = HealthStore;
    type Output = MedicationReport;
    type Error = Infallible;

    async fn execute(self, call: Call<'_, HealthStore>) -> Result<MedicationReport, Infallible> {
        Ok(call.deps().medications(self.active_only))
    }
}

/// Get the diagnoses and health conditions of the patient.
#[derive(LlmFunction, Debug)]
#[llm_function(read_only)]
pub struct GetConditions {
    /// Only those present today.
    #[parameter(default = true)]
    pub active_only: bool,
}

impl Execute for GetConditions {
    type Deps = HealthStore;
    type Output = ConditionReport;
    type Error = Infallible;

    async fn execute(self, call: Call<'_, HealthStore>) -> Result<ConditionReport, Infallible> {
        Ok(call.deps().conditions(self.active_only))
    }
}

/// Get the allergies of the patient.
#[derive(LlmFunction, Debug)]
#[llm_function(read_only)]
pub struct GetAllergies {}

impl Execute for GetAllergies {
    type Deps = HealthStore;
    type Output = AllergyReport;
    type Error = Infallible;

    async fn execute(self, call: Call<'_, HealthStore>) -> Result<AllergyReport, Infallible> {
        Ok(call.deps().allergies())
    }
}

//! Where the patient was seen, and what was given there.

use std::convert::Infallible;

use llm_functions::{Call, Execute, LlmFunction};

use crate::health::store::{EncounterReport, HealthStore, ImmunizationReport};

/// Get the vaccinations that the patient has had.
#[derive(LlmFunction, Debug)]
#[llm_function(read_only)]
pub struct GetImmunizations {
    /// Only vaccines whose name contains this word, such as influenza.
    #[parameter(min_length = 1, max_length = 40)]
    pub vaccine: Option<String>,
}

impl Execute for GetImmunizations {
    type Deps = HealthStore;
    type Output = ImmunizationReport;
    type Error = Infallible;

    async fn execute(self, call: Call<'_, HealthStore>) -> Result<ImmunizationReport, Infallible> {
        Ok(call.deps().immunizations(self.vaccine.as_deref()))
    }
}

/// Get the visits to doctors, clinics and hospitals.
#[derive(LlmFunction, Debug)]
#[llm_function(read_only)]
pub struct GetEncounters {
    /// How many days back from today.
    #[parameter(minimum = 1, maximum = 3650, default = 365)]
    pub days: u16,
}

impl Execute for GetEncounters {
    type Deps = HealthStore;
    type Output = EncounterReport;
    type Error = Infallible;

    async fn execute(self, call: Call<'_, HealthStore>) -> Result<EncounterReport, Infallible> {
        Ok(call.deps().encounters(self.days))
    }
}

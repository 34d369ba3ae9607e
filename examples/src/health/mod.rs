//! A patient's health data: read it, make it up, ask it.
//!
//! | Room | What it does |
//! |---|---|
//! | [`record`] | the patient and dated lists of observations, conditions, medications, …: plain data |
//! | [`fhir`] | reads a FHIR R4 bundle into records, and lists what it could not read |
//! | [`synthetic`] | writes FHIR R4 bundles about patients who do not exist |
//! | [`store`] | one patient's record with a `today`: the queries and the short reports that a model reads |
//!
//! ```
//! use examples::health::{fhir::Bundle, store::{HealthStore, MeasurementKind}, synthetic::SyntheticPatient};
//!
//! let today = jiff::civil::date(2026, 3, 31);
//! let bundle = Bundle::parse(&SyntheticPatient::new(7, today).to_json())?;
//! let store = HealthStore::new(bundle.into_first_record(), today);
//! let sleep = store.observations(MeasurementKind::Sleep, 14);
//! assert_eq!((sleep.unit, sleep.count), ("h", 14));
//! # Ok::<(), examples::health::fhir::BundleError>(())
//! ```

pub mod fhir;
pub mod record;
pub mod store;
pub mod synthetic;

//! Patients who do not exist, as FHIR R4.
//!
//! The generator writes a real bundle and hands out nothing else: the default patient of the demo goes through the same
//! loader as anybody's export. The same seed and day always give the same patient. Nobody's data went into it; the ranges
//! are textbook ones, and the people are not meant to be typical of anything.

mod daily;
mod history;
mod people;
mod random;
mod resources;

use jiff::civil::Date;
use serde_json::{Value, json};

use people::Person;
use random::Random;
use resources::Resources;

/// A made-up patient: a seed, and the day on which the record ends.
///
/// ```
/// use examples::health::{fhir::Bundle, synthetic::SyntheticPatient};
///
/// let patient = SyntheticPatient::new(1, jiff::civil::date(2026, 3, 31));
/// let bundle = Bundle::parse(&patient.to_json())?;
/// assert!(bundle.warnings().is_empty());
/// assert_eq!(patient.to_json(), patient.clone().to_json());
/// # Ok::<(), examples::health::fhir::BundleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntheticPatient {
    seed: u64,
    today: Date,
}

impl SyntheticPatient {
    /// The patient of this seed, whose record ends `today`.
    pub const fn new(seed: u64, today: Date) -> Self {
        Self { seed, today }
    }

    /// The record as a FHIR R4 bundle.
    pub fn to_bundle(&self) -> Value {
        let mut random = Random::new(self.seed);
        let person = Person::new(&mut random, self.today);
        let mut resources = Resources::new(self.today, &person.to_fhir());
        history::write(&person, &mut random, &mut resources);
        daily::write(&person, &mut random, &mut resources);
        json!({
            "resourceType": "Bundle",
            "id": format!("synthetic-{}", self.seed),
            "meta": {"tag": [{
                "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST", "display": "test health data"
            }]},
            "type": "collection",
            "entry": resources.into_entries(),
        })
    }

    /// The same as text.
    pub fn to_json(&self) -> String {
        self.to_bundle().to_string()
    }
}

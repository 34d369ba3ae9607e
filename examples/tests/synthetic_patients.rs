//! The made-up patients: always the same, readable without a warning, and with something of everything.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use examples::health::{
    fhir::Bundle,
    store::{HealthStore, MeasurementKind},
    synthetic::SyntheticPatient,
};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 3, 31);

fn store(seed: u64) -> HealthStore {
    let bundle = Bundle::parse(&SyntheticPatient::new(seed, TODAY).to_json()).unwrap();
    assert!(bundle.warnings().is_empty(), "{:?}", bundle.warnings());
    HealthStore::new(bundle.into_first_record(), TODAY)
}

#[test]
fn a_seed_and_a_day_always_give_the_same_patient() {
    let text = |seed, today| SyntheticPatient::new(seed, today).to_json();
    assert_eq!(text(5, TODAY), text(5, TODAY));
    assert_ne!(text(5, TODAY), text(6, TODAY));
    assert_ne!(text(5, TODAY), text(5, date(2026, 4, 1)));
}

#[test]
fn every_patient_has_something_of_everything_and_nothing_after_today() {
    for seed in 0..40 {
        let store = store(seed);
        for kind in MeasurementKind::ALL {
            let report = store.observations(kind, 30);
            assert!(report.count > 0 && report.unreadable == 0, "{seed}: {kind:?}");
        }
        assert_eq!(store.observations(MeasurementKind::Sleep, 14).count, 14);
        assert!(store.medications(true).count < store.medications(false).count);
        assert!(store.conditions(true).count < store.conditions(false).count);
        assert!(store.allergies().count > 0 && store.record().procedures.len() == 1);
        assert!(store.immunizations(None).count < store.record().immunizations.len());
        assert!(store.encounters(365).count < store.encounters(3650).count);
        assert_eq!(store.record().last_day(), Some(TODAY));
        let patient = &store.record().patient;
        assert!(patient.name.is_some() && patient.birth_date.is_some() && patient.gender.is_some());
    }
}

/// A model with a context of two thousand tokens reads these: a token is two characters of such text at the worst.
#[test]
fn every_report_is_short() {
    let store = store(7);
    let texts = [
        MeasurementKind::ALL.map(|kind| serde_json::to_string(&store.observations(kind, 365)).unwrap()).to_vec(),
        vec![
            serde_json::to_string(&store.medications(false)).unwrap(),
            serde_json::to_string(&store.conditions(false)).unwrap(),
            serde_json::to_string(&store.allergies()).unwrap(),
            serde_json::to_string(&store.immunizations(None)).unwrap(),
            serde_json::to_string(&store.encounters(3650)).unwrap(),
        ],
    ];
    for text in texts.concat() {
        assert!(text.len() < 1000, "{} characters: {text}", text.len());
    }
}

#[test]
fn a_report_over_an_empty_window_still_has_the_latest_value() {
    let bundle = Bundle::parse(&SyntheticPatient::new(7, TODAY).to_json()).unwrap();
    let years_later = HealthStore::new(bundle.into_first_record(), date(2030, 1, 1));
    let report = years_later.observations(MeasurementKind::Weight, 14);
    assert_eq!((report.count, report.mean), (0, None));
    assert_eq!(report.latest.unwrap().date.first_day().year(), 2026);
}

#[test]
fn the_latest_observation_is_found_by_name_and_by_code() {
    let store = store(7);
    let by_name = store.latest_observation("LDL cholesterol").unwrap();
    assert_eq!(store.latest_observation("2089-1"), Some(by_name));
    assert_eq!(store.latest_observation("no such thing"), None);
}

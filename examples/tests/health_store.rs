//! What the store answers, on small records made for the question.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use examples::health::{
    fhir::Bundle,
    store::{HealthStore, LIST_LIMIT, MeasurementKind, Reading},
};
use jiff::civil::date;
use serde_json::{Value, json};

/// The store of one patient with these resources, on the last day of March.
fn store(resources: Vec<Value>) -> HealthStore {
    let patient = json!({"resourceType": "Patient", "id": "p"});
    let entries = std::iter::once(patient).chain(resources).map(|mut resource| {
        if resource["resourceType"] != "Patient" {
            resource["subject"] = json!({"reference": "Patient/p"});
        }
        json!({"resource": resource})
    });
    let bundle = json!({"resourceType": "Bundle", "entry": entries.collect::<Vec<_>>()});
    let bundle = Bundle::parse(&bundle.to_string()).unwrap();
    assert!(bundle.warnings().is_empty(), "{:?}", bundle.warnings());
    HealthStore::new(bundle.into_first_record(), date(2026, 3, 31))
}

fn observation(loinc: &str, day: &str, value: f64, unit: &str) -> Value {
    json!({
        "resourceType": "Observation", "status": "final", "effectiveDateTime": day,
        "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]},
        "valueQuantity": {"value": value, "unit": unit},
    })
}

#[test]
fn the_last_days_include_today_and_nothing_later() {
    let store = store(vec![
        observation("29463-7", "2026-03-17", 60.0, "kg"),
        observation("29463-7", "2026-03-18", 70.0, "kg"),
        observation("29463-7", "2026-03-31", 72.0, "kg"),
        observation("29463-7", "2026-04-01", 99.0, "kg"),
    ]);
    let report = store.observations(MeasurementKind::Weight, 14);
    assert_eq!((report.count, report.mean), (2, Some(Reading::Single(71.0))));
    assert_eq!((report.minimum, report.maximum), (Some(Reading::Single(70.0)), Some(Reading::Single(72.0))));
    assert_eq!(report.latest.unwrap().value, Reading::Single(72.0));
}

#[test]
fn the_parts_of_a_day_are_added_up() {
    let store = store(vec![
        observation("55423-8", "2026-03-30T09:00:00Z", 1000.0, "steps"),
        observation("55423-8", "2026-03-30T19:00:00Z", 2500.0, "steps"),
        observation("93832-4", "2026-03-30", 90.0, "min"),
        observation("93832-4", "2026-03-30T06:00:00Z", 6.0, "h"),
    ]);
    let steps = store.observations(MeasurementKind::Steps, 7);
    assert_eq!((steps.count, steps.mean), (1, Some(Reading::Single(3500.0))));
    assert_eq!(store.observations(MeasurementKind::Sleep, 7).mean, Some(Reading::Single(7.5)));
}

#[test]
fn an_unknown_unit_is_counted_and_not_guessed() {
    let store = store(vec![
        observation("2339-0", "2026-03-30", 5.0, "mmol/L"),
        observation("2339-0", "2026-03-31", 5.0, "spoons"),
    ]);
    let report = store.observations(MeasurementKind::Glucose, 7);
    assert_eq!((report.count, report.unreadable), (1, 1));
    assert_eq!(serde_json::to_value(report.mean).unwrap(), json!(90.1));
}

#[test]
fn two_observations_of_one_moment_are_one_pressure() {
    let store = store(vec![
        observation("8480-6", "2026-03-30T08:00:00Z", 120.0, "mmHg"),
        observation("8462-4", "2026-03-30T08:00:00Z", 80.0, "mmHg"),
        observation("8480-6", "2026-03-31T08:00:00Z", 118.0, "mmHg"),
    ]);
    let report = store.observations(MeasurementKind::BloodPressure, 7);
    assert_eq!((report.count, report.unreadable), (1, 1));
    assert_eq!(report.mean, Some(Reading::Pressure { systolic: 120.0, diastolic: 80.0 }));
}

#[test]
fn total_cholesterol_stands_in_for_ldl_only_where_there_is_none() {
    let total = observation("2093-3", "2026-03-30", 200.0, "mg/dL");
    let alone = store(vec![total.clone()]).observations(MeasurementKind::Cholesterol, 7);
    assert_eq!((alone.name, alone.count), (Some("total cholesterol"), 1));
    let both = store(vec![total, observation("2089-1", "2025-03-30", 100.0, "mg/dL")]);
    let both = both.observations(MeasurementKind::Cholesterol, 7);
    assert_eq!((both.name, both.count), (Some("LDL cholesterol"), 0));
}

#[test]
fn a_list_names_each_thing_once_and_says_what_it_leaves_out() {
    let condition = |name: String| {
        json!({"resourceType": "Condition", "code": {"text": name},
            "clinicalStatus": {"coding": [{"code": "active"}]}})
    };
    let names = (0..20).chain(0..20).map(|number| condition(format!("Condition {number}")));
    let report = store(names.collect()).conditions(true);
    assert_eq!((report.count, report.conditions.len(), report.left_out), (20, LIST_LIMIT, 20 - LIST_LIMIT));
}

#[test]
fn a_long_name_is_shortened_between_characters() {
    let condition = json!({"resourceType": "Condition", "code": {"text": "ü".repeat(500)}});
    let name = store(vec![condition]).conditions(false).conditions[0].name.clone();
    assert_eq!(name.chars().count(), 81);
}

#[test]
fn a_recurrence_is_active_and_an_unknown_status_is_not() {
    let condition = |code: &str| json!({"resourceType": "Condition", "code": {"text": code}, "clinicalStatus": {"coding": [{"code": code}]}});
    let codes = ["active", "recurrence", "relapse", "inactive", "remission", "resolved", "nonsense"];
    let store = store(codes.map(condition).to_vec());
    assert_eq!((store.conditions(true).count, store.conditions(false).count), (3, 7));
}

#[test]
fn a_visit_of_a_year_counts_where_the_year_touches_the_days() {
    let visit = |start: &str| json!({"resourceType": "Encounter", "status": "finished", "period": {"start": start}});
    let store = store(vec![visit("2025"), visit("2024"), visit("2026-03-31T10:00:00Z"), visit("2026-04-02")]);
    assert_eq!((store.encounters(365).count, store.encounters(1).count), (2, 1));
}

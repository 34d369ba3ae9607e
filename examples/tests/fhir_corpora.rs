//! Bundles and resources that others wrote, against what is known to be in them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use examples::health::{
    fhir::{Bundle, BundleErrorKind, WarningKind},
    record::{Concept, HealthRecord, MedicationSource, RecordDate},
    store::{HealthStore, MeasurementKind, Reading},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Facts {
    resources: BTreeMap<String, usize>,
    patients: Vec<(String, String, String)>,
    active_medications: Vec<String>,
    active_conditions: Vec<String>,
    allergies: Vec<String>,
}

/// The facts were collected from `code.text` alone, so that a resource which has only codes stands there as `None`. Our
/// labels fall back to the code's words; the comparison is on the same footing as the facts.
fn as_in_the_facts(concept: &Concept) -> String {
    concept.text.clone().unwrap_or_else(|| "None".into())
}

/// Each name once, in order, over all patients of the bundle: as the facts have it.
fn names<'r, T: 'r>(
    records: &[&'r HealthRecord],
    list: impl Fn(&'r HealthRecord) -> &'r [T],
    name: impl Fn(&'r T) -> Option<&'r Concept>,
) -> Vec<String> {
    let concepts = records.iter().flat_map(|record| list(record)).filter_map(name);
    concepts.map(as_in_the_facts).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn the_nine_patients_are_as_described() {
    let Some(corpora) = support::corpora::folder() else { return };
    let facts = fs::read_to_string(corpora.join("fhir/expected_facts.json")).unwrap();
    let facts: BTreeMap<String, Facts> = serde_json::from_str(&facts).unwrap();
    assert!(facts.len() >= 9);
    for (file, facts) in facts {
        let bundle = Bundle::from_file(corpora.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let records = bundle.records();
        assert_eq!(*bundle.resource_counts(), facts.resources, "{file}");
        let patients = records.iter().map(|record| {
            let patient = record.patient.clone();
            (patient.name.unwrap(), patient.birth_date.unwrap().to_string(), patient.gender.unwrap())
        });
        assert_eq!(patients.collect::<Vec<_>>(), facts.patients, "{file}");
        // The facts know prescriptions only; what the patient reports is tested below.
        let active = names(
            &records,
            |record| &record.medications,
            |item| (item.is_active() && item.source == MedicationSource::Prescription).then_some(&item.code),
        );
        assert_eq!(active, facts.active_medications, "{file}");
        let active = names(&records, |record| &record.conditions, |item| item.is_active().then_some(&item.code));
        assert_eq!(active, facts.active_conditions, "{file}");
        let allergies = names(&records, |record| &record.allergies, |item| Some(&item.code));
        assert_eq!(allergies, facts.allergies, "{file}");
    }
}

/// The reports that a model reads hold the same names as the facts, where those have names.
#[test]
fn the_reports_say_the_same() {
    let Some(corpora) = support::corpora::folder() else { return };
    let facts = fs::read_to_string(corpora.join("fhir/expected_facts.json")).unwrap();
    let facts: BTreeMap<String, Facts> = serde_json::from_str(&facts).unwrap();
    for (file, facts) in facts.into_iter().filter(|(_, facts)| !facts.allergies.contains(&"None".into())) {
        let store = HealthStore::as_of_last_day(Bundle::from_file(corpora.join(&file)).unwrap().into_first_record());
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let conditions = store.conditions(true).conditions.into_iter().map(|item| item.name).collect();
        assert_eq!(sorted(conditions), facts.active_conditions, "{file}");
        let allergies = store.allergies().allergies.into_iter().map(|item| item.name).collect();
        assert_eq!(sorted(allergies), facts.allergies, "{file}");
        let medications = store.medications(true).medications.into_iter().map(|item| item.name).collect();
        assert_eq!(sorted(medications), facts.active_medications, "{file}");
    }
}

#[test]
fn every_resource_of_the_nine_is_read_and_every_oddity_reported() {
    let Some(corpora) = support::corpora::folder() else { return };
    let mut odd = Vec::new();
    for file in json_files(&corpora.join("fhir/synthea")).chain(json_files(&corpora.join("fhir/study_patients"))) {
        let bundle = Bundle::from_file(&file).unwrap();
        let count = |name: &str| bundle.resource_counts().get(name).copied().unwrap_or(0);
        let read = |list: fn(&HealthRecord) -> usize| bundle.records().into_iter().map(list).sum::<usize>();
        assert_eq!(read(|record| record.observations.len()), count("Observation"));
        assert_eq!(read(|record| record.conditions.len()), count("Condition"));
        assert_eq!(read(|record| record.immunizations.len()), count("Immunization"));
        assert_eq!(read(|record| record.encounters.len()), count("Encounter"));
        assert_eq!(read(|record| record.procedures.len()), count("Procedure"));
        let medications = count("MedicationRequest") + count("MedicationStatement");
        assert_eq!(read(|record| record.medications.len()), medications);
        odd.extend(bundle.warnings().iter().map(|warning| (warning.path().to_owned(), warning.kind())));
    }
    // One observation of one study patient belongs to a patient whom the bundle does not have.
    assert_eq!(odd.len(), 1, "{odd:?}");
    assert!(odd[0].0.ends_with(".resource.subject") && odd[0].1 == WarningKind::SubjectAssumed, "{odd:?}");
}

#[test]
fn codes_and_reports_count_where_the_facts_have_no_words() {
    let Some(corpora) = support::corpora::folder() else { return };
    let bundle = Bundle::from_file(corpora.join("fhir/study_patients/ChestPain_MinaCuriel.json")).unwrap();
    let store = HealthStore::as_of_last_day(bundle.into_first_record());
    assert_eq!(store.conditions(true).conditions[0].name, "Angina pectoris");
    assert_eq!(store.allergies().allergies[0].name, "Allergy to Penicillin");
    let medications = store.medications(true).medications;
    assert_eq!(medications[0].name, "Ibuprofen 200 MG");
    assert_eq!(medications[0].source, Some(MedicationSource::Report));
    let cholesterol = store.observations(MeasurementKind::Cholesterol, 365);
    assert_eq!(cholesterol.latest.unwrap().value, Reading::Single(145.0));
}

#[test]
fn two_patients_of_one_bundle_keep_their_own_data() {
    let Some(corpora) = support::corpora::folder() else { return };
    let bundle = Bundle::from_file(corpora.join("fhir/study_patients/JaneDavis_Synthetic.json")).unwrap();
    let [jane, john] = bundle.records()[..] else { panic!("two patients") };
    assert_eq!((jane.patient.gender.as_deref(), john.patient.gender.as_deref()), (Some("female"), Some("male")));
    assert_eq!((jane.conditions.len(), john.conditions.len()), (7, 1));
    assert_eq!((jane.medications.len(), john.medications.len()), (4, 0));
}

/// A panel, and a pressure written as text in it.
#[test]
fn measurements_within_panels_are_found() {
    let Some(corpora) = support::corpora::folder() else { return };
    let bundle = Bundle::from_file(corpora.join("fhir/study_patients/ElenaKim_Synthetic.json")).unwrap();
    let store = HealthStore::as_of_last_day(bundle.into_first_record());
    let weight = store.observations(MeasurementKind::Weight, 30);
    assert_eq!((weight.count, weight.latest.unwrap().value), (1, Reading::Single(68.0)));
    let pressure = store.observations(MeasurementKind::BloodPressure, 30).latest.unwrap();
    assert_eq!(pressure.value, Reading::Pressure { systolic: 128.0, diastolic: 78.0 });
}

#[test]
fn a_synthea_record_answers_about_its_measurements() {
    let Some(corpora) = support::corpora::folder() else { return };
    let bundle = Bundle::from_file(corpora.join("fhir/synthea/Beatris270_Bogan287.json")).unwrap();
    let store = HealthStore::as_of_last_day(bundle.into_first_record());
    for kind in [MeasurementKind::Weight, MeasurementKind::HeartRate, MeasurementKind::BloodPressure] {
        let series = store.series(kind);
        assert!(series.points.len() > 5 && series.unreadable == 0, "{kind:?}");
        assert!(series.points.is_sorted_by_key(|(date, _)| *date));
    }
    assert_eq!(store.immunizations(None).count, store.immunizations(Some("")).count);
    assert!(store.immunizations(Some("flu shot")).count >= 1);
    assert!(store.encounters(365).count >= 1);
}

/// Alone, each is refused by its type. In a bundle with one patient, each of a type that we read is read: the one that was
/// entered in error is left out, and what belongs to no patient is reported.
#[test]
fn every_official_example_is_read_or_refused_clearly() {
    let Some(corpora) = support::corpora::folder() else { return };
    let (mut read, mut files) = (0, 0);
    for file in json_files(&corpora.join("fhir/hl7_r4_examples/package")) {
        let text = fs::read_to_string(&file).unwrap();
        let resource: Value = serde_json::from_str(&text).unwrap();
        let Some(resource_type) = resource["resourceType"].as_str() else { continue };
        files += 1;
        let alone = Bundle::parse(&text).unwrap_err();
        assert!(matches!(alone.kind(), BundleErrorKind::NotABundle { resource_type: named } if named == resource_type));
        if resource_type == "Patient" {
            let bundle = json!({"resourceType": "Bundle", "entry": [{"resource": resource}]});
            let bundle = Bundle::parse(&bundle.to_string()).unwrap();
            assert!(bundle.warnings().is_empty(), "{}: {:?}", file.display(), bundle.warnings());
            continue;
        }
        let entered_in_error = resource["status"] == "entered-in-error"
            || resource["verificationStatus"]["coding"][0]["code"] == "entered-in-error";
        read += usize::from(read_with_a_patient(&file, &resource, resource_type, entered_in_error));
    }
    assert!(files > 250 && read > 140, "{read} of {files}");
}

fn read_with_a_patient(file: &Path, resource: &Value, resource_type: &str, entered_in_error: bool) -> bool {
    let patient = json!({"resourceType": "Patient", "id": "somebody"});
    let bundle = json!({"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": resource}]});
    let bundle = Bundle::parse(&bundle.to_string()).unwrap();
    let record = bundle.records()[0];
    let items = record.observations.len()
        + record.conditions.len()
        + record.medications.len()
        + record.allergies.len()
        + record.immunizations.len()
        + record.encounters.len()
        + record.procedures.len();
    let ours = ["Observation", "Condition", "MedicationRequest", "MedicationStatement", "AllergyIntolerance"];
    let ours = ours.contains(&resource_type) || ["Immunization", "Encounter", "Procedure"].contains(&resource_type);
    let nobodys = bundle.warnings().iter().any(|warning| warning.kind() == WarningKind::SubjectUnknown);
    let expected = usize::from(ours && !entered_in_error && !nobodys);
    assert_eq!(items, expected, "{}: {:?}", file.display(), bundle.warnings());
    assert!(bundle.warnings().iter().all(|warning| warning.kind() != WarningKind::Malformed), "{}", file.display());
    if nobodys {
        let subject = resource["subject"]["reference"].as_str().unwrap_or_default();
        assert!(!subject.starts_with("Patient/"), "{} is about a patient", file.display());
    }
    items == 1
}

/// FHIR's own lists of valid and invalid dates.
#[test]
fn dates_are_valid_where_the_standard_says_so() {
    let Some(corpora) = support::corpora::folder() else { return };
    let folder = corpora.join("fhir/hl7_r4_examples/testdata/r4/validation");
    for (file, valid) in [("date.valid", true), ("date_time.valid", true), ("date_time.invalid", false)] {
        let lines = fs::read_to_string(folder.join(format!("{file}.ndjson")));
        for value in lines.unwrap().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            if let Some(text) = value.as_str() {
                assert_eq!(text.parse::<RecordDate>().is_ok(), valid, "{file}: {text}");
            }
        }
    }
}

fn json_files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files.into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "json"))
}

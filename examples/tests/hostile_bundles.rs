//! Whatever a file holds: an error or warnings, never a panic, and never what stood in it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use examples::health::{
    fhir::{Bundle, BundleErrorKind, WarningKind},
    store::{HealthStore, MeasurementKind},
    synthetic::SyntheticPatient,
};
use jiff::civil::date;

/// A bundle of one patient and these resources.
fn bundle(resources: &[&str]) -> String {
    let patient = r#"{"resourceType":"Patient","id":"p","name":[{"family":"Secretname"}]}"#;
    let entries = std::iter::once(&patient).chain(resources).map(|resource| format!(r#"{{"resource":{resource}}}"#));
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.collect::<Vec<_>>().join(","))
}

/// A resource of the patient, with these further fields.
fn resource(resource_type: &str, fields: &str) -> String {
    format!(r#"{{"resourceType":"{resource_type}","subject":{{"reference":"Patient/p"}},{fields}}}"#)
}

const GOOD: &str = r#"{"resourceType":"Condition","subject":{"reference":"Patient/p"},"code":{"text":"Asthma"}}"#;

/// The warnings about a bad resource, after checking that the good one beside it was read.
fn warnings_of(bad: &str) -> Vec<(String, WarningKind)> {
    let read = Bundle::parse(&bundle(&[bad, GOOD])).unwrap();
    assert_eq!(read.records()[0].conditions.last().unwrap().code.label(), "Asthma", "{bad}");
    for warning in read.warnings() {
        assert!(!warning.to_string().to_lowercase().contains("secret"), "{warning}");
    }
    read.warnings().iter().map(|warning| (warning.path().to_owned(), warning.kind())).collect()
}

#[test]
fn each_kind_of_wrong_file_has_its_error() {
    use BundleErrorKind as Kind;
    let kind = |text: &str| Bundle::parse(text).unwrap_err().kind().clone();
    assert!(matches!(kind(""), Kind::NotJson { ends_early: true, .. }));
    assert!(matches!(kind("<Bundle/>"), Kind::NotJson { line: 1, ends_early: false, .. }));
    for text in
        ["[]", "null", "{}", "7", "\"Bundle\"", r#"["Bundle"]"#, r#"{"resourceType":7}"#, r#"{"resourceType":"x y"}"#]
    {
        assert_eq!(kind(text), Kind::NotFhir, "{text}");
    }
    assert_eq!(kind(r#"{"resourceType":"Patient"}"#), Kind::NotABundle { resource_type: "Patient".into() });
    assert_eq!(kind(r#"{"resourceType":"Bundle","entry":{}}"#), Kind::BrokenEntries);
    for text in
        [r#"{"resourceType":"Bundle"}"#, r#"{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Group"}}]}"#]
    {
        assert_eq!(kind(text), Kind::NoPatient, "{text}");
    }
}

#[test]
fn a_file_that_is_not_there_or_not_text_is_an_error_with_its_path() {
    let error = Bundle::from_file("no/such/Secretname.json").unwrap_err();
    assert_eq!((error.kind(), error.path().is_some()), (&BundleErrorKind::Read, true));
    assert!(std::error::Error::source(&error).is_some() && !error.to_string().contains("Secretname"));
    let file = std::env::temp_dir().join(format!("not-text-{}.json", std::process::id()));
    std::fs::write(&file, [0xff, 0xfe, 0x00, 0x7b]).unwrap();
    let error = Bundle::from_file(&file).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(*error.kind(), BundleErrorKind::NotText);
}

#[test]
fn a_bundle_cut_anywhere_is_an_error() {
    let text = SyntheticPatient::new(3, date(2026, 3, 31)).to_json();
    let cuts = (0..text.len()).step_by(997).filter(|&cut| text.is_char_boundary(cut));
    for cut in cuts {
        let error = Bundle::parse(&text[..cut]).unwrap_err();
        assert!(matches!(error.kind(), BundleErrorKind::NotJson { ends_early: true, .. }), "{cut}");
    }
}

#[test]
fn a_wrong_type_costs_its_resource_and_names_the_place() {
    let observation = |fields: &str| warnings_of(&resource("Observation", fields));
    let malformed = |field: &str| vec![(format!("entry[1].resource.{field}"), WarningKind::Malformed)];
    assert_eq!(observation(r#""code":"secret""#), malformed("code"));
    assert_eq!(observation(r#""valueQuantity":{"value":"secret"}"#), malformed("valueQuantity.value"));
    assert_eq!(
        observation(r#""component":[{},{"code":{"coding":[{"code":5}]}}]"#),
        malformed("component[1].code.coding[0].code")
    );
    assert_eq!(observation(r#""status":["secret"]"#), malformed("status"));
    let odd = r#"{"resourceType":"Observation","subject":"secret"}"#;
    assert_eq!(warnings_of(odd), malformed("subject"));
    for nothing in
        ["5", "null", "[]", "{}", r#"{"resourceType":null}"#, r#"{"resourceType":"Patient","resourceType":"Group"}"#]
    {
        let found = warnings_of(nothing);
        assert!(found.is_empty() == (nothing == "null"), "{nothing}: {found:?}");
    }
}

#[test]
fn numbers_beyond_all_bounds_cost_their_resource_only() {
    for number in ["1e999", "-1e999", &"9".repeat(5000)] {
        let fields = format!(r#""code":{{"text":"Weight"}},"valueQuantity":{{"value":{number},"unit":"kg"}}"#);
        let found = warnings_of(&resource("Observation", &fields));
        assert_eq!(found[0].1, WarningKind::Malformed, "{found:?}");
    }
    let fields =
        r#""code":{"text":"Weight"},"effectiveDateTime":"2026-03-01","valueQuantity":{"value":1.7e308,"unit":"kg"}"#;
    let weight = resource("Observation", fields);
    let read = Bundle::parse(&bundle(&[&weight, &weight])).unwrap();
    let store = HealthStore::new(read.into_first_record(), date(2026, 3, 2));
    let report = store.observations(MeasurementKind::Weight, u16::MAX);
    assert!(serde_json::to_string(&report).is_ok() && report.count == 2);
}

#[test]
fn deep_nesting_costs_its_resource_only() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let unread = resource("Observation", &format!(r#""extension":{},"code":{{"text":"x"}}"#, deep(100_000)));
    assert!(warnings_of(&unread).is_empty(), "an unread field may hold anything");
    let read = resource("Observation", &format!(r#""code":{}"#, deep(100_000)));
    assert_eq!(warnings_of(&read)[0].1, WarningKind::Malformed);
    let mut nested = GOOD.to_owned();
    for _ in 0..50 {
        nested = format!(r#"{{"resourceType":"Bundle","entry":[{{"resource":{nested}}}]}}"#);
    }
    assert_eq!(warnings_of(&nested)[0].1, WarningKind::TooDeep);
}

#[test]
fn references_that_lead_nowhere_or_in_a_circle_do_no_harm() {
    for reference in ["Medication/none", "#none", "#", "", "MedicationRequest/m", "Patient/p", "urn:uuid:m"] {
        let fields = format!(r#""id":"m","status":"active","medicationReference":{{"reference":"{reference}"}}"#);
        let found = warnings_of(&resource("MedicationRequest", &fields));
        assert_eq!(found[0].1, WarningKind::ReferenceUnresolved, "{reference}");
    }
    let itself = r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Condition/c"}}"#;
    assert_eq!(warnings_of(itself)[0].1, WarningKind::SubjectUnknown);
}

#[test]
fn a_contained_or_separate_medication_gives_the_name() {
    let contained = r##""status":"active","medicationReference":{"reference":"#a"},
        "contained":[{"resourceType":"Medication","id":"a","code":{"text":"Contained"}}]"##;
    let separate = r#""status":"active","medicationReference":{"reference":"Medication/b"}"#;
    let product = r#"{"resourceType":"Medication","id":"b","code":{"coding":[{"display":"Separate"}]}}"#;
    let text =
        bundle(&[&resource("MedicationRequest", contained), &resource("MedicationStatement", separate), product]);
    let store = HealthStore::new(Bundle::parse(&text).unwrap().into_first_record(), date(2026, 3, 31));
    let mut names: Vec<_> = store.medications(true).medications.into_iter().map(|item| item.name).collect();
    names.sort();
    assert_eq!(names, ["Contained", "Separate"]);
}

#[test]
fn what_was_entered_in_error_or_not_to_be_given_is_not_told() {
    let wrong = [
        resource("Observation", r#""status":"entered-in-error","code":{"text":"Weight"}"#),
        resource("Immunization", r#""status":"entered-in-error","vaccineCode":{"text":"Flu"}"#),
        resource("Immunization", r#""status":"not-done","vaccineCode":{"text":"Flu"}"#),
        resource(
            "MedicationRequest",
            r#""status":"active","doNotPerform":true,"medicationCodeableConcept":{"text":"X"}"#,
        ),
        resource(
            "MedicationRequest",
            r#""status":"active","intent":"proposal","medicationCodeableConcept":{"text":"X"}"#,
        ),
        resource("AllergyIntolerance", r#""verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"X"}"#),
        resource("Condition", r#""verificationStatus":{"coding":[{"code":"entered-in-error"}]},"code":{"text":"X"}"#),
        resource("Encounter", r#""status":"cancelled","period":{"start":"2026-03-01"}"#),
    ];
    let text = bundle(&wrong.iter().map(String::as_str).collect::<Vec<_>>());
    let store = HealthStore::new(Bundle::parse(&text).unwrap().into_first_record(), date(2026, 3, 31));
    assert_eq!((store.medications(false).count, store.immunizations(None).count), (0, 0));
    assert_eq!((store.allergies().count, store.conditions(false).count), (0, 0));
    assert_eq!((store.encounters(3650).count, store.series(MeasurementKind::Weight).points.len()), (0, 0));
}

#[test]
fn a_patient_who_cannot_be_read_keeps_the_record() {
    let text = bundle(&[GOOD]).replace(r#"[{"family":"Secretname"}]"#, r#"{"family":"Secretname"}"#);
    let read = Bundle::parse(&text).unwrap();
    assert_eq!(read.warnings()[0].to_string().split(' ').next(), Some("entry[0].resource.name"));
    assert_eq!(read.warnings()[0].kind(), WarningKind::PatientUnreadable);
    assert_eq!((read.records()[0].conditions.len(), &read.records()[0].patient.name), (1, &None));
}

/// Bytes of a real bundle replaced at places spread over all of it: read or refused, and every question answered.
#[test]
fn damaged_bundles_are_read_or_refused() {
    let text = SyntheticPatient::new(3, date(2026, 3, 31)).to_json();
    let (mut read, mut refused) = (0, 0);
    for (step, damage) in (0..600).zip([b'"', b'0', b'{', b'[', b',', b'e', b'-', b':'].into_iter().cycle()) {
        let mut bytes = text.clone().into_bytes();
        let place = step * 7919 % bytes.len();
        bytes[place] = damage;
        // Somewhere else, a value of another type.
        let damaged = String::from_utf8(bytes).unwrap().replacen(r#"{"text":"#, "[5,", step % 3);
        match Bundle::parse(&damaged) {
            Ok(bundle) => {
                read += 1;
                ask_everything(bundle);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 50 && refused > 50, "{read} read, {refused} refused");
}

fn ask_everything(bundle: Bundle) {
    for record in bundle.into_records() {
        let store = HealthStore::new(record, date(2026, 3, 31));
        for kind in MeasurementKind::ALL {
            serde_json::to_string(&store.observations(kind, 365)).unwrap();
        }
        serde_json::to_string(&store.medications(false)).unwrap();
        serde_json::to_string(&store.conditions(false)).unwrap();
        serde_json::to_string(&store.allergies()).unwrap();
        serde_json::to_string(&store.immunizations(Some("x"))).unwrap();
        serde_json::to_string(&store.encounters(u16::MAX)).unwrap();
    }
}

#[test]
fn a_bad_date_costs_the_date_only() {
    let found = warnings_of(&resource("Observation", r#""effectiveDateTime":"secret","code":{"text":"x"}"#));
    assert_eq!(found, [("entry[1].resource.effectiveDateTime".into(), WarningKind::InvalidDate)]);
}

#[test]
fn the_debug_of_a_bundle_tells_nothing() {
    let store = HealthStore::new(Bundle::parse(&bundle(&[GOOD])).unwrap().into_first_record(), date(2026, 3, 31));
    let text = format!("{store:?} {:?}", Bundle::parse(&bundle(&[GOOD])).unwrap());
    assert!(!text.contains("Secretname") && !text.contains("Asthma"), "{text}");
}

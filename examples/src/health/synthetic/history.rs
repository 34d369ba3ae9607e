//! What doctors recorded over the years.

use serde_json::{Value, json};

use super::{
    people::Person,
    random::Random,
    resources::{Measure, Resources, concept},
};

const SNOMED: &str = "http://snomed.info/sct";
const CVX: &str = "http://hl7.org/fhir/sid/cvx";

/// Writes everything but the daily measurements.
pub(super) fn write(person: &Person, random: &mut Random, resources: &mut Resources) {
    conditions(person, random, resources);
    medications(person, random, resources);
    allergies(random, resources);
    immunizations(random, resources);
    encounters(random, resources);
    laboratory(person, random, resources);
}

fn status(system: &str, code: &str) -> Value {
    json!({"coding": [{"system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code}]})
}

fn conditions(person: &Person, random: &mut Random, resources: &mut Resources) {
    for (code, name, years) in person.story.conditions {
        let onset = resources.day(years * 365 + random.between(0, 300));
        let resource = json!({
            "clinicalStatus": status("condition-clinical", "active"),
            "verificationStatus": status("condition-ver-status", "confirmed"),
            "code": concept(SNOMED, code, name),
            "onsetDateTime": onset.to_string(),
        });
        resources.add("Condition", Some("subject"), resource);
    }
    let past =
        [("10509002", "Acute bronchitis"), ("44465007", "Sprain of ankle"), ("87522002", "Iron deficiency anemia")];
    if let Some((code, name)) = random.pick(&past) {
        let ago = random.between(200, 900);
        let resource = json!({
            "clinicalStatus": status("condition-clinical", "resolved"),
            "verificationStatus": status("condition-ver-status", "confirmed"),
            "code": concept(SNOMED, code, name),
            "onsetDateTime": resources.day(ago).to_string(),
            "abatementDateTime": resources.day(ago - random.between(14, 60)).to_string(),
        });
        resources.add("Condition", Some("subject"), resource);
    }
}

/// The first of the story's medications is a resource of its own, as many hospitals export it.
fn medications(person: &Person, random: &mut Random, resources: &mut Resources) {
    for (index, (name, dosage)) in person.story.medications.iter().enumerate() {
        let mut resource = json!({
            "status": "active",
            "intent": "order",
            "authoredOn": resources.day(random.between(40, 700)).to_string(),
            "dosageInstruction": [{"text": dosage}],
        });
        if index == 0 {
            let product = resources.add("Medication", None, json!({"code": {"text": name}}));
            resource["medicationReference"] = json!({"reference": product});
        } else {
            resource["medicationCodeableConcept"] = json!({"text": name});
        }
        resources.add("MedicationRequest", Some("subject"), resource);
    }
    let reported = json!({
        "status": "active",
        "medicationCodeableConcept": {"text": "Vitamin D3 1000 IU capsule"},
        "effectivePeriod": {"start": resources.day(random.between(60, 400)).to_string()},
        "dosage": [{"text": "Take 1 capsule daily"}],
    });
    resources.add("MedicationStatement", Some("subject"), reported);
    let past = [("Amoxicillin 500 mg capsule", "completed"), ("Ibuprofen 400 mg tablet", "stopped")];
    for (name, status) in past {
        let resource = json!({
            "status": status,
            "intent": "order",
            "medicationCodeableConcept": {"text": name},
            "authoredOn": resources.day(random.between(150, 1200)).to_string(),
            "dosageInstruction": [{"text": "Take 1 three times daily for 7 days"}],
        });
        resources.add("MedicationRequest", Some("subject"), resource);
    }
}

fn allergies(random: &mut Random, resources: &mut Resources) {
    let known =
        [("Penicillin", "high", "Hives"), ("Peanut", "high", "Swelling of the lips"), ("Latex", "low", "Skin rash")];
    let first = random.between(0, 2);
    let second = (first + random.between(1, 2)) % 3;
    let chosen = [first, second].into_iter().filter_map(|index| known.get(usize::try_from(index).ok()?));
    for (name, criticality, reaction) in chosen.take(if random.chance(0.6) { 2 } else { 1 }) {
        let resource = json!({
            "clinicalStatus": status("allergyintolerance-clinical", "active"),
            "verificationStatus": status("allergyintolerance-verification", "confirmed"),
            "criticality": criticality,
            "code": {"text": name},
            // Nobody remembers the day.
            "onsetDateTime": resources.day(random.between(3000, 8000)).strftime("%Y").to_string(),
            "reaction": [{"manifestation": [{"text": reaction}]}],
        });
        resources.add("AllergyIntolerance", Some("patient"), resource);
    }
}

fn immunizations(random: &mut Random, resources: &mut Resources) {
    let given = [
        ("140", "Influenza, seasonal, injectable", 150),
        ("140", "Influenza, seasonal, injectable", 515),
        ("213", "COVID-19 vaccine", 170),
        ("115", "Tetanus, diphtheria, pertussis (Tdap)", 1400),
        ("43", "Hepatitis B, adult", 2600),
    ];
    for (code, name, ago) in given {
        let day = resources.day(ago + random.between(0, 40));
        let resource = json!({"status": "completed", "vaccineCode": concept(CVX, code, name), "occurrenceDateTime": day.to_string()});
        resources.add("Immunization", Some("patient"), resource);
    }
    let day = resources.day(random.between(300, 400));
    let declined = concept(CVX, "187", "Zoster recombinant");
    let resource = json!({"status": "not-done", "vaccineCode": declined, "occurrenceDateTime": day.to_string()});
    resources.add("Immunization", Some("patient"), resource);
}

fn encounters(random: &mut Random, resources: &mut Resources) {
    let visits = [
        ("AMB", "Follow-up visit", "Review of home measurements", 21),
        ("VR", "Video consultation", "Question about medication", 75),
        ("AMB", "Annual check-up", "Check-up", 160),
        ("EMER", "Emergency department visit", "Cut on the hand", 290),
        ("AMB", "Annual check-up", "Check-up", 525),
    ];
    for (class, name, reason, ago) in visits {
        let day = resources.day(ago + random.between(0, 9));
        let hour = random.between(8, 16);
        let resource = json!({
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": class},
            "type": [{"text": name}],
            "reasonCode": [{"text": reason}],
            "serviceProvider": {"display": "Harbour Street Clinic"},
            "period": {"start": format!("{day}T{hour:02}:00:00Z"), "end": format!("{day}T{hour:02}:30:00Z")},
        });
        let visit = resources.add("Encounter", Some("subject"), resource);
        if class == "EMER" {
            let resource = json!({
                "status": "completed",
                "code": concept(SNOMED, "288086009", "Suture open wound"),
                "encounter": {"reference": visit},
                "performedDateTime": day.to_string(),
            });
            resources.add("Procedure", Some("subject"), resource);
        }
    }
}

fn laboratory(person: &Person, random: &mut Random, resources: &mut Resources) {
    let blood = |code, name| Measure { code, name, category: "laboratory", unit: "mg/dL", ucum: "mg/dL" };
    for ago in [525, 340, 160, 24] {
        let day = resources.day(ago);
        let ldl = random.around(person.story.ldl, 6.0).round();
        let hdl = random.around(52.0, 5.0).round();
        resources.measure(&blood("2089-1", "LDL cholesterol"), day, "09:00:00", ldl);
        resources.measure(&blood("2085-9", "HDL cholesterol"), day, "09:00:00", hdl);
        resources.measure(&blood("2093-3", "Total cholesterol"), day, "09:00:00", ldl + hdl + 30.0);
    }
}

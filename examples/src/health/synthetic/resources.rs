//! Collects the resources of a bundle, with ids and references that hold.

use jiff::{ToSpan, civil::Date};
use serde_json::{Value, json};

/// The growing bundle.
pub(super) struct Resources {
    pub(super) today: Date,
    entries: Vec<Value>,
}

const PATIENT: &str = "urn:uuid:patient";
/// Where LOINC's codes live in FHIR.
pub(super) const LOINC: &str = "http://loinc.org";
const UCUM: &str = "http://unitsofmeasure.org";

impl Resources {
    pub(super) fn new(today: Date, patient: &Value) -> Self {
        Self { today, entries: vec![json!({"fullUrl": PATIENT, "resource": patient})] }
    }

    pub(super) fn into_entries(self) -> Vec<Value> {
        self.entries
    }

    /// So many days before today.
    pub(super) fn day(&self, ago: i64) -> Date {
        self.today.saturating_sub(ago.days())
    }

    /// Adds a resource: its type, what only this one has, and under which field it names the patient.
    pub(super) fn add(&mut self, resource_type: &str, owner: Option<&str>, mut resource: Value) -> String {
        let id = format!("{}-{}", resource_type.to_lowercase(), self.entries.len());
        let url = format!("urn:uuid:{id}");
        resource["resourceType"] = json!(resource_type);
        resource["id"] = json!(id);
        if let Some(owner) = owner {
            resource[owner] = json!({"reference": PATIENT});
        }
        self.entries.push(json!({"fullUrl": url, "resource": resource}));
        url
    }

    /// Adds a measurement with one value.
    pub(super) fn measure(&mut self, what: &Measure, day: Date, clock: &str, value: f64) {
        let resource = json!({
            "status": "final",
            "category": [category(what.category)],
            "code": loinc(what.code, what.name),
            "effectiveDateTime": format!("{day}T{clock}Z"),
            "valueQuantity": quantity(value, what.unit, what.ucum),
        });
        self.add("Observation", Some("subject"), resource);
    }

    /// Adds a blood pressure: a panel of two.
    pub(super) fn pressure(&mut self, day: Date, clock: &str, systolic: f64, diastolic: f64) {
        let part = |code, name, value: f64| json!({"code": loinc(code, name), "valueQuantity": quantity(value.round(), "mmHg", "mm[Hg]")});
        let resource = json!({
            "status": "final",
            "category": [category("vital-signs")],
            "code": loinc("85354-9", "Blood pressure"),
            "effectiveDateTime": format!("{day}T{clock}Z"),
            "component": [
                part("8480-6", "Systolic blood pressure", systolic),
                part("8462-4", "Diastolic blood pressure", diastolic),
            ],
        });
        self.add("Observation", Some("subject"), resource);
    }
}

/// What is measured.
pub(super) struct Measure {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) category: &'static str,
    pub(super) unit: &'static str,
    pub(super) ucum: &'static str,
}

fn quantity(value: f64, unit: &str, ucum: &str) -> Value {
    json!({"value": value, "unit": unit, "system": UCUM, "code": ucum})
}

fn category(code: &str) -> Value {
    json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": code}]})
}

fn loinc(code: &str, name: &str) -> Value {
    concept(LOINC, code, name)
}

/// A concept with one code.
pub(super) fn concept(system: &str, code: &str, name: &str) -> Value {
    json!({"coding": [{"system": system, "code": code, "display": name}], "text": name})
}

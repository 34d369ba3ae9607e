//! FHIR `Patient`, `Encounter`, `Immunization` and `Procedure` to ours.

use super::{WarningKind, reader::Reader, wire};
use crate::health::record::{Concept, Encounter, Immunization, Patient, Procedure};

/// Reads a patient. One that cannot be read is kept as somebody unnamed: the rest of the record is still about them.
pub(super) fn patient(reader: &mut Reader<'_>) -> Patient {
    let Some(wire) = reader.view_or::<wire::Patient>(WarningKind::PatientUnreadable) else {
        return Patient { id: reader.entry.id.clone(), ..Patient::default() };
    };
    let birth_date = reader.date([("birthDate", wire.birth_date.as_ref())]);
    let name = current_name(&wire.name);
    Patient { id: wire.id, name, birth_date, gender: wire.gender }
}

/// The official name, else the usual one, else any that is not a former one.
fn current_name(names: &[wire::HumanName]) -> Option<String> {
    let with_use = |wanted: &str| names.iter().find(|name| name.r#use.as_deref() == Some(wanted));
    let current = || names.iter().find(|name| !matches!(name.r#use.as_deref(), Some("old" | "maiden")));
    let name = with_use("official").or_else(|| with_use("usual")).or_else(current).or_else(|| names.first())?;
    let given = name.given.iter().flatten().map(String::as_str);
    let parts = given.chain(name.family.as_deref()).collect::<Vec<_>>().join(" ");
    Some(parts).filter(|parts| !parts.is_empty()).or_else(|| name.text.clone())
}

/// Reads a visit; nothing if it was entered in error or cannot be read.
pub(super) fn encounter(reader: &mut Reader<'_>) -> Option<Encounter> {
    let wire: wire::Encounter = reader.view()?;
    if wire.status.as_deref() == Some("entered-in-error") {
        return None;
    }
    let period = wire.period.unwrap_or_default();
    let date = reader.date([("period.start", period.start.as_ref())]);
    let ended = reader.date([("period.end", period.end.as_ref())]);
    let reason = wire.reason_code.first().filter(|reason| !reason.is_empty());
    Some(Encounter {
        code: wire.r#type.into_iter().next().unwrap_or_default(),
        class: class(wire.class),
        reason: reason.map(|reason| reason.label().to_owned()),
        provider: wire.service_provider.and_then(|provider| provider.display),
        status: wire.status,
        date,
        ended,
    })
}

/// The setting in words: sources often leave only HL7's code.
fn class(class: wire::Coding) -> Option<String> {
    let words = match class.code.as_deref() {
        Some("AMB") => "ambulatory",
        Some("EMER") => "emergency",
        Some("FLD") => "field",
        Some("HH") => "home health",
        Some("IMP" | "ACUTE" | "NONAC") => "inpatient",
        Some("OBSENC") => "observation",
        Some("PRENC") => "pre-admission",
        Some("SS") => "short stay",
        Some("VR") => "virtual",
        _ => return class.display.or(class.code),
    };
    Some(words.into())
}

/// Reads a vaccination; nothing if it was entered in error or cannot be read.
pub(super) fn immunization(reader: &mut Reader<'_>) -> Option<Immunization> {
    let wire: wire::Immunization = reader.view()?;
    if wire.status.as_deref() == Some("entered-in-error") {
        return None;
    }
    let date =
        reader.date([("occurrenceDateTime", wire.occurrence_date_time.as_ref()), ("recorded", wire.recorded.as_ref())]);
    Some(Immunization { code: wire.vaccine_code, given: wire.status.as_deref() == Some("completed"), date })
}

/// Reads a procedure; nothing if it was entered in error or cannot be read.
pub(super) fn procedure(reader: &mut Reader<'_>) -> Option<Procedure> {
    let wire: wire::Procedure = reader.view()?;
    if wire.status.as_deref() == Some("entered-in-error") {
        return None;
    }
    let performed = wire.performed_period.as_ref();
    let date = reader.date([
        ("performedDateTime", wire.performed_date_time.as_ref()),
        ("performedPeriod.start", performed.and_then(|period| period.start.as_ref())),
    ]);
    let code: Concept = wire.code;
    Some(Procedure { code, status: wire.status, date })
}

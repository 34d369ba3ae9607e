//! FHIR `Condition`, `MedicationRequest`, `MedicationStatement` and `AllergyIntolerance` to ours.

use super::{WarningKind, reader::Reader, wire};
use crate::health::record::{
    Allergy, AllergyStatus, Concept, Condition, ConditionStatus, Medication, MedicationSource, MedicationStatus,
    RecordDate, Verification,
};

/// Reads a condition; nothing if it was entered in error or cannot be read.
pub(super) fn condition(reader: &mut Reader<'_>) -> Option<Condition> {
    let wire: wire::Condition = reader.view()?;
    let verification = verification(&wire.verification_status)?;
    let onset = wire.onset_period.as_ref().and_then(|period| period.start.as_ref());
    let date = reader.date([
        ("onsetDateTime", wire.onset_date_time.as_ref()),
        ("onsetPeriod.start", onset),
        ("recordedDate", wire.recorded_date.as_ref()),
    ]);
    let abatement = wire.abatement_period.as_ref().and_then(|period| period.end.as_ref());
    let ended =
        reader.date([("abatementDateTime", wire.abatement_date_time.as_ref()), ("abatementPeriod.end", abatement)]);
    let status = match wire.clinical_status.first_code() {
        Some("active") => ConditionStatus::Active,
        Some("recurrence") => ConditionStatus::Recurrence,
        Some("relapse") => ConditionStatus::Relapse,
        Some("inactive") => ConditionStatus::Inactive,
        Some("remission") => ConditionStatus::Remission,
        Some("resolved") => ConditionStatus::Resolved,
        _ => ConditionStatus::Unknown,
    };
    Some(Condition { code: wire.code, status, verification, date, ended })
}

/// Reads an allergy; nothing if it was entered in error or cannot be read.
pub(super) fn allergy(reader: &mut Reader<'_>) -> Option<Allergy> {
    let wire: wire::Allergy = reader.view()?;
    let verification = verification(&wire.verification_status)?;
    let onset = wire.onset_period.as_ref().and_then(|period| period.start.as_ref());
    let date = reader.date([
        ("onsetDateTime", wire.onset_date_time.as_ref()),
        ("onsetPeriod.start", onset),
        ("recordedDate", wire.recorded_date.as_ref()),
    ]);
    let status = match wire.clinical_status.first_code() {
        Some("active") => AllergyStatus::Active,
        Some("inactive") => AllergyStatus::Inactive,
        Some("resolved") => AllergyStatus::Resolved,
        _ => AllergyStatus::Unknown,
    };
    let manifestations = wire.reaction.iter().flat_map(|reaction| &reaction.manifestation);
    let reactions = manifestations.map(|concept| concept.label().to_owned()).collect();
    Some(Allergy { code: wire.code, status, verification, criticality: wire.criticality, reactions, date })
}

/// Nothing means entered in error: the resource is not about anything.
fn verification(concept: &Concept) -> Option<Verification> {
    Some(match concept.first_code() {
        Some("entered-in-error") => return None,
        Some("confirmed") => Verification::Confirmed,
        Some("unconfirmed") => Verification::Unconfirmed,
        Some("provisional") => Verification::Provisional,
        Some("differential") => Verification::Differential,
        Some("refuted") => Verification::Refuted,
        _ => Verification::Unknown,
    })
}

/// Reads a prescription or a report; nothing if it was entered in error or cannot be read.
pub(super) fn medication(reader: &mut Reader<'_>) -> Option<Medication> {
    let wire: wire::Medicated = reader.view()?;
    let status = medication_status(wire.status.as_deref())?;
    let source = match reader.entry.resource_type.as_str() {
        "MedicationStatement" => MedicationSource::Report,
        _ => MedicationSource::Prescription,
    };
    let is_meant = wire.do_not_perform != Some(true) && !matches!(wire.intent.as_deref(), Some("proposal" | "option"));
    let date = medication_date(reader, &wire);
    let texts = wire.dosage_instruction.into_iter().chain(wire.dosage).filter_map(|dosage| dosage.text);
    let dosage = Some(texts.collect::<Vec<_>>().join("; ")).filter(|text| !text.is_empty());
    let code = match (wire.medication_codeable_concept, wire.medication_reference) {
        (Some(code), _) => code,
        (None, Some(reference)) => referred(reader, reference),
        (None, None) => Concept::default(),
    };
    Some(Medication { code, status, source, is_meant, date, dosage })
}

fn medication_status(code: Option<&str>) -> Option<MedicationStatus> {
    Some(match code {
        Some("entered-in-error") => return None,
        Some("active") => MedicationStatus::Active,
        Some("on-hold") => MedicationStatus::OnHold,
        Some("completed") => MedicationStatus::Completed,
        Some("stopped") => MedicationStatus::Stopped,
        Some("cancelled") => MedicationStatus::Cancelled,
        Some("draft") => MedicationStatus::Draft,
        Some("intended") => MedicationStatus::Intended,
        Some("not-taken") => MedicationStatus::NotTaken,
        _ => MedicationStatus::Unknown,
    })
}

fn medication_date(reader: &mut Reader<'_>, wire: &wire::Medicated) -> Option<RecordDate> {
    let start = wire.effective_period.as_ref().and_then(|period| period.start.as_ref());
    reader.date([
        ("authoredOn", wire.authored_on.as_ref()),
        ("effectiveDateTime", wire.effective_date_time.as_ref()),
        ("effectivePeriod.start", start),
        ("dateAsserted", wire.date_asserted.as_ref()),
    ])
}

/// What a reference to a medication is called: by the medication, else by the reference's own words.
fn referred(reader: &mut Reader<'_>, reference: wire::Reference) -> Concept {
    let product = reference.reference.as_deref().and_then(|reference| reader.product(reference));
    match (product, reference.display) {
        (Some(product), _) if !product.code.is_empty() => product.code,
        (_, Some(display)) => Concept::from_text(display),
        _ => {
            reader.warn("medicationReference", WarningKind::ReferenceUnresolved);
            Concept::default()
        }
    }
}

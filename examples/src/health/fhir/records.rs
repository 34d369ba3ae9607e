//! The records of a bundle's patients, and whose each resource is.

use super::{
    Warning, WarningKind, clinical, entries::Entry, observation, reader::Reader, references, references::References,
    visit, wire,
};
use crate::health::record::HealthRecord;

/// A record per patient, with the index of the patient among the bundle's entries.
pub(super) struct Records(Vec<(usize, HealthRecord)>);

/// Reads a resource into a record.
type Fill = fn(&mut Reader<'_>, &mut HealthRecord);

impl Records {
    /// The patients first: everything else belongs to one of them.
    pub(super) fn new<'r>(
        entries: &'r [Entry<'r>],
        fresh: &[&'r Entry<'r>],
        references: &'r References,
        warnings: &mut Vec<Warning>,
    ) -> Self {
        let mut found = Vec::new();
        for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.resource_type == "Patient") {
            if fresh.iter().any(|kept| std::ptr::eq(*kept, entry)) {
                let patient = visit::patient(&mut Reader { entries, references, entry, warnings: &mut *warnings });
                found.push((index, HealthRecord::new(patient)));
            }
        }
        Self(found)
    }

    /// Reads a resource into the record of the patient whose it is; does nothing with a type that no record has.
    pub(super) fn read(&mut self, mut reader: Reader<'_>) {
        let Some(fill) = fill(&reader.entry.resource_type) else { return };
        if let Some(owner) = self.owner(&mut reader)
            && let Some((_, record)) = self.0.get_mut(owner)
        {
            fill(&mut reader, record);
        }
    }

    /// Whose it is. One that names nobody in the bundle is the only patient's, if there is one only and it names no group
    /// or device; with several patients, guessing would give one the other's data.
    fn owner(&self, reader: &mut Reader<'_>) -> Option<usize> {
        let said: wire::Owned = reader.view()?;
        let (field, reference) = match (said.subject, said.patient) {
            (None, Some(patient)) => ("patient", Some(patient)),
            (subject, _) => ("subject", subject),
        };
        let reference = reference.and_then(|reference| reference.reference);
        if let Some(target) = reference.as_deref().and_then(|reference| reader.references.find(reference)) {
            let owner = self.0.iter().position(|(index, _)| *index == target);
            if owner.is_none() {
                reader.warn(field, WarningKind::SubjectUnknown);
            }
            return owner;
        }
        let named = reference.as_deref().and_then(references::type_named_by);
        let alone = self.0.len() == 1 && named.is_none_or(|named| named == "Patient");
        reader.warn(field, if alone { WarningKind::SubjectAssumed } else { WarningKind::SubjectUnknown });
        alone.then_some(0)
    }

    /// The records, in the bundle's order.
    pub(super) fn into_iter(self) -> impl Iterator<Item = HealthRecord> {
        self.0.into_iter().map(|(_, record)| record)
    }
}

/// How a resource of this type is read, if a record has such.
fn fill(resource_type: &str) -> Option<Fill> {
    Some(match resource_type {
        "Observation" => |reader, record| record.observations.extend(observation::observation(reader)),
        "Condition" => |reader, record| record.conditions.extend(clinical::condition(reader)),
        "MedicationRequest" | "MedicationStatement" => {
            |reader, record| record.medications.extend(clinical::medication(reader))
        }
        "AllergyIntolerance" => |reader, record| record.allergies.extend(clinical::allergy(reader)),
        "Immunization" => |reader, record| record.immunizations.extend(visit::immunization(reader)),
        "Encounter" => |reader, record| record.encounters.extend(visit::encounter(reader)),
        "Procedure" => |reader, record| record.procedures.extend(visit::procedure(reader)),
        _ => return None,
    })
}

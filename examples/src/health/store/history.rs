//! The questions: each fills one report.

use std::cmp::Reverse;

use super::{
    AllergyItem, AllergyReport, ConditionItem, ConditionReport, EncounterItem, EncounterReport, HealthStore,
    ImmunizationItem, ImmunizationReport, LIST_LIMIT, MeasurementKind, MedicationItem, MedicationReport,
    ObservationReport, Point, Reading,
};
use crate::health::record::{AllergyStatus, Concept, Condition, Medication, MedicationSource, Verification};

/// A name or instruction longer than this says nothing more to anybody.
const TEXT_LIMIT: usize = 80;

impl HealthStore {
    /// One measurement over the last `days` days.
    pub fn observations(&self, kind: MeasurementKind, days: u16) -> ObservationReport {
        let series = self.series(kind);
        let from = self.first_day(days);
        let within: Vec<Reading> =
            series.points.iter().filter(|(date, _)| date.overlaps(from, self.today)).map(|(_, value)| *value).collect();
        let several = kind.analytes().len() > 1;
        ObservationReport {
            kind,
            name: several.then_some(series.name).filter(|name| !name.is_empty()),
            unit: kind.unit(),
            days,
            count: within.len(),
            mean: fold(&within, mean),
            minimum: fold(&within, |values| values.iter().copied().fold(f64::INFINITY, f64::min)),
            maximum: fold(&within, |values| values.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
            latest: series.points.last().map(|&(date, value)| Point { date, value }),
            unreadable: series.unreadable,
        }
    }

    /// What the patient takes; with `active_only` false, also what they took or were to take.
    pub fn medications(&self, active_only: bool) -> MedicationReport {
        let wanted =
            self.record.medications.iter().filter(|item| if active_only { item.is_active() } else { item.is_meant });
        let items = newest_first(wanted, |item| (!item.is_active(), Reverse(item.date)));
        let items = once_each(items, |item: &&Medication| (item.code.label(), item.status));
        let (count, left_out, items) = capped(items);
        let medications = items.into_iter().map(|(item, _)| MedicationItem {
            name: name(&item.code),
            status: item.status,
            source: (item.source == MedicationSource::Report).then_some(item.source),
            date: item.date,
            dosage: item.dosage.as_deref().map(shortened),
        });
        MedicationReport { active_only, count, medications: medications.collect(), left_out }
    }

    /// What the patient has; with `active_only` false, also what they had.
    pub fn conditions(&self, active_only: bool) -> ConditionReport {
        let known = self.record.conditions.iter().filter(|item| item.verification != Verification::Refuted);
        let wanted = known.filter(|item| !active_only || item.is_active());
        let items = newest_first(wanted, |item| (!item.is_active(), Reverse(item.date)));
        let items = once_each(items, |item: &&Condition| (item.code.label(), item.status));
        let (count, left_out, items) = capped(items);
        let sure = [Verification::Confirmed, Verification::Unknown];
        let conditions = items.into_iter().map(|(item, _)| ConditionItem {
            name: name(&item.code),
            status: item.status,
            verification: (!sure.contains(&item.verification)).then_some(item.verification),
            since: item.date,
            until: item.ended,
        });
        ConditionReport { active_only, count, conditions: conditions.collect(), left_out }
    }

    /// What the patient is allergic to, or that nothing is known.
    pub fn allergies(&self) -> AllergyReport {
        let known = self.record.allergies.iter().filter(|item| item.verification != Verification::Refuted);
        // The dangerous ones first: a cap must not cut them off.
        let items = newest_first(known, |item| (item.criticality.as_deref() != Some("high"), Reverse(item.date)));
        let (count, left_out, items) = capped(once_each(items, |item| (item.code.label(), item.status)));
        let allergies = items.into_iter().map(|(item, _)| AllergyItem {
            name: name(&item.code),
            status: (item.status != AllergyStatus::Active).then_some(item.status),
            criticality: item.criticality.clone(),
            reaction: Some(item.reactions.join(", ")).filter(|text| !text.is_empty()).map(|text| shortened(&text)),
            since: item.date,
        });
        AllergyReport { count, allergies: allergies.collect(), left_out }
    }

    /// The vaccines given; with `vaccine`, those whose name has these words.
    pub fn immunizations(&self, vaccine: Option<&str>) -> ImmunizationReport {
        let wanted = vaccine.map(without_filler).unwrap_or_default();
        let given = self.record.immunizations.iter().filter(|item| item.given && item.code.mentions(&wanted));
        let items = newest_first(given, |item| Reverse(item.date));
        let (count, left_out, items) = capped(once_each(items, |item| item.code.label()));
        let immunizations =
            items.into_iter().map(|(item, doses)| ImmunizationItem { name: name(&item.code), doses, date: item.date });
        ImmunizationReport { count, immunizations: immunizations.collect(), left_out }
    }

    /// The visits of the last `days` days.
    pub fn encounters(&self, days: u16) -> EncounterReport {
        let from = self.first_day(days);
        let recent = self
            .record
            .encounters
            .iter()
            .filter(|item| item.took_place() && item.date.is_some_and(|date| date.overlaps(from, self.today)));
        let items = newest_first(recent, |item| Reverse(item.date)).into_iter().map(|item| (item, 1)).collect();
        let (count, left_out, items) = capped(items);
        let encounters = items.into_iter().map(|(item, _)| EncounterItem {
            name: name(&item.code),
            date: item.date,
            class: item.class.clone(),
            reason: item.reason.as_deref().map(shortened),
            provider: item.provider.as_deref().map(shortened),
        });
        EncounterReport { days, count, encounters: encounters.collect(), left_out }
    }
}

fn newest_first<'r, T, K: Ord>(items: impl Iterator<Item = &'r T>, key: impl FnMut(&&'r T) -> K) -> Vec<&'r T> {
    let mut items: Vec<_> = items.collect();
    items.sort_by_key(key);
    items
}

/// Each thing once, where it comes first, with how often it was there.
fn once_each<'r, T, K: PartialEq>(items: Vec<&'r T>, key: impl Fn(&&'r T) -> K) -> Vec<(&'r T, usize)> {
    let mut kept: Vec<(K, &T, usize)> = Vec::new();
    for item in items {
        let this = key(&item);
        match kept.iter_mut().find(|(other, ..)| *other == this) {
            Some((_, _, times)) => *times += 1,
            None => kept.push((this, item, 1)),
        }
    }
    kept.into_iter().map(|(_, item, times)| (item, times)).collect()
}

/// How many there are, how many are left out, and the rest.
fn capped<T>(mut items: Vec<T>) -> (usize, usize, Vec<T>) {
    let count = items.len();
    items.truncate(LIST_LIMIT);
    (count, count - items.len(), items)
}

fn name(concept: &Concept) -> String {
    shortened(concept.label())
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(TEXT_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `flu shot` is a flu vaccine, and no vaccine is called a shot.
fn without_filler(words: &str) -> String {
    let filler =
        ["vaccine", "vaccines", "vaccination", "vaccinations", "shot", "shots", "jab", "booster", "immunization"];
    words
        .split_whitespace()
        .filter(|word| !filler.contains(&word.to_lowercase().as_str()))
        .collect::<Vec<_>>()
        .join(" ")
}

/// One number from many; for pressures, from each part.
fn fold(readings: &[Reading], number: impl Fn(&[f64]) -> f64) -> Option<Reading> {
    let parts = |part: fn(&Reading) -> f64| readings.iter().map(part).collect::<Vec<_>>();
    let first = |reading: &Reading| match *reading {
        Reading::Single(value) | Reading::Pressure { systolic: value, .. } => value,
    };
    let second = |reading: &Reading| match *reading {
        Reading::Single(value) | Reading::Pressure { diastolic: value, .. } => value,
    };
    Some(match readings.first()? {
        Reading::Single(_) => Reading::Single(number(&parts(first))),
        Reading::Pressure { .. } => {
            Reading::Pressure { systolic: number(&parts(first)), diastolic: number(&parts(second)) }
        }
    })
}

#[expect(clippy::cast_precision_loss, reason = "no record has 2^52 values")]
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

//! The values of one measurement, in order of time.

use std::collections::BTreeMap;

use super::{
    HealthStore, MeasurementKind, Reading,
    kind::{Analyte, DIASTOLIC, PRESSURE_PANEL, SYSTOLIC},
    units::in_unit_of,
};
use crate::health::record::{Measurement, Observation, ObservationValue, RecordDate};

/// The values of one measurement up to today, oldest first, in the unit of its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What was measured; more exact than the kind where the kind has several.
    pub name: &'static str,
    /// When and how much.
    pub points: Vec<(RecordDate, Reading)>,
    /// Results that could not be brought to the kind's unit.
    pub unreadable: usize,
}

impl HealthStore {
    /// Every value of this kind up to today; daily totals for steps and sleep.
    pub fn series(&self, kind: MeasurementKind) -> Series {
        let mut series = if kind == MeasurementKind::BloodPressure {
            self.pressures()
        } else {
            let found = kind.analytes().iter().map(|analyte| self.values(kind, analyte));
            let empty = Series { name: "", points: Vec::new(), unreadable: 0 };
            found.fold(empty, |best, next| if best.points.is_empty() { next.or_unreadable(best) } else { best })
        };
        if kind.is_daily_total() {
            series.points = daily_totals(&series.points);
        }
        series.points.sort_by_key(|(date, _)| *date);
        series
    }

    /// The dated results up to today.
    fn results(&self) -> impl Iterator<Item = (RecordDate, &Observation)> {
        let dated = self.record.observations.iter().filter(|observation| observation.is_result());
        let dated = dated.filter_map(|observation| Some((observation.date?, observation)));
        dated.filter(|(date, _)| date.first_day() <= self.today)
    }

    fn values(&self, kind: MeasurementKind, analyte: &Analyte) -> Series {
        let mut series = Series { name: analyte.name, points: Vec::new(), unreadable: 0 };
        for (date, observation) in self.results() {
            for part in observation.measurements().filter(|part| analyte.is(&part.code)) {
                match amount(kind, part) {
                    Some(value) => series.points.push((date, Reading::Single(value))),
                    None => series.unreadable += usize::from(part.value.is_some()),
                }
            }
        }
        series
    }

    /// Pairs of pressures: the two components of a panel, one text, or two observations of the same moment.
    fn pressures(&self) -> Series {
        let mut series = Series { name: PRESSURE_PANEL.name, points: Vec::new(), unreadable: 0 };
        let mut halves: BTreeMap<RecordDate, (Option<f64>, Option<f64>)> = BTreeMap::new();
        for (date, observation) in self.results() {
            let find = |analyte: &Analyte| observation.measurements().find(|part| analyte.is(&part.code));
            let value = |part: Option<&Measurement>| part.and_then(|part| amount(MeasurementKind::BloodPressure, part));
            let (systolic, diastolic) = (find(&SYSTOLIC), find(&DIASTOLIC));
            match (value(systolic), value(diastolic)) {
                (Some(systolic), Some(diastolic)) => {
                    series.points.push((date, Reading::Pressure { systolic, diastolic }));
                }
                (None, None) => match find(&PRESSURE_PANEL).and_then(written_pressure) {
                    Some(reading) => series.points.push((date, reading)),
                    None => series.unreadable += usize::from(systolic.or(diastolic).is_some()),
                },
                (systolic, diastolic) => {
                    let half = halves.entry(date).or_default();
                    *half = (half.0.or(systolic), half.1.or(diastolic));
                }
            }
        }
        for (date, half) in halves {
            match half {
                (Some(systolic), Some(diastolic)) => {
                    series.points.push((date, Reading::Pressure { systolic, diastolic }));
                }
                _ => series.unreadable += 1,
            }
        }
        series
    }
}

impl Series {
    /// This one, or an earlier one that at least had something unreadable.
    fn or_unreadable(self, earlier: Self) -> Self {
        if self.points.is_empty() && self.unreadable == 0 && !earlier.name.is_empty() { earlier } else { self }
    }
}

fn amount(kind: MeasurementKind, part: &Measurement) -> Option<f64> {
    match part.value.as_ref()? {
        ObservationValue::Quantity(quantity) => in_unit_of(kind, quantity),
        _ => None,
    }
}

/// `128/78 mmHg`, as some sources write it.
fn written_pressure(part: &Measurement) -> Option<Reading> {
    let Some(ObservationValue::Text(text)) = &part.value else { return None };
    let text = text.trim();
    let (systolic, diastolic) = text.strip_suffix("mmHg").unwrap_or(text).split_once('/')?;
    let (systolic, diastolic) = (systolic.trim().parse().ok()?, diastolic.trim().parse().ok()?);
    let plausible = |value: f64| (1.0..400.0).contains(&value);
    (plausible(systolic) && plausible(diastolic)).then_some(Reading::Pressure { systolic, diastolic })
}

fn daily_totals(points: &[(RecordDate, Reading)]) -> Vec<(RecordDate, Reading)> {
    let mut days = BTreeMap::new();
    for (date, reading) in points {
        if let Reading::Single(value) = reading {
            *days.entry(date.first_day()).or_insert(0.0) += value;
        }
    }
    days.into_iter().map(|(day, total)| (RecordDate::from(day), Reading::Single(total))).collect()
}

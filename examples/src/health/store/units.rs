//! Brings a value to its kind's unit. A unit that is not known here is not guessed at: the value is left out and counted.

use super::MeasurementKind;
use crate::health::record::Quantity;

/// The value in the kind's unit; nothing if there is no usable value or its unit is unknown.
pub(super) fn in_unit_of(kind: MeasurementKind, quantity: &Quantity) -> Option<f64> {
    let value = quantity.value.filter(|value| value.is_finite())?;
    // A bound such as `<5` is no measurement to average.
    if quantity.comparator.is_some() {
        return None;
    }
    // The code is exact where there is one; the words vary.
    let factor = |unit: &Option<String>| unit.as_deref().and_then(|unit| factor(kind, unit));
    let factor = match (&quantity.code, &quantity.unit) {
        (None, None) => matches!(kind, MeasurementKind::Steps).then_some(1.0),
        (code, unit) => factor(code).or_else(|| factor(unit)),
    };
    Some(value * factor?)
}

/// What to multiply by.
fn factor(kind: MeasurementKind, unit: &str) -> Option<f64> {
    let unit = unit.trim().to_lowercase();
    units(kind).iter().find(|(names, _)| names.contains(&unit.as_str())).map(|(_, factor)| *factor)
}

/// Names of units, in lower case, and their factors. Those for mmol/L are a tenth of the molar mass in g/mol.
const fn units(kind: MeasurementKind) -> &'static [(&'static [&'static str], f64)] {
    match kind {
        MeasurementKind::Steps => {
            &[(&["steps", "step", "count", "{steps}", "{steps}/d", "{steps}/24.h", "/d", "1", "steps/day"], 1.0)]
        }
        MeasurementKind::Sleep => &[
            (&["h", "hr", "hrs", "hour", "hours", "h/d"], 1.0),
            (&["min", "minute", "minutes"], 1.0 / 60.0),
            (&["s", "seconds"], 1.0 / 3600.0),
        ],
        MeasurementKind::HeartRate => &[(
            &["/min", "bpm", "beats/min", "beats/minute", "{beats}/min", "beats per minute", "count/min", "1/min"],
            1.0,
        )],
        MeasurementKind::Weight => &[
            (&["kg", "kilograms"], 1.0),
            (&["g", "grams"], 0.001),
            (&["[lb_av]", "lb", "lbs", "pounds"], 0.453_592_37),
        ],
        MeasurementKind::BloodPressure => &[(&["mm[hg]", "mmhg", "mm hg"], 1.0), (&["kpa"], 7.500_62)],
        MeasurementKind::Glucose => &[(&["mg/dl"], 1.0), (&["mmol/l"], 18.016)],
        MeasurementKind::Cholesterol => &[(&["mg/dl"], 1.0), (&["mmol/l"], 38.67)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(value: f64, unit: &str, code: Option<&str>) -> Quantity {
        Quantity { value: Some(value), unit: Some(unit.into()), code: code.map(Into::into), comparator: None }
    }

    #[test]
    fn converts_what_it_knows() {
        let minutes = in_unit_of(MeasurementKind::Sleep, &quantity(450.0, "min", None));
        assert!(minutes.is_some_and(|hours| (hours - 7.5).abs() < 1e-9));
        let pounds = in_unit_of(MeasurementKind::Weight, &quantity(100.0, "pounds", Some("[lb_av]")));
        assert!(pounds.is_some_and(|weight| (weight - 45.359_237).abs() < 1e-9));
    }

    #[test]
    fn leaves_out_what_it_does_not_know() {
        assert_eq!(in_unit_of(MeasurementKind::Weight, &quantity(12.0, "stone", None)), None);
        assert_eq!(in_unit_of(MeasurementKind::Weight, &quantity(f64::INFINITY, "kg", None)), None);
        let bound = Quantity { comparator: Some("<".into()), ..quantity(5.0, "mg/dL", None) };
        assert_eq!(in_unit_of(MeasurementKind::Glucose, &bound), None);
    }
}

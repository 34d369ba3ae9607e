//! FHIR `Observation` to ours.

use super::{reader::Reader, wire};
use crate::health::record::{Measurement, Observation, ObservationValue};

/// Reads an observation; nothing if it was entered in error or cannot be read.
pub(super) fn observation(reader: &mut Reader<'_>) -> Option<Observation> {
    let wire: wire::Observation = reader.view()?;
    let own: wire::Measurement = reader.view()?;
    if wire.status.as_deref() == Some("entered-in-error") {
        return None;
    }
    let period = wire.effective_period.as_ref();
    let date = reader.date([
        ("effectiveDateTime", wire.effective_date_time.as_ref()),
        ("effectiveInstant", wire.effective_instant.as_ref()),
        ("effectivePeriod.end", period.and_then(|period| period.end.as_ref())),
        ("effectivePeriod.start", period.and_then(|period| period.start.as_ref())),
        ("issued", wire.issued.as_ref()),
    ]);
    let components = wire.component.into_iter().map(measurement).collect();
    Some(Observation { measurement: measurement(own), components, status: wire.status, date })
}

fn measurement(mut wire: wire::Measurement) -> Measurement {
    Measurement { code: std::mem::take(&mut wire.code), value: value(wire) }
}

fn value(wire: wire::Measurement) -> Option<ObservationValue> {
    use ObservationValue as Value;
    let text = wire.value_string.or(wire.value_time).or(wire.value_date_time);
    let period = wire.value_period.map(|period| {
        let side = |date: Option<String>| date.unwrap_or_else(|| "?".into());
        format!("{} to {}", side(period.start), side(period.end))
    });
    None.or(wire.value_quantity.map(Value::Quantity))
        .or(wire.value_codeable_concept.map(Value::Concept))
        .or(text.or(period).map(Value::Text))
        .or(wire.value_boolean.map(Value::Boolean))
        .or(wire.value_integer.map(Value::Integer))
        .or(wire.value_range.map(|range| Value::Range(range.low, range.high)))
        .or(wire.value_ratio.map(|ratio| Value::Ratio(ratio.numerator, ratio.denominator)))
        .or(wire.value_sampled_data.map(|_| Value::Samples))
        .or(wire.data_absent_reason.map(Value::Absent))
}

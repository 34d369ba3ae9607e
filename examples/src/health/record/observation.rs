//! What was measured, found or answered.

use std::fmt;

use serde::Deserialize;

use super::{Concept, RecordDate};

/// One observation; a panel such as blood pressure has components.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// What was observed, and its own value if it has one.
    pub measurement: Measurement,
    /// The parts of a panel.
    pub components: Vec<Measurement>,
    /// FHIR's status: `final`, `preliminary`, `amended`, `cancelled`, …
    pub status: Option<String>,
    /// When it was true of the patient; when it was issued, if only that is known.
    pub date: Option<RecordDate>,
}

impl Observation {
    /// Whether there is a result to speak of: it was not called off, and it is more than an order.
    pub fn is_result(&self) -> bool {
        !matches!(self.status.as_deref(), Some("cancelled" | "registered"))
    }

    /// The observation itself and its components.
    pub fn measurements(&self) -> impl Iterator<Item = &Measurement> {
        std::iter::once(&self.measurement).chain(&self.components)
    }
}

/// A thing observed and its value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measurement {
    /// What was observed.
    pub code: Concept,
    /// What was found.
    pub value: Option<ObservationValue>,
}

/// A value, in the forms that FHIR R4 has.
#[derive(Debug, Clone, PartialEq)]
pub enum ObservationValue {
    /// A number with a unit.
    Quantity(Quantity),
    /// A code or words from a list.
    Concept(Concept),
    /// Free text; times, dates and periods are text too, as they were written.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// A count.
    Integer(i64),
    /// From, to.
    Range(Option<Quantity>, Option<Quantity>),
    /// A ratio such as a titre.
    Ratio(Option<Quantity>, Option<Quantity>),
    /// A recorded curve, of which only the existence is kept.
    Samples,
    /// There is none, and why, if that is known.
    Absent(Concept),
}

/// A number with a unit.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Quantity {
    /// The number.
    pub value: Option<f64>,
    /// `<`, `<=`, `>=` or `>` where the number is only a bound.
    pub comparator: Option<String>,
    /// The unit in words.
    pub unit: Option<String>,
    /// The unit's code, mostly of UCUM.
    pub code: Option<String>,
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.value else { return formatter.write_str("no value") };
        write!(formatter, "{}{value}", self.comparator.as_deref().unwrap_or_default())?;
        match self.unit.as_deref().or(self.code.as_deref()) {
            Some(unit) if !unit.is_empty() => write!(formatter, " {unit}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for ObservationValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |quantity: &Option<Quantity>| quantity.as_ref().map_or_else(|| "?".into(), ToString::to_string);
        match self {
            Self::Quantity(quantity) => quantity.fmt(formatter),
            Self::Concept(concept) => formatter.write_str(concept.label()),
            Self::Text(text) => formatter.write_str(text),
            Self::Boolean(value) => formatter.write_str(if *value { "yes" } else { "no" }),
            Self::Integer(value) => value.fmt(formatter),
            Self::Range(low, high) => write!(formatter, "{} to {}", side(low), side(high)),
            Self::Ratio(numerator, denominator) => write!(formatter, "{} : {}", side(numerator), side(denominator)),
            Self::Samples => formatter.write_str("a recorded curve"),
            Self::Absent(reason) if reason.is_empty() => formatter.write_str("no value"),
            Self::Absent(reason) => write!(formatter, "no value ({})", reason.label()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_prints_as_it_would_be_said() {
        let quantity = |value| Quantity { value: Some(value), unit: Some("mg".into()), ..Quantity::default() };
        assert_eq!(ObservationValue::Quantity(quantity(5.5)).to_string(), "5.5 mg");
        let bound = Quantity { comparator: Some("<".into()), ..quantity(2.0) };
        assert_eq!(ObservationValue::Range(Some(bound), None).to_string(), "<2 mg to ?");
        assert_eq!(ObservationValue::Absent(Concept::default()).to_string(), "no value");
    }
}

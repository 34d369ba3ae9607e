//! [`Findings`]: what a report is made of.

use super::{Change, EnforcedBy, Fitness, PlaceReport};

/// Collects findings while a function is brought into a dialect.
#[derive(Clone, Debug, Default)]
pub(in crate::dialect) struct Findings {
    places: Vec<PlaceReport>,
}

impl Findings {
    /// A place that was looked at.
    pub(in crate::dialect) fn visit(&mut self, pointer: &str) -> &mut PlaceReport {
        let index = self.places.iter().position(|place| place.pointer == pointer).unwrap_or_else(|| {
            self.places.push(PlaceReport { pointer: pointer.to_owned(), fitness: Fitness::Exact, shape: None });
            self.places.len() - 1
        });
        &mut self.places[index]
    }

    pub(in crate::dialect) fn change(&mut self, pointer: &str, what: impl Into<String>, enforced_by: EnforcedBy) {
        let change = Change { what: what.into(), enforced_by };
        let place = self.visit(pointer);
        match &mut place.fitness {
            Fitness::Exact => place.fitness = Fitness::Approximated(vec![change]),
            Fitness::Approximated(changes) if !changes.contains(&change) => changes.push(change),
            Fitness::Approximated(_) | Fitness::Unsupported { .. } => {}
        }
    }

    pub(in crate::dialect) fn shape(&mut self, pointer: &str, shape: &'static str) {
        self.visit(pointer).shape = Some(shape);
    }

    pub(in crate::dialect) fn unsupported(&mut self, pointer: &str, reason: impl Into<String>) {
        self.visit(pointer).fitness = Fitness::Unsupported { reason: reason.into() };
    }

    /// Where and why something cannot be said.
    pub(in crate::dialect) fn reasons(&self) -> Vec<(String, String)> {
        let reason = |place: &PlaceReport| match &place.fitness {
            Fitness::Unsupported { reason } => Some((place.pointer.clone(), reason.clone())),
            _ => None,
        };
        self.places.iter().filter_map(reason).collect()
    }

    pub(in crate::dialect) fn into_places(self) -> Vec<PlaceReport> {
        self.places
    }
}

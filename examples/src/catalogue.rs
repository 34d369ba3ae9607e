//! The examples' functions by group, for whoever wants to look at them without running any.

use std::sync::Arc;

use llm_functions::view::FunctionView;

use crate::functions::{
    GetAllergies, GetConditions, GetEncounters, GetImmunizations, GetMedications, GetObservations, every_kind,
};

/// Some functions that belong together.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "a list for people to look at")]
pub struct Group {
    /// How it is asked for.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its functions.
    pub views: Vec<Arc<FunctionView>>,
}

/// Every group.
pub fn groups() -> Vec<Group> {
    let health = vec![
        FunctionView::of::<GetObservations>(),
        FunctionView::of::<GetMedications>(),
        FunctionView::of::<GetConditions>(),
        FunctionView::of::<GetAllergies>(),
        FunctionView::of::<GetImmunizations>(),
        FunctionView::of::<GetEncounters>(),
    ];
    vec![
        Group { name: "health", about: "questions about a patient's record", views: health },
        Group { name: "every-kind", about: "parameters of every kind", views: every_kind::views() },
    ]
}

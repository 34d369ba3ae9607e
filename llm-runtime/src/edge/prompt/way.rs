//! [`Way`]: how functions are shown to a model, and how it calls them.

use crate::edge::model::template::Abilities;
use crate::edge::profile::{ChoiceMethod, ModelProfile};
use crate::edge::syntax::{CallSyntax, Used};

/// How functions are shown to a model, and how it calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// Whether the model's template shows functions, calls and results; else they are text.
    pub(crate) native: bool,
    /// How calls are written.
    pub(crate) used: Used,
    /// Whether the model chooses by what it writes; else by what it finds likely.
    pub(crate) decoded: bool,
}

impl Way {
    /// By what a profile wants and a template knows.
    pub(crate) fn of(profile: &ModelProfile, abilities: Abilities) -> Self {
        let wanted = profile.syntax.map(CallSyntax::used);
        let own = abilities.native().filter(|own| wanted.is_none_or(|wanted| wanted.syntax == own.syntax));
        let written = profile.choice.is_written();
        let native = own.is_some() && (written || profile.choice == ChoiceMethod::AsTemplate);
        let used = own.filter(|_| native).or(wanted).unwrap_or_else(|| CallSyntax::Plain.used());
        // A marker for answers in words is compared with calls, which is another way to choose.
        let decoded = native || (written && profile.prose_prefix.is_empty());
        Self { native, used, decoded }
    }
}

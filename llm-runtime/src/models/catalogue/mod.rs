//! The models that can be asked for by name: facts, not code.

mod built_in;
mod companion;
mod entry;

use std::borrow::Cow;

use super::ModelError;

pub use companion::{Bytes, Companion, Encoder};
pub(super) use entry::check_name;
pub use entry::{CatalogueEntry, Source, Wheel};

/// The model that the demo and the tests use: small enough for any machine, free to use and pass on.
pub const DEFAULT_MODEL: &str = "smollm2-135m-instruct";

/// The models that can be asked for by name.
///
/// ```
/// use llm_runtime::models::Catalogue;
///
/// let error = Catalogue::built_in().get("smollm2-135m").unwrap_err();
/// assert!(error.to_string().contains("did you mean `smollm2-135m-instruct`?"));
/// ```
#[derive(Clone, Debug)]
pub struct Catalogue {
    entries: Cow<'static, [CatalogueEntry]>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Catalogue {
    /// The models that this crate knows how to fetch.
    pub const fn built_in() -> Self {
        Self { entries: Cow::Borrowed(built_in::ENTRIES) }
    }

    /// Adds a model; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, entry: CatalogueEntry) -> Self {
        let entries = self.entries.to_mut();
        entries.retain(|known| known.name != entry.name);
        entries.push(entry);
        self
    }

    /// The model of that name; for an unknown name the error says which name is close and which there are.
    pub fn get(&self, name: &str) -> Result<&CatalogueEntry, ModelError> {
        self.iter().find(|entry| entry.name == name).ok_or_else(|| ModelError::Unknown {
            name: name.to_owned(),
            suggestion: self.closest(name).map(str::to_owned),
            known: self.iter().map(|entry| &*entry.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// Every model.
    pub fn iter(&self) -> impl Iterator<Item = &CatalogueEntry> {
        self.entries.iter()
    }

    fn closest(&self, name: &str) -> Option<&str> {
        // Jaro-Winkler favours a common beginning, and people shorten names at the end.
        const CLOSE: f64 = 0.75;
        let name = name.to_lowercase();
        let rated = self.iter().map(|entry| (strsim::jaro_winkler(&name, &entry.name), &*entry.name));
        rated.filter(|(rate, _)| *rate > CLOSE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
    }
}

//! The models that are loaded, within a budget of memory.

use std::collections::HashMap;
use std::sync::Arc;

use super::model::LoadedModel;
use crate::error::ErrorKind;

/// The models that are loaded.
#[derive(Debug, Default)]
pub(super) struct Pool {
    models: HashMap<String, Entry>,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    model: Arc<LoadedModel>,
    used_at: u64,
}

impl Pool {
    /// A model that is loaded and whose thread lives; it counts as used now.
    pub(super) fn get(&mut self, name: &str) -> Option<Arc<LoadedModel>> {
        self.clock += 1;
        let entry = self.models.get_mut(name).filter(|entry| entry.model.is_alive())?;
        entry.used_at = self.clock;
        Some(Arc::clone(&entry.model))
    }

    /// The same, without using it.
    pub(super) fn peek(&self, name: &str) -> Option<&Arc<LoadedModel>> {
        self.models.get(name).map(|entry| &entry.model)
    }

    pub(super) fn insert(&mut self, name: &str, model: Arc<LoadedModel>) {
        self.clock += 1;
        self.models.insert(name.to_owned(), Entry { model, used_at: self.clock });
    }

    /// Takes a model out. Sessions that use it keep it until they end.
    pub(super) fn remove(&mut self, name: &str) -> Option<Arc<LoadedModel>> {
        self.models.remove(name).map(|entry| entry.model)
    }

    /// Unloads models that no session uses, the one that was idle for longest first, until this many bytes more fit.
    pub(super) fn make_room(&mut self, bytes: u64, budget: Option<u64>, for_model: &str) -> Result<(), ErrorKind> {
        let Some(budget) = budget else { return Ok(()) };
        while self.bytes().saturating_add(bytes) > budget {
            let idle =
                self.models.iter().filter(|(name, entry)| *name != for_model && Arc::strong_count(&entry.model) == 1);
            let Some(name) = idle.min_by_key(|(_, entry)| entry.used_at).map(|(name, _)| name.clone()) else {
                return Err(self.too_large(bytes, budget, for_model));
            };
            self.models.remove(&name);
        }
        Ok(())
    }

    fn bytes(&self) -> u64 {
        self.models.values().map(|entry| entry.model.facts.bytes()).sum()
    }

    fn too_large(&self, bytes: u64, budget: u64, model: &str) -> ErrorKind {
        let others = self.models.keys().filter(|name| *name != model).count();
        let reason = format!(
            "it needs {bytes} bytes, and the memory budget of {budget} has {} left beside {others} models that sessions use; \
             end sessions, or change EdgeConfig::memory_budget or cache_tokens",
            budget.saturating_sub(self.bytes())
        );
        ErrorKind::Model { model: model.to_owned(), reason }
    }
}

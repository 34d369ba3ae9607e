//! The models that are loaded, and those that are being loaded, within a budget of memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Mutex as Turns;

use super::model::LoadedModel;
use crate::error::ErrorKind;

/// The models that are loaded. Nothing waits for its lock while a model is loaded: whoever uses one that is there is not
/// held up by one that comes.
#[derive(Debug, Default)]
pub(super) struct Pool {
    shelf: Mutex<Shelf>,
    turns: Mutex<HashMap<String, Arc<Turns<()>>>>,
}

#[derive(Debug, Default)]
struct Shelf {
    models: HashMap<String, Entry>,
    /// Bytes that are kept free for those that are being loaded.
    reserved: HashMap<String, u64>,
    clock: u64,
}

#[derive(Debug)]
struct Entry {
    model: Arc<LoadedModel>,
    used_at: u64,
}

/// Room that is kept for a model while it is loaded.
#[derive(Debug)]
pub(super) struct Reserved<'p> {
    pool: &'p Pool,
    name: String,
    beside: u64,
}

/// Bytes that a model needs, and those of its encoder, which has its own place.
#[derive(Clone, Copy, Debug)]
struct Needed {
    bytes: u64,
    beside: u64,
}

impl Pool {
    /// A model that is loaded and whose thread lives; it counts as used now.
    pub(super) fn get(&self, name: &str) -> Option<Arc<LoadedModel>> {
        let mut held = self.lock();
        held.clock += 1;
        let clock = held.clock;
        let entry = held.models.get_mut(name).filter(|entry| entry.model.is_alive())?;
        entry.used_at = clock;
        Some(Arc::clone(&entry.model))
    }

    /// Looks at a model without using it.
    pub(super) fn look<T>(&self, name: &str, at: impl FnOnce(&LoadedModel) -> T) -> Option<T> {
        self.lock().models.get(name).map(|entry| at(&entry.model))
    }

    /// Takes a model out. Sessions that use it keep it until they end.
    pub(super) fn remove(&self, name: &str) -> Option<Arc<LoadedModel>> {
        self.lock().models.remove(name).map(|entry| entry.model)
    }

    /// Takes an encoder out that no loaded model has any more.
    pub(super) fn remove_unused(&self, encoder: &Arc<LoadedModel>) -> Option<Arc<LoadedModel>> {
        let mut held = self.lock();
        let same = |other: &Entry| Arc::ptr_eq(&other.model, encoder);
        let used = held.models.values().any(|entry| entry.model.has(encoder));
        let name = held.models.iter().find(|(_, entry)| !used && same(entry)).map(|(name, _)| name.clone())?;
        held.models.remove(&name).map(|entry| entry.model)
    }

    /// Who loads this model: one at a time, so that two sessions never load it twice.
    pub(super) fn turns(&self, name: &str) -> Arc<Turns<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(name.to_owned()).or_default())
    }

    /// Keeps room for a model of so many bytes, which needs its encoder, that is loaded, as well.
    pub(super) fn reserve(
        &self,
        name: &str,
        bytes: u64,
        encoder: Option<&Arc<LoadedModel>>,
        budget: Option<u64>,
    ) -> Result<Reserved<'_>, ErrorKind> {
        let beside = encoder.map_or(0, |encoder| encoder.facts.bytes());
        self.make_room(name, Needed { bytes, beside }, budget)?;
        Ok(Reserved { pool: self, name: name.to_owned(), beside })
    }

    /// Unloads models that no session uses, the one that was idle for longest first, until this one fits.
    fn make_room(&self, name: &str, needed: Needed, budget: Option<u64>) -> Result<(), ErrorKind> {
        let mut gone = Vec::new();
        let mut held = self.lock();
        let made = budget.map_or(Ok(()), |budget| held.make_room(name, needed, budget, &mut gone));
        if made.is_ok() {
            held.reserved.insert(name.to_owned(), needed.bytes);
        }
        drop(held);
        // The thread of a model takes a moment to end, for which nobody else has to wait.
        drop(gone);
        made
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reserved<'_> {
    /// Puts the model, of which it is known by now what it needs, in its place.
    pub(super) fn keep(self, model: &Arc<LoadedModel>, budget: Option<u64>) -> Result<(), ErrorKind> {
        self.pool.make_room(&self.name, Needed { bytes: model.facts.bytes(), beside: self.beside }, budget)?;
        let mut held = self.pool.lock();
        held.clock += 1;
        let entry = Entry { model: Arc::clone(model), used_at: held.clock };
        held.models.insert(self.name.clone(), entry);
        Ok(())
    }
}

impl Drop for Reserved<'_> {
    fn drop(&mut self) {
        self.pool.lock().reserved.remove(&self.name);
    }
}

impl Entry {
    /// Whether no session uses it, and no loaded model but those that are gone.
    fn is_idle(&self, gone: &[Arc<LoadedModel>]) -> bool {
        let held = gone.iter().filter(|other| other.has(&self.model)).count();
        Arc::strong_count(&self.model) == 1 + held
    }
}

impl Shelf {
    fn make_room(
        &mut self,
        name: &str,
        Needed { bytes, beside }: Needed,
        budget: u64,
        gone: &mut Vec<Arc<LoadedModel>>,
    ) -> Result<(), ErrorKind> {
        if bytes.saturating_add(beside) > budget {
            let encoder = if beside > 0 { format!(" and its encoder {beside}") } else { String::new() };
            let reason = format!(
                "it needs {bytes} bytes{encoder}, and the memory budget has {budget}; change EdgeConfig::memory_budget or cache_tokens"
            );
            return Err(ErrorKind::Model { model: name.to_owned(), reason });
        }
        while self.bytes(name).saturating_add(bytes) > budget {
            let idle = self.models.iter().filter(|(other, entry)| *other != name && entry.is_idle(gone));
            let Some(idle) = idle.min_by_key(|(_, entry)| entry.used_at).map(|(name, _)| name.clone()) else {
                let left = budget.saturating_sub(self.bytes(name));
                let others = self.models.len() + self.reserved.len();
                return Err(ErrorKind::NoRoom { model: name.to_owned(), needed: bytes, left, budget, others });
            };
            gone.extend(self.models.remove(&idle).map(|entry| entry.model));
        }
        Ok(())
    }

    /// What all but this one have.
    fn bytes(&self, except: &str) -> u64 {
        let loaded = self.models.iter().filter(|(name, _)| *name != except).map(|(_, entry)| entry.model.facts.bytes());
        let coming = self.reserved.iter().filter(|(name, _)| *name != except).map(|(_, bytes)| *bytes);
        loaded.chain(coming).sum()
    }
}

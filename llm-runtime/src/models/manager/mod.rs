//! [`ModelManager`]: one cache directory and one catalogue.

mod upkeep;

use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::ModelError;
use super::cache::digest;
use super::cache::lock::Lock;
use super::cache::stamp::Stamp;
use super::cache::{self, Cache, Place};
use super::catalogue::{Catalogue, CatalogueEntry, Companion};
use super::fetch::{Fetch, Python};
use super::installed::{ModelFiles, State};
use super::progress::{Phase, Progress, Reporter};

/// The variable that names the cache directory.
pub const CACHE_VARIABLE: &str = "LLM_FUNCTIONS_CACHE";

/// The cache directory: what `LLM_FUNCTIONS_CACHE` names, else `llm-functions` in the platform's place for caches.
pub fn cache_directory() -> Result<PathBuf, ModelError> {
    match env::var_os(CACHE_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => {
            let path = PathBuf::from(path);
            absolute(&path).map_err(|e| ModelError::io("find", &path, e))
        }
        None => match choose_native_strategy() {
            Ok(platform) => Ok(platform.cache_dir().join("llm-functions")),
            Err(_) => Err(ModelError::NoCacheDirectory),
        },
    }
}

/// Gets, checks, lists and removes models in one cache directory.
///
/// ```
/// use llm_runtime::models::{CatalogueEntry, ModelManager, Source};
///
/// # let directory = tempfile::tempdir()?;
/// # let original = directory.path().join("four.gguf");
/// # std::fs::write(&original, "GGUF")?;
/// let entry = CatalogueEntry::new("four", "four.gguf", 4, "8fa32daaac6f8dcc61c4b8c8b7a2c7ef5e6e03b8cb2e6a6c2f5ec3b2f95e3e1a")
///     .with_source(Source::File(original));
/// let manager = ModelManager::new(directory.path().join("cache"));
/// // Four letters are no model, and this digest is made up: the file is refused and deleted.
/// let error = manager.ensure(&entry, &mut |_| ()).unwrap_err();
/// assert!(error.is_digest_mismatch());
/// assert!(manager.list()?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct ModelManager {
    cache: Cache,
    catalogue: Catalogue,
    python: Option<Python>,
}

impl ModelManager {
    /// A manager of the models in that directory, which is created when it is needed.
    pub fn new(cache_dir: impl AsRef<Path>) -> Self {
        Self { cache: Cache::new(cache_dir.as_ref()), catalogue: Catalogue::built_in(), python: None }
    }

    /// A manager of this account's models; see [`cache_directory`].
    pub fn from_env() -> Result<Self, ModelError> {
        cache_directory().map(Self::new)
    }

    /// Knows these models by name instead of the built-in ones.
    #[must_use]
    pub fn with_catalogue(mut self, catalogue: Catalogue) -> Self {
        self.catalogue = catalogue;
        self
    }

    /// Uses this Python's `pip` instead of looking for one.
    #[must_use]
    pub fn with_python(mut self, python: Python) -> Self {
        self.python = Some(python);
        self
    }

    #[cfg(test)]
    pub(super) fn with_free_space(mut self, free_space: cache::FreeSpace) -> Self {
        self.cache = self.cache.with_free_space(free_space);
        self
    }

    /// The models that can be asked for by name.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The path of that model, which is fetched first if it is not here; see [`ModelManager::ensure`]. A model that was
    /// added from a file has no other source: when it was changed since, that is an error.
    pub fn ensure_named(&self, name: &str, progress: &mut dyn FnMut(Progress<'_>)) -> Result<PathBuf, ModelError> {
        match self.catalogue.get(name) {
            Ok(entry) => self.ensure(entry, progress),
            Err(unknown) => match self.added(name) {
                Some(model) if model.state == State::Verified => Ok(model.path),
                Some(_) => self.verify(name, progress).map(|model| model.path),
                None => Err(unknown),
            },
        }
    }

    /// The files of that model, with the adapter that comes with it and the encoder that finds its functions, each of which
    /// is fetched first if it is not here.
    pub fn files(&self, name: &str, progress: &mut dyn FnMut(Progress<'_>)) -> Result<ModelFiles, ModelError> {
        let entry = self.catalogue.get(name).ok();
        let files = self.own_files(name, entry.and_then(|entry| entry.companion.as_ref()), progress)?;
        let Some(encoder) = entry.and_then(|entry| entry.encoder.as_ref()) else { return Ok(files) };
        // The encoder's own files and no further: entries that name each other would have no end.
        let beside = self.own_files(&encoder.name, encoder.companion.as_ref(), progress)?;
        Ok(ModelFiles { encoder: Some(Box::new(beside)), ..files })
    }

    /// The model and an adapter for it.
    fn own_files(
        &self,
        name: &str,
        companion: Option<&Companion>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<ModelFiles, ModelError> {
        let model = self.ensure_named(name, progress)?;
        let install = |companion: &Companion| Ok((self.ensure(&companion.entry(), progress)?, companion.scale));
        let companion = companion.map(install).transpose()?;
        Ok(ModelFiles { name: name.to_owned(), model, companion, encoder: None })
    }

    /// The path of that model, which has the promised digest; it is fetched first if it is not here.
    ///
    /// When it is here and was not touched since its last check, this reads a few hundred bytes and nothing else. Only
    /// one process at a time fetches a model; another waits for it and then uses what it fetched.
    pub fn ensure(
        &self,
        entry: &CatalogueEntry,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<PathBuf, ModelError> {
        entry.check_names()?;
        let place = self.cache.place(&entry.name, &entry.file_name);
        if is_verified(&place, entry) {
            return Ok(place.file);
        }
        let mut reporter = Reporter { model: &entry.name, report: progress };
        let _lock = Lock::acquire(&place.lock, &mut || reporter.tell(Phase::Waiting, 0, 0))?;
        if !is_verified(&place, entry) && !recheck(&place, entry, &mut reporter)? {
            self.fetch(&place, entry, &mut reporter)?;
        }
        Ok(place.file)
    }

    fn fetch(&self, place: &Place, entry: &CatalogueEntry, reporter: &mut Reporter<'_>) -> Result<(), ModelError> {
        let workshop = &place.workshop;
        let fetch = Fetch { entry, cache: &self.cache, workshop, python: self.python.as_ref() };
        let finished = fetch.run(reporter).map_err(|error| error.in_cache(self.cache.models()))?;
        place.admit(&finished, &entry.name, &entry.sha256)?;
        cache::remove(&place.workshop)
    }
}

fn is_verified(place: &Place, entry: &CatalogueEntry) -> bool {
    Stamp::read(&place.stamp).is_some_and(|stamp| stamp.sha256 == entry.sha256 && stamp.fits(&place.file))
}

/// Looks at a file without a valid stamp: it gets one if it is the right file, and goes if it is not.
fn recheck(place: &Place, entry: &CatalogueEntry, reporter: &mut Reporter<'_>) -> Result<bool, ModelError> {
    let Ok(found) = fs::metadata(&place.file) else { return Ok(false) };
    let mut tick = |done| reporter.tell(Phase::Checking, done, entry.size);
    if found.len() == entry.size && digest::of_file(&place.file, &mut tick)? == entry.sha256 {
        Stamp::write(&place.stamp, &entry.name, &place.file, &entry.sha256)?;
        return Ok(true);
    }
    cache::remove(&place.stamp)?;
    cache::remove(&place.file)?;
    Ok(false)
}

//! [`ModelManager`]: one cache directory and one catalogue.

use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::ModelError;
use super::cache::digest;
use super::cache::lock::Lock;
use super::cache::stamp::Stamp;
use super::cache::{self, Cache, Place};
use super::catalogue::{Catalogue, CatalogueEntry, Source, check_name};
use super::fetch::{Fetch, Python, check_magic};
use super::installed::{self, InstalledModel};
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

    /// The path of that model, which is fetched first if it is not here; see [`ModelManager::ensure`].
    pub fn ensure_named(&self, name: &str, progress: &mut dyn FnMut(Progress<'_>)) -> Result<PathBuf, ModelError> {
        match self.catalogue.get(name) {
            Ok(entry) => self.ensure(entry, progress),
            Err(unknown) => self.added(name).map(|model| model.path).ok_or(unknown),
        }
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

    /// Takes a file into the cache and says what it is: a model of the catalogue if it has that model's digest, else a
    /// model named as the file is. This is the way in for a machine without a network.
    pub fn add_file(&self, path: &Path, progress: &mut dyn FnMut(Progress<'_>)) -> Result<InstalledModel, ModelError> {
        check_magic(path)?;
        let size = fs::metadata(path).map_err(|e| ModelError::io("read", path, e))?.len();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = file_name.strip_suffix(".gguf").unwrap_or(&file_name).to_lowercase();
        check_name(&name)?;
        let sha256 = {
            let mut reporter = Reporter { model: &name, report: progress };
            digest::of_file(path, &mut |done| reporter.tell(Phase::Checking, done, size))?
        };
        let mut entry = self.identify(path, CatalogueEntry::new(name, file_name, size, sha256))?;
        entry.sources = vec![Source::File(path.to_owned())].into();
        self.ensure(&entry, progress)?;
        self.added(&entry.name).ok_or(ModelError::NoSource { name: entry.name.into_owned() })
    }

    /// The catalogue's entry for a file, if it has one. A file that bears the name of a known model and is another one
    /// would take that model's place: it is refused.
    fn identify(&self, path: &Path, stranger: CatalogueEntry) -> Result<CatalogueEntry, ModelError> {
        if let Some(known) = self.catalogue.iter().find(|entry| entry.sha256 == stranger.sha256) {
            return Ok(known.clone());
        }
        let clashes = |entry: &&CatalogueEntry| entry.file_name == stranger.file_name || entry.name == stranger.name;
        match self.catalogue.iter().find(clashes) {
            None => Ok(stranger),
            Some(known) => Err(ModelError::DigestMismatch {
                path: path.to_owned(),
                expected: known.sha256.to_string(),
                found: stranger.sha256.into_owned(),
                deleted: false,
            }),
        }
    }

    /// Every model in the cache, by name.
    pub fn list(&self) -> Result<Vec<InstalledModel>, ModelError> {
        installed::list(&self.cache, &self.catalogue)
    }

    /// Reads the whole file of a model again and compares its digest. A file that fails is not used any more: the next
    /// [`ModelManager::ensure`] fetches it anew.
    pub fn verify(&self, name: &str, progress: &mut dyn FnMut(Progress<'_>)) -> Result<InstalledModel, ModelError> {
        let (place, model) = self.installed(name)?;
        let mut reporter = Reporter { model: &model.name, report: progress };
        let _lock = Lock::acquire(&place.lock, &mut || reporter.tell(Phase::Waiting, 0, 0))?;
        let found = digest::of_file(&place.file, &mut |done| reporter.tell(Phase::Checking, done, model.size))?;
        let promised = self.catalogue.get(name).ok().map(|entry| entry.sha256.to_string());
        let expected = promised.or(model.sha256).unwrap_or_default();
        if found != expected {
            cache::remove(&place.stamp)?;
            return Err(ModelError::DigestMismatch { path: place.file, expected, found, deleted: false });
        }
        Stamp::write(&place.stamp, name, &place.file, &found)?;
        self.added(name).ok_or_else(|| self.not_installed(name))
    }

    /// Removes a model from the cache, with whatever a broken fetch left of it. A process that has it open keeps it.
    pub fn remove(&self, name: &str) -> Result<InstalledModel, ModelError> {
        let (place, model) = self.installed(name)?;
        let _lock = Lock::acquire(&place.lock, &mut || ())?;
        cache::remove(&place.stamp)?;
        cache::remove(&place.file)?;
        cache::remove(&place.workshop)?;
        Ok(model)
    }

    fn added(&self, name: &str) -> Option<InstalledModel> {
        self.list().ok()?.into_iter().find(|model| model.name == name)
    }

    fn installed(&self, name: &str) -> Result<(Place, InstalledModel), ModelError> {
        let Some(model) = self.added(name) else {
            // A name that nobody knows gets the better error: the one with the suggestion.
            return Err(self.catalogue.get(name).map_or_else(|unknown| unknown, |_| self.not_installed(name)));
        };
        let file_name = model.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        check_name(name)?;
        Ok((self.cache.place(name, &file_name), model))
    }

    fn not_installed(&self, name: &str) -> ModelError {
        ModelError::NotInstalled { name: name.to_owned(), cache: self.cache.models().to_owned() }
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

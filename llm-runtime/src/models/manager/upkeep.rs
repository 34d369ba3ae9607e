//! What can be done with models besides using them: add, list, verify, remove.

use std::fs;
use std::path::Path;

use super::super::ModelError;
use super::super::cache::digest;
use super::super::cache::lock::Lock;
use super::super::cache::stamp::Stamp;
use super::super::cache::{self, Place};
use super::super::catalogue::{CatalogueEntry, Source, check_name};
use super::super::fetch::check_magic;
use super::super::installed::{self, InstalledModel};
use super::super::progress::{Phase, Progress, Reporter};
use super::ModelManager;

impl ModelManager {
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

    /// Fetches a file that a server has, such as a hub of models, and says what it is, as [`ModelManager::add_file`] does.
    /// The digest is what makes it that file and no other; without one, nothing is fetched. What breaks off goes on where
    /// it was, also in another process.
    ///
    /// # Errors
    /// [`ModelError::Download`] when the server does not give it, [`ModelError::DigestMismatch`] when it gives another one.
    #[cfg(feature = "cloud")]
    pub fn fetch_url(
        &self,
        url: &str,
        sha256: &str,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<InstalledModel, ModelError> {
        let sha256 = sha256.to_ascii_lowercase();
        let here = self.list()?.into_iter().find(|model| model.sha256.as_deref() == Some(&*sha256));
        if let Some(model) = here.filter(|model| model.state == installed::State::Verified) {
            return Ok(model);
        }
        let file_name = super::super::fetch::file_name(url);
        let name = file_name.strip_suffix(".gguf").unwrap_or(&file_name).to_lowercase();
        check_name(&name)?;
        let size = super::super::fetch::length(url)?;
        let stranger = CatalogueEntry::new(name, file_name, size, sha256);
        let mut entry = self.identify(Path::new(url), stranger)?;
        entry.sources = vec![Source::Url(url.to_owned().into())].into();
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
            Stamp::revoke(&place.stamp)?;
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

    pub(super) fn added(&self, name: &str) -> Option<InstalledModel> {
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

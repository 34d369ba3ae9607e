//! A cache, an index of small packages, and a model in two of them.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::models::{Catalogue, CatalogueEntry, ModelError, ModelManager, Python, Source, Wheel};

pub(super) const NAME: &str = "tiny";

/// Long enough that a package that breaks off after a hundred bytes is incomplete.
const PARTS: [&[u8]; 2] = [b"GGUF, then the first of the two parts", b" and the second one, and that is all"];

pub(super) struct Bench {
    pub(super) directory: TempDir,
    pub(super) entry: CatalogueEntry,
}

impl Bench {
    pub(super) fn new() -> Self {
        let directory = TempDir::new().unwrap();
        fs::create_dir(directory.path().join("index")).unwrap();
        let fake = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fake-python");
        // A link, not a copy: a program that was just written may be refused as busy while other tests start processes.
        std::os::unix::fs::symlink(fake, directory.path().join("python3")).unwrap();
        let wheels: Vec<_> = (1..).zip(PARTS).map(|(number, part)| publish(directory.path(), number, part)).collect();
        let model = PARTS.concat();
        let entry = CatalogueEntry::new(NAME, "tiny.gguf", model.len() as u64, sha256(&model))
            .with_source(Source::PythonPackages(wheels.into()));
        Self { directory, entry }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(super) fn manager(&self) -> ModelManager {
        ModelManager::new(self.path("cache"))
            .with_python(Python::at(self.path("python3")))
            .with_catalogue(Catalogue::built_in().with(self.entry.clone()))
    }

    pub(super) fn ensure(&self) -> Result<PathBuf, ModelError> {
        self.manager().ensure(&self.entry, &mut |_| ())
    }

    /// What `pip` was asked for, in order.
    pub(super) fn asked(&self) -> Vec<String> {
        fs::read_to_string(self.path("asked")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Changes the first package of the entry.
    pub(super) fn change_first(&mut self, change: impl FnOnce(&mut Wheel)) {
        let [Source::PythonPackages(wheels)] = self.entry.sources.to_mut().as_mut_slice() else { panic!("one source") };
        change(wheels.to_mut().first_mut().unwrap());
    }

    /// Replaces the file of the first package, and says so in the entry.
    pub(super) fn republish_first(&mut self, bytes: &[u8]) {
        fs::write(self.path("index/part-1-1.0.whl"), bytes).unwrap();
        let (size, digest) = (bytes.len() as u64, sha256(bytes));
        self.change_first(|wheel| (wheel.size, wheel.sha256) = (size, digest.into()));
    }

    /// Whether anything half-done is left in the cache.
    pub(super) fn leftovers(&self) -> bool {
        self.path("cache/models/.fetch").join(NAME).exists()
    }
}

pub(super) fn model() -> Vec<u8> {
    PARTS.concat()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

pub(super) fn zipped(member: &str, content: &[u8]) -> Vec<u8> {
    zipped_all(&[(member, content)])
}

pub(super) fn zipped_all(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (member, content) in members {
        archive.start_file(*member, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn publish(home: &Path, number: u32, content: &[u8]) -> Wheel {
    let member = format!("part_{number}/data");
    let bytes = zipped(&member, content);
    fs::write(home.join(format!("index/part-{number}-1.0.whl")), &bytes).unwrap();
    Wheel {
        package: format!("part-{number}").into(),
        version: "1.0".into(),
        size: bytes.len() as u64,
        sha256: sha256(&bytes).into(),
        member: member.into(),
        member_size: content.len() as u64,
    }
}

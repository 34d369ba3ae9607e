//! What was asked and how it went, kept in a file.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Result;
use crate::case::Set;

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Way {
    /// The model with its adapter.
    Adapter,
    /// The model alone.
    Plain,
    /// The model alone in llama.cpp's own server.
    Server,
}

impl fmt::Display for Way {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Adapter => "with adapter",
            Self::Plain => "without",
            Self::Server => "llama-server",
        })
    }
}

/// What makes a question the same one.
#[derive(Debug)]
pub(crate) struct Key<'a> {
    pub(crate) way: Way,
    pub(crate) set: Set,
    pub(crate) functions: usize,
    pub(crate) id: &'a str,
    /// Digest of all that the model was told, and of who it was.
    pub(crate) asked: Asked,
}

/// Who was asked, and what: a file of another adapter's answers is not taken for this one's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) whom: String,
    pub(crate) what: String,
}

/// How one question went.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) way: Way,
    pub(crate) set: String,
    pub(crate) functions: usize,
    pub(crate) id: String,
    pub(crate) asked: Asked,
    pub(crate) scores: BTreeMap<String, bool>,
    pub(crate) milliseconds: f64,
    /// The logarithm of a text's likelihood and its tokens.
    #[serde(default)]
    pub(crate) likelihood: Option<(f64, usize)>,
}

impl Record {
    pub(crate) fn new(key: &Key<'_>, scores: BTreeMap<String, bool>, milliseconds: f64) -> Self {
        Self {
            way: key.way,
            set: key.set.name().to_owned(),
            functions: key.functions,
            id: key.id.to_owned(),
            asked: key.asked.clone(),
            scores,
            milliseconds,
            likelihood: None,
        }
    }

    fn is_of(&self, key: &Key<'_>) -> bool {
        let same =
            (self.way, &*self.set, self.functions, &*self.id) == (key.way, key.set.name(), key.functions, key.id);
        same && self.asked == key.asked
    }
}

/// All records of a file.
pub(crate) struct Records {
    all: Vec<Record>,
    file: File,
}

impl Records {
    /// Reads the file; a line that was cut off when somebody stopped the program is asked again.
    pub(crate) fn open(path: &Path, fresh: bool) -> Result<Self> {
        let told = |error: std::io::Error| format!("cannot keep records in {}: {error}", path.display());
        let text = if fresh { String::new() } else { std::fs::read_to_string(path).unwrap_or_default() };
        let all: Vec<Record> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(told)?;
        }
        let mut options = OpenOptions::new();
        if fresh {
            options.write(true).truncate(true);
        } else {
            options.append(true);
        }
        let mut file = options.create(true).open(path).map_err(told)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(told)?;
        }
        Ok(Self { all, file })
    }

    pub(crate) fn find(&self, key: &Key<'_>) -> Option<&Record> {
        self.all.iter().rev().find(|record| record.is_of(key))
    }

    pub(crate) fn add(&mut self, record: Record) -> Result<Record> {
        // In one piece, so that two programs can share the work and the file.
        self.file.write_all(format!("{}\n", serde_json::to_string(&record)?).as_bytes())?;
        self.all.push(record.clone());
        Ok(record)
    }

    /// The records of who was asked last in this way.
    pub(crate) fn latest(&self, way: Way) -> impl Iterator<Item = &Record> {
        let whom = self.all.iter().rev().find(|record| record.way == way).map(|record| &record.asked.whom);
        self.all.iter().filter(move |record| record.way == way && Some(&record.asked.whom) == whom)
    }
}

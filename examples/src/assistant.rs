//! A session about one patient's record with a model on this machine: what the demo and the evaluation share.

mod examples;

use std::error::Error;
use std::sync::Arc;

use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform};
use llm_runtime::models::{ModelManager, Progress, cache_directory};
use llm_runtime::{Runner, Schema, Session};

use crate::functions;
use crate::health::fhir::{Bundle, BundleError};
use crate::health::store::HealthStore;
use crate::health::synthetic::SyntheticPatient;

const INSTRUCTIONS: &str = "You help a patient to understand their own health record. Answer in one or two short \
                            sentences with the numbers and names from the function's result.";

/// Opens sessions about one record.
#[derive(Debug)]
pub struct Assistant {
    runner: Runner,
    schema: Arc<Schema>,
}

impl Assistant {
    /// An assistant with this model, which is loaded with the first session.
    ///
    /// # Errors
    /// When the functions and their examples do not fit together.
    pub fn new(model: EdgeModel, threads: Option<u32>, store: HealthStore) -> llm_runtime::Result<Self> {
        let schema = schema(model.name(), store)?;
        let mut config = EdgeConfig::new().model(model);
        // Instructions, functions and examples say nothing about the patient: what they compute to is kept for the next start.
        if let Ok(cache) = cache_directory() {
            config = config.prefix_directory(cache.join("prefixes"));
        }
        if let Some(threads) = threads {
            config = config.threads(threads);
        }
        Ok(Self { runner: Runner::builder().platform(EdgePlatform::new(config)).build()?, schema: Arc::new(schema) })
    }

    /// Opens a session.
    ///
    /// # Errors
    /// When the model cannot be loaded.
    pub async fn session(&self) -> llm_runtime::Result<Session> {
        self.runner.session(Arc::clone(&self.schema)).await
    }
}

/// The functions over a record, with instructions and examples, for a model of this name.
///
/// # Errors
/// When the functions and their examples do not fit together.
pub fn schema(model: &str, store: HealthStore) -> llm_runtime::Result<Schema> {
    let functions = functions::all(&Arc::new(store));
    Schema::builder(model).instructions(INSTRUCTIONS).functions(functions).examples(examples::all()).build()
}

/// A model of the catalogue with the adapter and the encoder that come with it; fetched when they are not there, with the
/// progress on the standard error.
///
/// # Errors
/// When the model is unknown or cannot be fetched.
#[allow(clippy::print_stderr, reason = "for programs, whose standard error is for their user")]
pub fn model(name: &str) -> Result<EdgeModel, Box<dyn Error>> {
    let mut shown = String::new();
    let mut show = |progress: Progress<'_>| {
        let line = progress.to_string();
        if line != shown {
            eprint!("\r{line}");
            shown = line;
        }
    };
    let files = ModelManager::from_env()?.files(name, &mut show);
    if !shown.is_empty() {
        eprintln!();
    }
    Ok(EdgeModel::installed(files?))
}

/// The built-in patient, made up, whose record ends today.
///
/// # Errors
/// Never for the generator as it is; it goes through the same reader as any bundle.
pub fn synthetic_store() -> Result<HealthStore, BundleError> {
    let today = HealthStore::current_day();
    let bundle = Bundle::parse(&SyntheticPatient::new(SEED, today).to_json())?;
    Ok(HealthStore::new(bundle.into_first_record(), today))
}

/// Which of the made-up patients is the built-in one.
const SEED: u64 = 7;

/// An error with everything that caused it, in one line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

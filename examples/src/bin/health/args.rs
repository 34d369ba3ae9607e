//! The command line.

use std::path::PathBuf;

use clap::Parser;
use examples::assistant;
use examples::health::fhir::Bundle;
use examples::health::store::HealthStore;

use crate::DEFAULT_QUESTION;

/// Ask a language model on this machine about a patient.
///
/// The model runs in this process; nothing leaves it. It calls functions over the patient's record, and the facts that
/// they return are shown beside its own words.
#[derive(Debug, Parser)]
#[command(name = "health", bin_name = "cargo xtask demo", version)]
#[command(after_help = "Ctrl-C ends an answer. For example: cargo xtask demo --ask \"Do I have any allergies?\"")]
pub(crate) struct Args {
    /// The question; without it, one about medications is asked
    #[arg(long, value_name = "QUESTION", value_parser = said)]
    pub(crate) ask: Option<String>,

    /// Keep the session open and ask what is typed
    #[arg(long)]
    pub(crate) chat: bool,

    /// A FHIR R4 bundle (JSON) to ask about, instead of the built-in synthetic patient
    #[arg(long, value_name = "FILE")]
    pub(crate) patient: Option<PathBuf>,

    /// The model, by its name in the catalogue (`cargo xtask models list`)
    #[arg(long, default_value = "smollm2-135m-instruct")]
    pub(crate) model: String,

    /// Ask the model without the adapter that comes with it
    #[arg(long)]
    pub(crate) no_adapter: bool,

    /// Threads that compute; by default one for each core that is idle
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) threads: Option<u32>,
}

/// A question that says something.
fn said(question: &str) -> Result<String, String> {
    if question.trim().is_empty() { Err("the question is empty".to_owned()) } else { Ok(question.to_owned()) }
}

impl Args {
    /// The question to ask first; a chat without one begins with what is typed.
    pub(crate) fn question(&self) -> Option<&str> {
        match &self.ask {
            Some(question) => Some(question),
            None if self.chat => None,
            None => Some(DEFAULT_QUESTION),
        }
    }

    /// The record to ask about. What could not be read in it is told on the way.
    pub(crate) fn store(&self) -> Result<HealthStore, Box<dyn std::error::Error>> {
        let Some(path) = &self.patient else { return Ok(assistant::synthetic_store()?) };
        let bundle = Bundle::from_file(path)?;
        for warning in bundle.warnings() {
            eprintln!("warning: {warning}");
        }
        Ok(HealthStore::as_of_last_day(bundle.into_first_record()))
    }
}

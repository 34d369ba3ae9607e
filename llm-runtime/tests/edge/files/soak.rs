//! Damaged files by the thousand. What our check lets through goes to a process of its own, as an untrusted file would;
//! what dies there would have died here.
//!
//! `LLM_FUNCTIONS_SOAK_FILES` sets how many; `cargo xtask soak gguf` runs a hundred thousand.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use llm_functions::{Call, Execute, LlmFunction, functions};
use llm_runtime::edge::gguf::{self, Depth, Gguf};
use llm_runtime::edge::probe::{Examiner, Trial, Verdict};

use llm_runtime::edge::{EdgeConfig, EdgeModel, EdgePlatform, ModelProfile};
use llm_runtime::{ErrorKind, Message, Platform, Schema, ToolChoice};

use super::mutate::{Log, Parts};
use super::probing::probe;
use super::tiny::{ARCHITECTURES, Noise, Tiny};
use crate::support::{greedy, model_path, turn};

/// Some seconds' worth.
const FEW: usize = 1500;

pub(crate) fn count() -> usize {
    std::env::var("LLM_FUNCTIONS_SOAK_FILES").map_or(FEW, |count| count.parse().expect("a number of files"))
}

/// The first file, to look at what went wrong without doing everything before it.
pub(crate) fn first() -> usize {
    std::env::var("LLM_FUNCTIONS_SOAK_FIRST").map_or(0, |count| count.parse().expect("a number"))
}

/// What became of all files.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) files: usize,
    pub(crate) refused: usize,
    pub(crate) fit: usize,
    pub(crate) unfit: usize,
    /// Files that were checked as a whole and killed a process all the same.
    pub(crate) deaths: Vec<String>,
    /// The same of files that could be checked only in part.
    pub(crate) deaths_in_part: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, examiner: &mut Examiner, trial: &Trial, depth: Depth, name: &str) {
        match examiner.examine(trial) {
            Verdict::Fit => self.fit += 1,
            Verdict::Died(how) if depth == Depth::Whole => self.deaths.push(format!("{name}: {how}")),
            Verdict::Died(how) => self.deaths_in_part.push(format!("{name}: {how}")),
            _ => self.unfit += 1,
        }
    }

    pub(crate) fn tell(&self, what: &str) {
        let Self { files, refused, fit, unfit, deaths, deaths_in_part } = self;
        println!(
            "{what}: {files} files; {refused} refused by us, {unfit} by llama.cpp, {fit} computed with; \
             {} killed a process although checked as a whole, {} of those checked in part",
            deaths.len(),
            deaths_in_part.len()
        );
        deaths.iter().chain(deaths_in_part).take(40).for_each(|death| println!("  {death}"));
    }
}

/// A model damaged one to three times, each time in the same way for the same number.
fn damaged(bases: &[Parts], number: usize, log: &mut Log) -> Vec<u8> {
    let mut noise = Noise(number as u64);
    let mut parts = bases[noise.below(bases.len())].clone();
    (0..=noise.below(2)).for_each(|_| parts.damage(&mut noise, log));
    let mut bytes = parts.bytes();
    match noise.below(12) {
        0 => {
            let at = noise.below(bytes.len());
            bytes.truncate(at);
            log.push(format!("cut at {at}"));
        }
        1 => {
            let header = parts.header().0.len();
            let at = noise.below(header);
            bytes[at] = noise.next().to_le_bytes()[0];
            log.push(format!("byte {at}"));
        }
        _ => {}
    }
    bytes
}

fn bases() -> Vec<Parts> {
    let tiny = |architecture| Tiny { layers: 1, width: 32, feed: 32, experts: 32, ..Tiny::new(architecture) };
    // Wide enough for types of blocks of 256.
    let wide = ["llama", "gemma3"].map(|name| Tiny { layers: 1, width: 256, feed: 256, ..Tiny::new(name) });
    let all = ARCHITECTURES.iter().map(|architecture| tiny(*architecture)).chain(wide);
    all.map(|tiny| Parts::of(&tiny.draft())).collect()
}

#[test]
fn no_damaged_model_that_was_checked_as_a_whole_kills_a_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    let mut examiner = probe().start().unwrap();
    let bases = bases();
    let mut tally = Tally::default();
    for number in first()..first() + count() {
        let mut log = Log::new();
        std::fs::write(&path, damaged(&bases, number, &mut log)).unwrap();
        tally.files += 1;
        match gguf::check(&path) {
            Err(_) => tally.refused += 1,
            Ok(depth) => tally.add(&mut examiner, &Trial::model(&path), depth, &format!("{number} {log:?}")),
        }
    }
    tally.tell("damaged small models");
    assert!(tally.refused > tally.files / 4 && tally.fit > tally.files / 20, "{tally:?}");
    assert!(tally.deaths.is_empty(), "{:#?}", tally.deaths);
}

/// The header of a real model, with holes for weights.
fn write_with_holes(parts: &Parts, path: &Path) {
    let (header, length) = parts.header();
    let mut file = File::create(path).unwrap();
    file.write_all(&header).unwrap();
    file.set_len(length).unwrap();
}

#[test]
fn no_damaged_header_of_a_real_model_kills_a_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    let whole = Parts::of_header(&Gguf::read(&model_path()).unwrap());
    let mut examiner = probe().start().unwrap();
    let mut tally = Tally::default();
    // Each takes a hundred times as long as a small one.
    for number in first()..first() + count() / 100 {
        let (mut noise, mut log, mut parts) = (Noise(number as u64), Log::new(), whole.clone());
        parts.damage(&mut noise, &mut log);
        write_with_holes(&parts, &path);
        tally.files += 1;
        match gguf::check(&path) {
            Err(_) => tally.refused += 1,
            Ok(depth) => tally.add(&mut examiner, &Trial::model(&path), depth, &format!("{number} {log:?}")),
        }
    }
    tally.tell("damaged headers of a real model");
    assert!(tally.deaths.is_empty(), "{:#?}", tally.deaths);
}

#[test]
fn weights_that_are_no_numbers_kill_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    let mut examiner = probe().start().unwrap();
    for architecture in ARCHITECTURES {
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX] {
            for share in [1, 7, 64] {
                let draft = Tiny { experts: 64, ..Tiny::new(architecture) }.draft();
                let mut parts = Parts::of(&draft);
                parts.set_weights(value, share);
                std::fs::write(&path, parts.bytes()).unwrap();
                if let Ok(depth) = gguf::check(&path) {
                    assert_eq!(depth, Depth::Whole);
                    let verdict = examiner.examine(&Trial::model(&path));
                    assert!(!matches!(verdict, Verdict::Died(_)), "{architecture} {value} {share}: {verdict:?}");
                }
            }
        }
    }
}

/// Of small damaged models those that can be computed with, in the whole engine: grammars, templates, choices, embeddings.
#[tokio::test]
async fn no_damaged_model_makes_the_engine_fail_in_any_other_way_than_by_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    let mut examiner = probe().start().unwrap();
    let bases = bases();
    let mut opened = 0;
    for number in first()..first() + count() / 5 {
        let mut log = Log::new();
        std::fs::write(&path, damaged(&bases, number, &mut log)).unwrap();
        if gguf::check(&path).is_err() || examiner.examine(&Trial::model(&path)) != Verdict::Fit {
            continue;
        }
        let model = EdgeModel::new("damaged", path.clone()).profile(ModelProfile::base());
        let config = EdgeConfig::new().model(model).context_tokens(512).cache_tokens(1024).threads(1);
        let platform = EdgePlatform::new(config);
        let schema = Schema::builder("damaged").functions(functions![Note: ()]);
        let Ok(mut engine) = platform.open(Arc::new(schema.build().unwrap())).await else { continue };
        opened += 1;
        for choice in [ToolChoice::None, ToolChoice::Required, ToolChoice::Auto] {
            let answer = turn(&mut *engine, &[Message::user("the 7 \u{1F9EC} th")], choice, &greedy(12)).await;
            let stopped = |error: &llm_runtime::Error| matches!(error.kind(), ErrorKind::EngineStopped);
            assert!(!answer.as_ref().is_err_and(stopped), "{number} {log:?}: {answer:?}");
        }
    }
    println!("{opened} damaged models opened by the engine");
    assert!(opened > 0);
}

/// Write something down.
#[derive(LlmFunction)]
struct Note {
    /// What.
    text: String,
    /// How often.
    #[parameter(minimum = 1, maximum = 9)]
    times: u8,
}

impl Execute for Note {
    type Deps = ();
    type Output = String;
    type Error = std::convert::Infallible;
    async fn execute(self, _call: Call<'_, ()>) -> Result<String, Self::Error> {
        Ok(format!("{} {}", self.text, self.times))
    }
}

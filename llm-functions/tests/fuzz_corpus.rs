//! The fuzz targets, for seeds and for texts that were changed by dice. `fuzz/` looks further and takes longer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "support/corpora.rs"]
mod corpora;

#[path = "../../fuzz/mutated.rs"]
mod mutated;
#[path = "../../fuzz/targets/mod.rs"]
mod targets;

use mutated::{Dice, mutated};
use std::path::{Path, PathBuf};

/// The files of a folder, in a fixed order.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// What stands in texts of this kind, rather than any byte.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "'",
    "\\",
    "\\u",
    "0",
    "-",
    ".",
    "e",
    "1e400",
    "20.0",
    "true",
    "True",
    "None",
    "null",
    " ",
    "\n",
    "```",
    "é",
    "\u{0}",
    "(",
    ")",
    "\"kind\": ",
    "\"value\": ",
    "[[1]]",
    "\\\"",
    "{\"a\": 1}",
];

fn run(texts: &[Vec<u8>], rounds: usize) {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for (name, target) in targets::ALL {
        for text in texts {
            target(text);
        }
        for round in 0..rounds {
            target(&mutated(&texts[round % texts.len()], texts, PIECES, &mut dice));
        }
        eprintln!("{name}: {} texts", texts.len() + rounds);
    }
}

#[test]
fn the_seeds_and_what_becomes_of_them() {
    let seeds = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds"));
    assert!(seeds.len() > 15);
    run(&seeds, 12_000);
}

#[test]
fn texts_of_others_and_what_becomes_of_them() {
    let Some(corpora) = corpora::folder() else { return };
    let mut texts = files(&corpora.join("json_parsing/test_parsing"));
    texts.extend(files(&corpora.join("json_parsing/test_transform")));
    texts.extend(files(&corpora.join("json_parsing/json_repair/tests")));
    // The few that are large only to be large have their turn in the reader's own test.
    texts.retain(|text| text.len() < 20_000);
    assert!(texts.len() > 300);
    run(&texts, 12_000);
}

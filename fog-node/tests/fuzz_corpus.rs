//! The fuzz targets of what comes to a node, for seeds and for texts that were changed by dice. `fuzz/` looks further and takes
//! longer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "../../fuzz/mutated.rs"]
mod mutated;
#[path = "../../fuzz/fog/mod.rs"]
mod targets;

use mutated::{Dice, mutated};
use std::path::Path;

use fog_node::identity::NodeKey;

/// How many changed texts are tried of a target; checking signatures and signing takes longer than reading.
fn rounds(target: &str) -> usize {
    if target == "fog_identity" { 150 } else { 1500 }
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
    "\\u",
    "0",
    "-",
    "1e400",
    "4294967296",
    "true",
    "null",
    "\n",
    "é",
    "\u{0}",
    ".",
    "=",
    "-----",
    "[[1]]",
    "\"role\":\"tool\"",
    "\"type\":\"array\"",
    "\"$ref\":\"#\"",
];

/// The seeds of a target, and what is made anew each time because it would soon be over.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(name);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    if name == "fog_identity" {
        let key = NodeKey::generate().unwrap();
        seeds.push(key.request().unwrap().into_bytes());
        seeds.push(key.self_signed(&[]).unwrap().pem().as_bytes().to_vec());
    }
    seeds
}

#[test]
fn the_seeds_and_what_becomes_of_them() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for (name, target) in targets::ALL {
        let texts = seeds(name);
        assert!(texts.len() >= 4, "{name}");
        for text in &texts {
            target(text);
        }
        for round in 0..rounds(name) {
            target(&mutated(&texts[round % texts.len()], &texts, PIECES, &mut dice));
        }
    }
}

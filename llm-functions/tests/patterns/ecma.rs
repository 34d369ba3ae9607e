//! The same verdicts as an engine for ECMA-262, where one is installed: `node`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::strategy::{answers, pattern};
use llm_functions_pattern::{Pattern, PatternErrorKind};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// Prints for each pattern `-` when it is none, else `y` or `n` for each text.
const SCRIPT: &str = "
for (const [pattern, ...texts] of CASES) {
  let engine;
  try { engine = new RegExp(pattern, 'u'); } catch { console.log('-'); continue; }
  console.log('=' + texts.map(text => engine.test(text) ? 'y' : 'n').join(''));
}";

/// A string of the script's language in ASCII.
fn quoted(text: &str) -> String {
    let units = text.encode_utf16().fold(String::new(), |mut out, unit| {
        write!(out, "\\u{unit:04x}").unwrap();
        out
    });
    format!("\"{units}\"")
}

/// What the engine says about each pattern and its texts; `None` where there is no engine.
fn verdicts(cases: &[(String, Vec<String>)]) -> Option<Vec<String>> {
    let rows: Vec<String> = cases
        .iter()
        .map(|(pattern, texts)| {
            format!(
                "[{}]",
                std::iter::once(pattern).chain(texts).map(|text| quoted(text)).collect::<Vec<_>>().join(",")
            )
        })
        .collect();
    let script = SCRIPT.replace("CASES", &format!("[{}]", rows.join(",\n")));
    let engine = Command::new("node").arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut engine) = engine else {
        eprintln!("skipped: `node` is not installed");
        return None;
    };
    // It reads all of it before it writes anything.
    engine.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = engine.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

/// Texts that tell engines apart: line ends, spaces, letters and digits beyond ASCII, word boundaries, surrogates.
const SUBTLE: &[&str] = &[
    "", "a", "\n", "a\n", "\na", "\r", "\u{2028}", "\u{85}", "\u{a0}", "\u{feff}", "\u{200b}", "\u{180e}", "é", "٣",
    "aé", "éa", "_", "-", "🐲", "A", "ß", "a b", "0", "\u{b}", "ſ", "\u{212a}", "a_b", "abc", "b0",
];

#[test]
fn the_engines_agree() {
    let mut runner = TestRunner::deterministic();
    let texts = prop::collection::vec("[a-c0-3é🐲 _@A-C.\n]{0,6}", 6);
    let mut cases = Vec::new();
    for seed in 0..3_000 {
        let text = pattern().new_tree(&mut runner).unwrap().current();
        let mut against: Vec<String> = texts.new_tree(&mut runner).unwrap().current();
        against.extend(SUBTLE.iter().map(|&text| text.to_owned()));
        against.extend(Pattern::parse(&text).ok().and_then(|pattern| pattern.sample(&mut answers(seed))));
        cases.push((text, against));
    }
    let Some(verdicts) = verdicts(&cases) else { return };
    assert_eq!(verdicts.len(), cases.len());
    let (mut accepted, mut refused, mut matched) = (0, 0, 0);
    for ((text, against), verdict) in cases.iter().zip(&verdicts) {
        let Ok(pattern) = Pattern::parse(text) else {
            refused += 1;
            continue;
        };
        assert_ne!(verdict, "-", "{text} is no regular expression");
        let ours = regex_lite::Regex::new(&pattern.to_rust()).unwrap();
        for (text_, theirs) in against.iter().zip(verdict.chars().skip(1)) {
            assert_eq!(ours.is_match(text_), theirs == 'y', "{text} on {text_:?}");
            matched += usize::from(theirs == 'y');
        }
        accepted += 1;
    }
    eprintln!("node: {accepted} patterns agree, {matched} matches among them; {refused} patterns refused here");
    assert!(accepted > 2_000 && matched > 10_000);
}

/// What we call invalid is what ECMA-262 calls a syntax error, but for what could be written and never match.
#[test]
fn invalid_means_invalid() {
    let mut runner = TestRunner::deterministic();
    let texts = r"(\\[a-zA-Z0-9@.\-/]|[\[\](){}^$*+?|,:=!a-c0-3-]|\{[0-9],?[0-9]?\}|\[[a-c]|\(\?:?){1,12}";
    let cases: Vec<_> = (0..4_000).map(|_| (texts.new_tree(&mut runner).unwrap().current(), vec![])).collect();
    let Some(verdicts) = verdicts(&cases) else { return };
    let (mut invalid, mut valid) = (0, 0);
    for ((text, _), verdict) in cases.iter().zip(&verdicts) {
        match Pattern::parse(text) {
            Ok(_) => {
                assert_eq!(verdict, "=", "{text} is no regular expression");
                valid += 1;
            }
            Err(error) if error.kind() == PatternErrorKind::Invalid && !error.to_string().contains("never match") => {
                assert_eq!(verdict, "-", "{text}: {error}");
                invalid += 1;
            }
            Err(_) => {}
        }
    }
    eprintln!("node: {invalid} patterns invalid in both, {valid} valid in both");
    assert!(invalid > 500 && valid > 50);
}

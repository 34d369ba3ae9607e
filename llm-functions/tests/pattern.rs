//! `pattern` as JSON Schema means it: the verdicts of its own test suite, and time that no pattern can blow up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "support/corpora.rs"]
mod corpora;

use std::time::{Duration, Instant};

use llm_functions::pattern::{Matcher, PatternErrorKind};
use serde_json::Value;

#[test]
fn the_verdicts_of_the_json_schema_test_suite() {
    let Some(corpora) = corpora::folder() else { return };
    let (mut passed, mut refused, mut other) = (0, 0, 0);
    for file in ["pattern.json", "optional/ecmascript-regex.json", "optional/non-bmp-regex.json"] {
        let path = corpora.join("json_schema_test_suite/tests/draft2020-12").join(file);
        let groups: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for group in groups {
            let tests = group["tests"].as_array().unwrap();
            let Some(pattern) = group["schema"]["pattern"].as_str() else {
                other += tests.len();
                continue;
            };
            let matcher = match Matcher::new(pattern) {
                Ok(matcher) => matcher,
                Err(error) => {
                    assert_eq!(error.kind(), PatternErrorKind::Unsupported, "{pattern}: {error}");
                    refused += tests.len();
                    continue;
                }
            };
            for test in tests {
                let verdict = test["data"].as_str().is_none_or(|text| matcher.is_match(text));
                assert_eq!(verdict, test["valid"].as_bool().unwrap(), "{pattern}: {}", test["description"]);
                passed += 1;
            }
        }
    }
    eprintln!("pattern: {passed} passed, {refused} of patterns that are refused, {other} of other keywords");
    assert!(passed > 60 && refused < 20);
}

/// What takes other engines years, and the largest patterns there are.
#[test]
fn no_pattern_takes_long() {
    let text = "a".repeat(2_000) + "!!";
    for pattern in ["^(a+)+$", "^(a|a)*$", "(a*)*b", "^([a-z]+.?)+$", "(?:a?){500}b", r"(?:\w{1,1000}){3}b"] {
        let begun = Instant::now();
        assert!(!Matcher::new(pattern).unwrap().is_match(&text), "{pattern}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{pattern}: {:?}", begun.elapsed());
        eprintln!("{pattern}: {:?}", begun.elapsed());
    }
    let bounded = Matcher::new("^(?:a{1,1000}){4}$").unwrap();
    let begun = Instant::now();
    assert!(!bounded.is_match(&text.repeat(1_000)), "too long to match");
    assert!(begun.elapsed() < Duration::from_secs(1));
}

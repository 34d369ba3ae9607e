//! Whatever the pattern: its translation compiles, what is sampled matches, and no text makes the parser panic.

use crate::strategy::{answers, pattern};
use llm_functions_pattern::Pattern;
use proptest::prelude::*;

fn compiled(pattern: &Pattern) -> regex_lite::Regex {
    let rust = pattern.to_rust();
    regex_lite::Regex::new(&rust).unwrap_or_else(|error| panic!("{rust}: {error}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_sampled_matches(text in pattern(), seed in any::<u64>()) {
        let Ok(pattern) = Pattern::parse(&text) else { return Ok(()) };
        let engine = compiled(&pattern);
        for sample in [pattern.sample(&mut answers(seed)), pattern.sample(&mut |_| 0)].into_iter().flatten() {
            prop_assert!(engine.is_match(&sample), "{text}: {sample:?}");
            let length = u32::try_from(sample.chars().count()).unwrap();
            prop_assert!(pattern.min_length() <= length && pattern.max_length().is_none_or(|most| length <= most));
        }
    }

    #[test]
    fn without_assertions_there_is_always_a_sample(text in pattern(), seed in any::<u64>()) {
        let Ok(pattern) = Pattern::parse(&text) else { return Ok(()) };
        if !["^", r"\z", r"\b", r"\B"].iter().any(|assertion| pattern.to_rust().contains(assertion)) {
            prop_assert!(pattern.sample(&mut answers(seed)).is_some(), "{text}");
        }
    }

    #[test]
    fn lengths_are_kept(seed in any::<u64>(), least in 0_u32..40, more in 0_u32..5) {
        let pattern = Pattern::parse(r"^(?:[a-z]\d*|[A-Z]{2,}|-)+(?:\.\w{2,9})?$").unwrap();
        let engine = compiled(&pattern);
        let most = least + more;
        let sample = pattern.sample_within(least, most, &mut answers(seed));
        prop_assert_eq!(sample.is_some(), most > 0);
        if let Some(sample) = sample {
            prop_assert!((least as usize..=most as usize).contains(&sample.len()) && engine.is_match(&sample), "{}", sample);
        }
    }

    #[test]
    fn one_spelling_has_one_translation(text in pattern()) {
        let Ok(pattern) = Pattern::parse(&text) else { return Ok(()) };
        let again = Pattern::parse(&pattern.to_ecma()).unwrap();
        prop_assert_eq!(again.to_ecma(), pattern.to_ecma());
        prop_assert_eq!(again.to_rust(), pattern.to_rust());
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in prop_oneof![".{0,40}", r"[\[\](){}^$*+?|\\,&~:<=!a-z0-9-]{0,40}"]) {
        match Pattern::parse(&text) {
            Ok(pattern) => drop(compiled(&pattern)),
            Err(error) => prop_assert!(text.is_char_boundary(error.position), "{}", error),
        }
    }
}

/// The largest patterns that are accepted compile within an engine's default limits.
#[test]
fn the_limits_are_within_those_of_the_engine() {
    let deep = |inner: &str, depth| format!("{}{inner}{}", "(?:".repeat(depth), ")*".repeat(depth));
    let wide: String = (0..512).filter_map(|i| char::from_u32(0x4e00 + 2 * i)).collect();
    for text in [r"(?:[\s\S]{999}\W){4}".to_owned(), format!("[{wide}]{{40}}"), deep("a", 12), deep("a|b", 32)] {
        if let Ok(pattern) = Pattern::parse(&text) {
            compiled(&pattern);
        } else {
            assert!(text.len() > 100, "{text}");
        }
    }
}

//! Values that just do not fit.

use std::collections::BTreeMap;

use llm_functions::LlmFunction;
use llm_functions::arguments::{self, Problem};
use llm_functions::fabricate::{self, Fabricator};
use llm_functions::view::NodeId;

use crate::types::{CONSTRAINED, Everything};
use crate::{fits, validator, view};

#[test]
fn every_near_miss_is_refused_by_the_check_and_by_a_validator_of_others() {
    let mut keywords: BTreeMap<&str, usize> = BTreeMap::new();
    for view in [view(Everything::SPEC.parameters), view(CONSTRAINED)] {
        let validator = validator(&view);
        for seed in 0..40 {
            let valid = Fabricator::new(seed).arguments(&view).unwrap();
            for spoiled in fabricate::near_misses(&view, &valid) {
                assert!(!view.accepts(NodeId::ROOT, &spoiled.value), "{spoiled}: {}", spoiled.value);
                *keywords.entry(spoiled.keyword).or_default() += 1;
                // JSON Schema takes `20.0` for an integer, and the bounds of wide types are not told to a model.
                let rust_only = spoiled.keyword == "type" || matches!(spoiled.keyword, "minimum" | "maximum");
                assert!(rust_only || !fits(&validator, &spoiled.value), "{spoiled}: {}", spoiled.value);
            }
        }
    }
    let all = [
        "additionalProperties",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "required",
        "type",
        "uniqueItems",
    ];
    assert_eq!(keywords.keys().copied().collect::<Vec<_>>(), all, "{keywords:?}");
}

#[test]
fn the_pointer_is_where_the_check_finds_the_problem() {
    let view = view(CONSTRAINED);
    for seed in 0..100 {
        let valid = fabricate::arguments(&view, seed).unwrap();
        for spoiled in fabricate::near_misses(&view, &valid) {
            let error = arguments::canonical(&view, &spoiled.value.to_string()).unwrap_err();
            let pointers: Vec<&str> = error.problems().iter().map(Problem::pointer).collect();
            let found = pointers.iter().any(|pointer| pointer.starts_with(&spoiled.pointer));
            assert!(found, "{spoiled}, the check says {pointers:?}: {}", spoiled.value);
        }
    }
}

#[test]
fn seeds_choose_among_the_constraints() {
    let view = view(Everything::SPEC.parameters);
    let found: Vec<_> = (0..50).map(|seed| fabricate::invalid(&view, seed).unwrap()).collect();
    assert_eq!(found[3], fabricate::invalid(&view, 3).unwrap());
    let mut places: Vec<_> = found.iter().map(|spoiled| (&spoiled.pointer, spoiled.keyword)).collect();
    places.sort_unstable();
    places.dedup();
    assert!(places.len() > 30, "{places:?}");
}

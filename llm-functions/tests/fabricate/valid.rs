//! Values that fit.

use llm_functions::fabricate::{self, Fabricator};
use llm_functions::json::Json;
use llm_functions::spec::{Bound, Constraints, ParameterSpec};
use llm_functions::view::{FunctionView, NodeId};
use llm_functions::{LlmFunction, ParameterType, arguments};

use crate::types::{CONSTRAINED, Everything, Tree};
use crate::{fits, validator, view};

fn fabricators(seed: u64) -> [Fabricator; 3] {
    [Fabricator::new(seed), Fabricator::new(seed).boundary(), Fabricator::new(seed).minimal()]
}

#[test]
fn everything_fits_and_a_validator_by_others_agrees() {
    for view in [view(Everything::SPEC.parameters), view(CONSTRAINED)] {
        let validator = validator(&view);
        for seed in 0..200 {
            for mut fabricator in fabricators(seed) {
                let value = fabricator.arguments(&view).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                assert!(view.accepts(NodeId::ROOT, &value), "{value}");
                let problem = validator.validate(&value.clone().into()).err().map(|error| error.to_string());
                assert!(fits(&validator, &value), "seed {seed}: {problem:?} in {value}");
            }
        }
    }
}

#[test]
fn equal_seeds_give_equal_values_and_others_differ() {
    let view = FunctionView::of::<Everything>();
    let values: Vec<Json> = (0..20).map(|seed| fabricate::arguments(&view, seed).unwrap()).collect();
    assert_eq!(values, (0..20).map(|seed| fabricate::arguments(&view, seed).unwrap()).collect::<Vec<_>>());
    assert!(values.iter().enumerate().all(|(index, value)| !values[..index].contains(value)));
}

#[test]
fn the_plainest_value_has_nothing_that_can_be_left_out() {
    let view = FunctionView::of::<Everything>();
    assert_eq!(
        fabricate::minimal(&view).unwrap().to_string(),
        r#"{"flag":false,"large":0,"nonzero":1,"fraction":1,"letter":"a","mode":"fast","list":[null],"triple":[0,0,0],"#
            .to_owned()
            + r#""set":[],"map":{},"nested":{},"tree":{"value":0,"children":[]},"occurrences":[],"steps":0,"#
            + r#""duration":"P0W","anything":null}"#
    );
}

#[test]
fn edges_are_met() {
    let view = view(CONSTRAINED);
    let mut ranges = Vec::new();
    let mut lengths = Vec::new();
    for seed in 0..100 {
        let value = Fabricator::new(seed).boundary().arguments(&view).unwrap();
        ranges.push(value.get("range").unwrap().to_string());
        lengths.push(value.get("lengths").unwrap().as_str().unwrap().chars().count());
    }
    for edge in ["20", "30"] {
        assert!(ranges.iter().filter(|range| *range == edge).count() > 20, "{edge}: {ranges:?}");
    }
    for edge in [3, 4] {
        assert!(lengths.iter().filter(|length| **length == edge).count() > 20, "{edge}: {lengths:?}");
    }
}

#[test]
fn optional_and_nested_parts_come_and_go() {
    let view = FunctionView::of::<Everything>();
    let depth = |tree: &Tree| {
        fn of(tree: &Tree) -> usize {
            1 + tree.children.iter().chain(tree.parent.as_deref()).map(of).max().unwrap_or(0)
        }
        of(tree)
    };
    let (mut with_text, mut deepest) = (0, 0);
    for seed in 0..100 {
        let value = fabricate::arguments(&view, seed).unwrap();
        with_text += usize::from(value.get("text").is_some_and(|text| *text != Json::Null));
        let tree = Tree::from_json(view_completed(&view, &value)).unwrap();
        deepest = deepest.max(depth(&tree));
    }
    assert!((20..95).contains(&with_text), "{with_text} of 100");
    assert!((3..40).contains(&deepest), "{deepest}");
}

fn view_completed(view: &FunctionView, value: &Json) -> Json {
    let tree = arguments::canonical(view, &value.to_string()).unwrap();
    tree.get("tree").cloned().unwrap()
}

#[test]
fn typed_values_are_fabricated() {
    for seed in 0..50 {
        let _: Everything = fabricate::value(seed);
    }
}

/// A range that nothing satisfies is a compile error in a derive; a spec from code can still say it.
#[test]
fn what_nothing_satisfies_is_told_with_place_and_reason() {
    const NONE: Constraints = Constraints::NONE;
    const ITEM: &[ParameterSpec] = &[ParameterSpec::new("list", "", <Vec<u8>>::spec)
        .constraints(NONE.min_items(2).items(&NONE.minimum(Bound::Integer(5)).maximum(Bound::Integer(4))))];
    const MODES: &[ParameterSpec] =
        &[ParameterSpec::new("flags", "", <Vec<bool>>::spec).constraints(NONE.min_items(3).unique_items())];
    const PATTERN: &[ParameterSpec] =
        &[ParameterSpec::new("code", "", String::spec).constraints(NONE.pattern("^a{3}$").max_length(2))];
    let cases = [
        (ITEM, "no value fits `/list/0`: no number is within its bounds"),
        (MODES, "no value fits `/flags`: there are not enough different items"),
        (PATTERN, "no value fits `/code`: the values that were tried do not fit its constraints together"),
    ];
    for (parameters, message) in cases {
        let error = fabricate::arguments(&view(parameters), 1).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(fabricate::invalid(&view(parameters), 1), None);
    }
}

/// Contains itself without end.
#[derive(ParameterType)]
struct Endless {
    next: Box<Endless>,
}

#[test]
fn a_type_that_has_no_end_is_told() {
    let view = view(const { &[ParameterSpec::new("endless", "", Endless::spec)] });
    let error = fabricate::arguments(&view, 1).unwrap_err();
    assert!(error.reason.starts_with("every value would contain another one"), "{error}");
}

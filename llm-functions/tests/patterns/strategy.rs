//! Patterns, and the answers that pick a sample.

use proptest::prelude::*;

/// Patterns as people write them, and some that nobody would.
pub(crate) fn pattern() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => "[a-cA-C0-3 _@é🐲]",
        2 => prop_oneof![Just(r"\d"), Just(r"\D"), Just(r"\w"), Just(r"\W"), Just(r"\s"), Just(r"\S"), Just(".")]
            .prop_map(str::to_owned),
        2 => prop_oneof![Just(r"\."), Just(r"\$"), Just(r"\u00e9"), Just(r"\x41"), Just(r"\u{1f43f}"), Just(r"\n")]
            .prop_map(str::to_owned),
        2 => (any::<bool>(), "[a-c0-3_.$&é-]{1,4}", prop_oneof![Just(""), Just(r"\d"), Just("x-z"), Just(r"\W")])
            .prop_map(|(negated, chars, more)| {
                let chars = chars.replace('-', r"\-").replace("&&", "&");
                format!("[{}{chars}{more}]", if negated { "^" } else { "" })
            }),
        1 => prop_oneof![Just(r"(?:\b|x)"), Just(r"\b"), Just(r"\B"), Just("^"), Just("$"), Just("")]
            .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let quantifier =
            prop_oneof![Just("*"), Just("+?"), Just("?"), Just("{0}"), Just("{3}"), Just("{2,}"), Just("{1,4}")];
        prop_oneof![
            4 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
            2 => (inner.clone(), quantifier).prop_map(|(inner, quantifier)| format!("(?:{inner}){quantifier}")),
            1 => inner.prop_map(|inner| format!("^(?:{inner})$")),
        ]
    })
}

/// Answers that look random and are the same in every run with one seed.
pub(crate) fn answers(mut state: u64) -> impl FnMut(u32) -> u32 {
    move |n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap() % n
    }
}

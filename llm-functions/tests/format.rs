//! `format` as its standards mean it: the verdicts of JSON Schema's test suite, and texts that are made here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "counts, and a skipped test, are told")]

#[path = "support/corpora.rs"]
mod corpora;

use llm_functions::format::Format;
use proptest::prelude::*;
use serde_json::Value;

#[test]
fn the_verdicts_of_the_json_schema_test_suite() {
    let Some(corpora) = corpora::folder() else { return };
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Byte) {
        let (mut passed, mut tables, mut other) = (0, 0, 0);
        let name = format!("json_schema_test_suite/tests/draft2020-12/optional/format/{}.json", format.name());
        let groups: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(corpora.join(name)).unwrap()).unwrap();
        for test in groups.iter().flat_map(|group| group["tests"].as_array().unwrap()) {
            let Some(text) = test["data"].as_str() else {
                other += 1;
                continue;
            };
            let (verdict, valid) = (format.accepts(text), test["valid"].as_bool().unwrap());
            // Whether a label in Punycode decodes to a name that IDNA allows takes tables of Unicode.
            if format == Format::Hostname && text.to_ascii_lowercase().starts_with("xn--") && verdict && !valid {
                tables += 1;
                continue;
            }
            assert_eq!(verdict, valid, "{}: {text:?}, {}", format.name(), test["description"]);
            passed += 1;
        }
        eprintln!("{}: {passed} passed, {tables} for tables of IDNA, {other} no string", format.name());
        assert!(passed >= 15, "{}: the suite is not whole", format.name());
    }
}

/// What the suite does not ask.
#[test]
fn verdicts_beyond_the_suite() {
    let table: &[(Format, &[&str], &[&str])] = &[
        (
            Format::Byte,
            &["", "AA==", "AAA=", "AAAA", "aGVsbG8=", "+/+/"],
            &[
                "A", "AA", "AAA", "AA=", "A===", "====", "AB==", "AAB=", "AAAA====", "AA==AA==", "AA-_", "AAAA\n",
                " AAA", "é===",
            ],
        ),
        (
            Format::Email,
            &[r#""a\"b"@c.d"#, "a@b", "!#$%&'*+-/=?^_`{|}~@x.org"],
            &[
                r#""a"b"@c.d"#,
                r#""a\"@c.d"#,
                "a@-b.c",
                "a@b..c",
                "a@[::1]",
                "a@[IPv6:1]",
                "a@é.org",
                "é@b.org",
                "a@b.org\n",
                "\"\n\"@b.c",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.c",
            ],
        ),
        (
            Format::Uri,
            &["a:", "a:b", "a://", "a:?#", "http://a:@b:/", "http://[v1.a:b]/", "file:///a/b", "data:,x"],
            &[
                "",
                ":",
                "a",
                "a#b:c",
                "http://a:b:c/",
                "http://[::1",
                "http://[::1]a/",
                "http://a]/",
                "http://[v.a]",
                "http://é/",
                "a:#b#c",
                "a:[",
                "http://a b",
                "http://u[@h/",
                "a:%",
                "http://[::1%25eth0]/",
            ],
        ),
        (
            Format::Time,
            &["00:00:00.1+00:00"],
            &["00:00:00.Z", "00:00:00+0000", "00:00:00", "0é:00:00Z", "00:00:00é", "+1:00:00Z"],
        ),
        (
            Format::DateTime,
            &["2024-02-29T00:00:00Z", "0000-01-01T00:00:00z"],
            &["2023-02-29T00:00:00Z", "2024-02-29 00:00:00Z", "T", ""],
        ),
        (
            Format::Duration,
            &["PT1H", "P1M", "PT1M"],
            &["P1H", "PTS", "P1DT", "P1Y1Y", "P1W1D", "PT1", "P1DD", "P1é", "p1d", "PT1HT1M"],
        ),
        (Format::Hostname, &["a", "a.b-c.d0"], &["a..b", "-", "a-.b", "a b", "é"]),
        (Format::Uuid, &[], &["{2eb8aa08-aa98-11ea-b4aa-73b441d16380}", "", "é"]),
        (Format::Ipv4, &["1.2.3.4"], &["01.2.3.4", "1.2.3", "1.2.3.4 "]),
        (Format::Ipv6, &["::"], &["::%1", ":::", "1::2::3"]),
    ];
    for (format, accepted, refused) in table {
        for text in *accepted {
            assert!(format.accepts(text), "{}: {text:?}", format.name());
        }
        for text in *refused {
            assert!(!format.accepts(text), "{}: {text:?}", format.name());
        }
    }
}

/// Answers that look random and are the same in every run with one seed.
fn answers(mut state: u64) -> impl FnMut(u32) -> u32 {
    move |n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap() % n
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_made_here_is_of_its_format(seed in any::<u64>()) {
        for format in Format::ALL {
            for text in [format.sample(&mut answers(seed)), format.sample(&mut |_| 0), format.sample(&mut |n| n - 1)] {
                prop_assert!(format.accepts(&text), "{}: {text}", format.name());
            }
        }
    }

    #[test]
    fn no_text_makes_a_format_panic(text in prop_oneof![".{0,40}", "[PTYMDHWSz0-9:./@\\[\\]%+é=\\\\\" -]{0,40}"]) {
        for format in Format::ALL {
            let _ = format.accepts(&text);
        }
    }
}

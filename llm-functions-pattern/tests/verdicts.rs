//! What is accepted and what it becomes; what is refused, where, and in which words.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use llm_functions_pattern::{MAX_BYTES, Pattern, PatternErrorKind};

/// A pattern, its canonical ECMA-262 text, its translation for Rust.
const ACCEPTED: &[(&str, &str, &str)] = &[
    ("", "", ""),
    ("abc", "abc", "abc"),
    ("^[a-z]+$", "^[a-z]+$", r"^[a-z]+\z"),
    (r"^\d{3}-\d{4}$", r"^\d{3}-\d{4}$", r"^[0-9]{3}\-[0-9]{4}\z"),
    (r"\w", r"\w", "[0-9A-Z_a-z]"),
    (r"[^\W_]", r"[^\W_]", "[0-9A-Za-z]"),
    (".", ".", r"[\x{0}-\x{9}\x{b}-\x{c}\x{e}-\x{2027}\x{202a}-\x{d7ff}\x{e000}-\x{10ffff}]"),
    (r"\s", r"\s", r"[\x{9}-\x{d} \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}-\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}]"),
    (r"[\s\S]", r"[\s\S]", r"[\x{0}-\x{d7ff}\x{e000}-\x{10ffff}]"),
    ("a|b|", "a|b|", "a|b|"),
    ("(a|b)c", "(?:a|b)c", "(?:a|b)c"),
    ("((a))", "a", "a"),
    ("a()b", "a(?:)b", "a(?:)b"),
    ("(?:ab)+?", "(?:ab)+", "(?:ab)+"),
    ("(?<year>[0-9]{4})", "[0-9]{4}", "[0-9]{4}"),
    ("(a+)+", "(?:a+)+", "(?:a+)+"),
    ("(a{2}){3}", "(?:a{2}){3}", "(?:a{2}){3}"),
    ("a{0}", "a{0}", "a{0}"),
    ("a{2,}b{0,1}c{1,}d{3,3}", "a{2,}b?c+d{3}", "a{2,}b?c+d{3}"),
    (r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/", r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|/", r"\^\$\\\.\*\+\?\(\)\[\]\{\}\|/"),
    (r"\x41\u0042\u{43}\u{1F43F}", "ABC\u{1F43F}", r"ABC\x{1f43f}"),
    (r"\t\n\v\f\r", r"\t\n\u000b\u000c\r", r"\x{9}\x{a}\x{b}\x{c}\x{d}"),
    ("[-a]", r"[\-a]", r"[\-a]"),
    ("[a-]", r"[a\-]", r"[\-a]"),
    ("[a-z-9]", r"[a-z\-9]", r"[\-9a-z]"),
    (r"[\w\-.]", r"[\w\-.]", r"[\--\.0-9A-Z_a-z]"),
    (r"[\]\[\^]", r"[\]\[\^]", r"[\[\]-\^]"),
    ("[(){}.*+?|$/&~<>]", r"[(){}.*+?|$/\x26\x7e<>]", r"[\$\&\(-\+\.-/<>-\?\{-\~]"),
    ("[a^]", r"[a\^]", r"[\^a]"),
    ("[\u{d7ff}-\u{e000}]", "[\u{d7ff}-\u{e000}]", r"[\x{d7ff}\x{e000}]"),
    ("é", "é", "é"),
    ("^🐲*$", "^🐲*$", r"^\x{1f432}*\z"),
    (r"\bword\B", r"\bword\B", r"\bword\B"),
    ("^a|b$", "^a|b$", r"^a|b\z"),
    ("(^|,)x(,|$)", "(?:^|,)x(?:,|$)", r"(?:^|,)x(?:,|\z)"),
    ("<a>", "<a>", "<a>"),
    ("-_ @#&~'\"`!%,:;=", "-_ @#&~'\"`!%,:;=", r#"\-_ @\#\&\~'"`!%,:;="#),
];

#[test]
fn what_both_read_alike_is_accepted_and_translated() {
    for (text, ecma, rust) in ACCEPTED {
        let pattern = Pattern::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(pattern.to_ecma(), *ecma, "{text}");
        assert_eq!(pattern.to_rust(), *rust, "{text}");
        regex_lite::Regex::new(rust).unwrap_or_else(|error| panic!("{text} became {rust}: {error}"));
        assert_eq!(Pattern::parse(ecma).unwrap().to_rust(), *rust, "{text} written as {ecma}");
    }
}

use PatternErrorKind::{Invalid, TooLarge, Unsupported};

/// A pattern, where it is refused, as what, and the beginning of the way it is said.
const REFUSED: &[(&str, usize, PatternErrorKind, &str)] = &[
    ("a(?=b)", 1, Unsupported, "look-ahead `(?=` is not supported; spell out what may stand there"),
    ("a(?!b)", 1, Unsupported, "negative look-ahead `(?!`"),
    ("(?<=b)a", 0, Unsupported, "look-behind `(?<=`"),
    ("(?<!b)a", 0, Unsupported, "negative look-behind `(?<!`"),
    (r"(a)\1", 3, Unsupported, r"the back-reference `\1` is not supported; repeat the group's own pattern"),
    (r"(?<n>a)\k<n>", 7, Unsupported, r"the back-reference `\k`"),
    ("(?i)a", 0, Unsupported, "the inline flag `(?i` is not supported; list both cases, as in `[Aa]`"),
    ("(?i:a)", 0, Unsupported, "the inline flag `(?i`"),
    ("(?s).", 0, Unsupported, "the inline flag `(?s`"),
    ("(?m)^a", 0, Unsupported, "the inline flag `(?m`"),
    ("(?x) a", 0, Unsupported, "the inline flag `(?x`"),
    ("(?-u:a)", 0, Unsupported, "what follows `(` `(?` is not supported"),
    ("(?P<n>a)", 0, Unsupported, "the group name `(?P<` is not supported; write `(?<`"),
    ("(?<a-b>a)", 3, Unsupported, "the group's name is not made of"),
    ("(?<n", 3, Unsupported, "the group's name is not made of"),
    ("(?<n>a)(?<n>b)", 10, Invalid, "two groups are named `n`"),
    ("(?>a)", 0, Unsupported, "the atomic group `(?>`"),
    ("(?#c)", 0, Unsupported, "the comment `(?#`"),
    (r"\p{L}", 0, Unsupported, r"the character property `\p`"),
    (r"[\P{L}]", 1, Unsupported, r"the character property `\P`"),
    ("[[:alpha:]]", 1, Unsupported, "the class `[:alpha:]` is not supported; list ranges"),
    ("[:digit:]", 0, Unsupported, "the class `[:digit:]`"),
    ("a++", 2, Unsupported, "the possessive quantifier"),
    ("a*+", 2, Unsupported, "the possessive quantifier"),
    ("a{2}+", 4, Unsupported, "the possessive quantifier"),
    ("a**", 2, Invalid, "a quantifier follows a quantifier"),
    ("a{2}{3}", 4, Invalid, "a quantifier follows a quantifier"),
    ("a+?+", 3, Invalid, "a quantifier follows a quantifier"),
    ("[a&&b]", 2, Unsupported, "`&&` in brackets combines sets"),
    ("[a--b]", 2, Unsupported, "`--` in brackets combines sets"),
    ("[+--]", 2, Unsupported, "`--` in brackets combines sets"),
    ("[--a]", 1, Unsupported, "`--` in brackets combines sets"),
    ("[a~~b]", 2, Unsupported, "`~~` in brackets combines sets"),
    ("[a[b]]", 2, Unsupported, "`[` inside brackets"),
    ("[[a]", 1, Unsupported, "`[` inside brackets"),
    ("[a-[b]]", 3, Unsupported, "`[` inside brackets"),
    ("[]", 0, Unsupported, "`[]` is an empty set"),
    ("[]a]", 0, Unsupported, "`[]` is an empty set"),
    ("[^]", 0, Unsupported, "`[^]` is any character"),
    (r"[^\s\S]", 0, Invalid, "the brackets leave no character"),
    (r"\Aa", 0, Unsupported, r"the anchor `\A` is not supported; write `^`"),
    (r"a\z", 1, Unsupported, r"the anchor `\z` is not supported; write `$`"),
    (r"a\Z", 1, Unsupported, r"the anchor `\Z`"),
    (r"\x{41}", 0, Unsupported, r"`\x{` is no escape in ECMA-262; write `\u{`"),
    (r"\x4", 0, Invalid, r"`\x` takes two hexadecimal digits"),
    (r"\u41", 0, Invalid, r"`\u` takes a character's number"),
    (r"\u{}", 0, Invalid, r"`\u` takes a character's number"),
    (r"\u{110000}", 0, Invalid, r"`\u` takes a character's number"),
    (r"\u{d800}", 0, Invalid, r"`\u` takes a character's number"),
    (r"\u{+41}", 0, Invalid, r"`\u` takes a character's number"),
    (r"\ud83d\ude00", 0, Unsupported, "half a surrogate pair is not supported"),
    (r"\u+123", 0, Invalid, r"`\u` takes a character's number"),
    (r"\0", 0, Unsupported, r"the octal escape `\0`"),
    (r"\012", 0, Unsupported, r"the octal escape `\0`"),
    (r"\cA", 0, Unsupported, r"the control escape `\c`"),
    (r"\a", 0, Unsupported, r"the escape `\a` is not supported; write `\x07`"),
    (r"\h", 0, Unsupported, r"the class `\h`"),
    (r"\R", 0, Unsupported, r"the line break `\R`"),
    (r"\Qa\E", 0, Unsupported, r"quoting `\Q`"),
    (r"\<", 0, Unsupported, r"the word boundary `\<`"),
    (r"[\b]", 1, Unsupported, "a word boundary cannot stand in brackets"),
    (r"\b{start}a", 2, Invalid, "`{` begins no repetition"),
    (r"\y", 0, Invalid, r"`\y` is no escape; write `y`"),
    (r"\-", 0, Invalid, r"`\-` is an escape in brackets only; write `-`"),
    (r"\@", 0, Invalid, r"`\@` is no escape in ECMA-262; write `@`"),
    (r"\ ", 0, Invalid, r"`\ ` is no escape in ECMA-262"),
    (r"\é", 0, Invalid, r"`\é` is no escape in ECMA-262"),
    (r"[\&]", 1, Invalid, r"`\&` is no escape in ECMA-262"),
    (r"é\", 2, Invalid, "the pattern ends in a backslash"),
    ("a{", 1, Invalid, "`{` begins no repetition"),
    ("a{x}", 1, Invalid, "`{` begins no repetition"),
    ("a{ 2}", 1, Invalid, "`{` begins no repetition"),
    ("a{{2}", 1, Invalid, "`{` begins no repetition"),
    ("a{2,3,4}", 1, Invalid, "`{` begins no repetition"),
    ("a{-1}", 1, Invalid, "`{` begins no repetition"),
    ("{a", 0, Invalid, "`{` stands alone"),
    ("a}", 1, Invalid, "`}` stands alone"),
    ("a]", 1, Invalid, "`]` stands alone"),
    ("a{,3}", 1, Invalid, "the repetition has no lower bound; write `{0,`"),
    ("a{3,2}", 1, Invalid, "the bounds of the repetition are reversed"),
    ("*a", 0, Invalid, "`*` has nothing to repeat"),
    ("a|+", 2, Invalid, "`+` has nothing to repeat"),
    ("(?", 0, Unsupported, "what follows `(`"),
    ("^*", 1, Invalid, "a position cannot be repeated"),
    (r"\b+", 2, Invalid, "a position cannot be repeated"),
    ("(a", 0, Invalid, "`(` is never closed"),
    ("a)", 1, Invalid, "`)` closes no group"),
    ("x[a", 1, Invalid, "`[` is never closed"),
    ("[a-", 0, Invalid, "`[` is never closed"),
    ("[z-a]", 2, Invalid, "the range is reversed"),
    (r"[\w-.]", 3, Invalid, "`-` stands beside a class"),
    (r"[a-\d]", 2, Invalid, "`-` stands beside a class"),
    ("a^b", 1, Invalid, "`^` after a character never matches"),
    ("costs $5", 6, Invalid, "`$` before a character never matches"),
    ("a{1001}", 1, TooLarge, "the repetition goes beyond 1000"),
    ("a{0,99999999999999999999}", 1, TooLarge, "the repetition goes beyond 1000"),
    ("(a{1000}){1000}", 0, TooLarge, "the pattern has more than 5000 parts"),
    ("((((((){1000}){1000}){1000}){1000}){1000})", 0, TooLarge, "the pattern has more than 5000 parts"),
];

#[test]
fn everything_else_is_refused_with_the_place_and_a_way_out() {
    for (text, position, kind, message) in REFUSED {
        let error = Pattern::parse(text).expect_err(text);
        let said = error.to_string();
        assert_eq!((error.position, error.kind()), (*position, *kind), "{text}: {said}");
        assert!(said.starts_with(message), "{text}: {said}");
        assert!(said.contains("; "), "{text} without a way out: {said}");
        assert!(!said.contains('\n') && !said.ends_with('.'), "{text}: {said}");
    }
}

#[test]
fn text_and_depth_are_bounded() {
    assert_eq!(Pattern::parse(&"a".repeat(MAX_BYTES + 1)).unwrap_err().kind(), TooLarge);
    assert_eq!(Pattern::parse(&"(".repeat(MAX_BYTES)).unwrap_err().kind(), TooLarge);
    Pattern::parse(&"a".repeat(MAX_BYTES)).unwrap();
}

#[test]
fn anchors_and_lengths_are_known() {
    let facts = [
        ("^a$", true, 1, Some(1)),
        ("^a", false, 1, Some(1)),
        ("^a|b$", false, 1, Some(1)),
        ("^a$|^bc$", true, 1, Some(2)),
        ("^(?:a|b{2,5})?$", true, 0, Some(5)),
        ("(^a+$)", true, 1, None),
        ("(^a$)?", false, 0, Some(1)),
        ("(a*){0}", false, 0, Some(0)),
        ("(a*){3}", false, 0, None),
    ];
    for (text, anchored, least, most) in facts {
        let pattern = Pattern::parse(text).unwrap();
        assert_eq!(
            (pattern.is_anchored(), pattern.min_length(), pattern.max_length()),
            (anchored, least, most),
            "{text}"
        );
    }
}

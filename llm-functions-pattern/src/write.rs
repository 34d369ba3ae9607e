//! Writes a pattern for an engine.

use crate::ast::{Assertion, Bounds, Class, Item, Node};

/// How an engine wants it.
#[derive(Clone, Copy)]
enum Dialect {
    Rust,
    Ecma,
}

pub(crate) fn rust(root: &Node) -> String {
    written(root, Dialect::Rust)
}

pub(crate) fn ecma(root: &Node) -> String {
    written(root, Dialect::Ecma)
}

fn written(root: &Node, dialect: Dialect) -> String {
    let mut out = String::new();
    node(root, dialect, &mut out);
    out
}

fn node(node_: &Node, dialect: Dialect, out: &mut String) {
    match node_ {
        Node::Class(class) => match dialect {
            Dialect::Rust => rust_class(class, out),
            Dialect::Ecma => ecma_class(class, out),
        },
        Node::Assertion(assertion) => out.push_str(spelled(*assertion, dialect)),
        Node::Concat(parts) => parts.iter().for_each(|part| match part {
            Node::Alternate(_) | Node::Concat(_) => grouped(part, dialect, out),
            _ => node(part, dialect, out),
        }),
        Node::Alternate(branches) => {
            for (index, branch) in branches.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                node(branch, dialect, out);
            }
        }
        Node::Repeat(inner, bounds) => {
            match **inner {
                Node::Class(_) => node(inner, dialect, out),
                _ => grouped(inner, dialect, out),
            }
            out.push_str(&quantifier(*bounds));
        }
    }
}

fn grouped(inner: &Node, dialect: Dialect, out: &mut String) {
    out.push_str("(?:");
    node(inner, dialect, out);
    out.push(')');
}

fn quantifier(bounds: Bounds) -> String {
    match (bounds.least, bounds.most) {
        (0, None) => "*".to_owned(),
        (1, None) => "+".to_owned(),
        (0, Some(1)) => "?".to_owned(),
        (least, None) => format!("{{{least},}}"),
        (least, Some(most)) if least == most => format!("{{{least}}}"),
        (least, Some(most)) => format!("{{{least},{most}}}"),
    }
}

fn spelled(assertion: Assertion, dialect: Dialect) -> &'static str {
    match (assertion, dialect) {
        (Assertion::Start(_), _) => "^",
        (Assertion::End(_), Dialect::Rust) => r"\z",
        (Assertion::End(_), Dialect::Ecma) => "$",
        (Assertion::WordBoundary, _) => r"\b",
        (Assertion::NotWordBoundary, _) => r"\B",
    }
}

/// The characters themselves, so that nothing depends on an engine's shorthands.
fn rust_class(class: &Class, out: &mut String) {
    if let Class::Literal(c) = class {
        return rust_char(*c, out);
    }
    out.push('[');
    for (first, last) in class.ranges().iter() {
        rust_char(first, out);
        if first != last {
            out.push('-');
            rust_char(last, out);
        }
    }
    out.push(']');
}

/// A character that stands for itself inside brackets and outside.
fn rust_char(c: char, out: &mut String) {
    match c {
        c if r"\.+*?()|[]{}^$#&-~".contains(c) => out.extend(['\\', c]),
        ' '..='~' => out.push(c),
        c if c.is_alphanumeric() => out.push(c),
        c => numbered(out, format_args!(r"\x{{{:x}}}", u32::from(c))),
    }
}

fn numbered(out: &mut String, escape: std::fmt::Arguments<'_>) {
    use std::fmt::Write as _;
    // Writing to a string cannot fail.
    let _ = out.write_fmt(escape);
}

/// As it was written.
fn ecma_class(class: &Class, out: &mut String) {
    match class {
        Class::Literal(c) => ecma_char(*c, r"^$\.*+?()[]{}|", out),
        Class::Dot => out.push('.'),
        Class::Shorthand(shorthand) => out.extend(['\\', shorthand.name]),
        Class::Set { negated, items } => {
            out.push_str(if *negated { "[^" } else { "[" });
            for item in items {
                ecma_item(*item, out);
            }
            out.push(']');
        }
    }
}

fn ecma_item(item: Item, out: &mut String) {
    const SPECIAL: &str = r"\[]^-";
    match item {
        Item::Shorthand(shorthand) => out.extend(['\\', shorthand.name]),
        Item::Range(first, last) => {
            // Doubled, these are set operations elsewhere.
            let member = |c: char, out: &mut String| match c {
                '&' | '~' => numbered(out, format_args!(r"\x{:02x}", u32::from(c))),
                c => ecma_char(c, SPECIAL, out),
            };
            member(first, out);
            if first != last {
                out.push('-');
                member(last, out);
            }
        }
    }
}

fn ecma_char(c: char, special: &str, out: &mut String) {
    match c {
        '\n' => out.push_str(r"\n"),
        '\r' => out.push_str(r"\r"),
        '\t' => out.push_str(r"\t"),
        c if special.contains(c) => out.extend(['\\', c]),
        // What cannot be seen is written by its number.
        c if c != ' ' && (c.is_control() || c.is_whitespace() || c == '\u{feff}') => {
            numbered(out, format_args!(r"\u{:04x}", u32::from(c)));
        }
        c => out.push(c),
    }
}

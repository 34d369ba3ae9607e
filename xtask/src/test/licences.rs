//! Licences of the dependencies: only those that let everybody use, change and pass on what is built here.

use anyhow::{Result, ensure};

use super::step::Outcome;
use crate::workspace::{Metadata, Package};

/// Permissive licences, and one that reaches no further than its own files (MPL-2.0).
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    // Of the lists of certificate authorities: data, to be passed on with its text.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
];

/// Names every package whose licence is not allowed, or not stated.
pub(super) fn check(metadata: &Metadata) -> Result<Outcome> {
    let refused: Vec<_> = metadata.packages.iter().filter(|package| !is_allowed(package)).map(describe).collect();
    ensure!(refused.is_empty(), "not on the list of allowed licences: {}", refused.join(", "));
    eprintln!("{} packages", metadata.packages.len());
    Ok(Outcome::Passed)
}

fn is_allowed(package: &Package) -> bool {
    package.license.as_deref().is_some_and(satisfied)
}

fn describe(package: &Package) -> String {
    format!("{} {} ({})", package.name, package.version, package.license.as_deref().unwrap_or("no licence stated"))
}

/// Whether an SPDX expression can be satisfied with allowed licences: one side of an `OR`, both sides of an `AND`.
fn satisfied(expression: &str) -> bool {
    // Old manifests write `A/B` for `A OR B`.
    let expression = expression.replace('/', " OR ");
    let expression = expression.trim();
    if let Some((left, right)) = split(expression, " OR ") {
        return satisfied(left) || satisfied(right);
    }
    if let Some((left, right)) = split(expression, " AND ") {
        return satisfied(left) && satisfied(right);
    }
    match expression.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => satisfied(inner),
        None => ALLOWED.contains(&expression),
    }
}

/// Splits at the first operator that stands outside of parentheses. `AND` binds more tightly, so `OR` is tried first.
fn split<'e>(expression: &'e str, operator: &str) -> Option<(&'e str, &'e str)> {
    expression.match_indices(operator).find_map(|(at, _)| {
        let (left, right) = (expression.get(..at)?, expression.get(at + operator.len()..)?);
        (left.matches('(').count() == left.matches(')').count()).then_some((left, right))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_satisfied_by_what_is_allowed() {
        for expression in [
            "MIT",
            "MIT/Apache-2.0",
            "MIT OR GPL-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "MIT AND (GPL-3.0 OR (BSD-3-Clause AND ISC))",
        ] {
            assert!(satisfied(expression), "{expression}");
        }
    }

    #[test]
    fn what_is_not_allowed_or_not_understood_is_refused() {
        for expression in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND AGPL-3.0", "mit", "(MIT", "OR"] {
            assert!(!satisfied(expression), "{expression}");
        }
    }
}

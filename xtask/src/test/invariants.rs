//! Invariants of `ARCHITECTURE.md` that no type can hold: what must not be named where.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::step::Outcome;

/// A rule: in the Rust files below a folder, none of these words may stand outside of comments.
struct Rule {
    folder: &'static str,
    except: &'static [&'static str],
    words: &'static [&'static str],
    because: &'static str,
}

const RULES: [Rule; 7] = [
    Rule {
        folder: "llm-runtime/src/exchange",
        except: &["tests"],
        words: &["async ", ".await", "Instant", "tokio", "channel", "Mutex", "std::thread", "std::fs", "std::net"],
        because: "the exchange is a state machine without I/O, clock or channel",
    },
    Rule {
        folder: "llm-functions/src",
        except: &[],
        words: &["std::fs", "std::net", "std::process", "std::thread", "tokio"],
        because: "llm-functions does no I/O and has no asynchronous runtime",
    },
    Rule {
        folder: "llm-runtime/src",
        except: &["edge"],
        words: &["llama_cpp", "llguidance"],
        because: "only the edge knows llama.cpp",
    },
    Rule {
        folder: "llm-runtime/src/edge",
        except: &[],
        words: &["crate::mock", "crate::fog", "crate::cloud"],
        because: "no back end imports another",
    },
    Rule {
        folder: "llm-runtime/src/cloud",
        except: &[],
        words: &["crate::mock", "crate::fog", "crate::edge"],
        because: "no back end imports another",
    },
    Rule {
        folder: "llm-runtime/src/fog",
        except: &[],
        words: &["crate::mock", "crate::cloud", "crate::edge"],
        because: "no back end imports another",
    },
    Rule {
        folder: "llm-runtime/src",
        except: &["transport"],
        words: &["reqwest", "std::net", "tokio::net", "hyper::"],
        because: "only `transport` reaches a network, and it sends nothing but what the gate made",
    },
];

/// What `llm-functions` may rest on.
const FUNCTIONS_MAY_USE: [&str; 7] =
    ["llm-functions-derive", "llm-functions-pattern", "memchr", "regex-lite", "serde", "serde_json", "thiserror"];

/// What it may offer types or strategies of: behind a feature, and without default features.
const FUNCTIONS_MAY_OFFER: [&str; 8] =
    ["chrono", "jiff", "proptest", "rust_decimal", "schemars", "serde_path_to_error", "url", "uuid"];

/// Checks every rule.
pub(super) fn check(root: &Path) -> Result<Outcome> {
    let mut complaints = Vec::new();
    for rule in &RULES {
        for file in rust_files(&root.join(rule.folder), rule.except)? {
            let text = fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
            complaints.extend(broken(rule, &text).map(|complaint| format!("{}:{complaint}", file.display())));
        }
    }
    complaints.extend(foreign_dependencies(&fs::read_to_string(root.join("llm-functions/Cargo.toml"))?));
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    ensure!(complaints.is_empty(), "{} broken, the first: {}", complaints.len(), complaints[0]);
    Ok(Outcome::Passed)
}

fn broken<'t>(rule: &'t Rule, text: &'t str) -> impl Iterator<Item = String> + 't {
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.filter_map(|(number, line)| {
        let word = rule.words.iter().find(|word| line.contains(**word))?;
        Some(format!("{}: `{}`, but {}", number + 1, word.trim(), rule.because))
    })
}

/// The direct dependencies that are not on the list; development ones may be any.
fn foreign_dependencies(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]")).unwrap_or_default();
    let lines = section.lines().filter(|line| !line.trim_start().starts_with('#'));
    let named = lines.filter_map(|line| Some((line.split_once(['=', '.'])?.0.trim(), line)));
    let foreign = named.filter(|(name, line)| !name.is_empty() && !is_allowed(name, line));
    foreign.map(|(name, _)| format!("llm-functions/Cargo.toml: `{name}` is not among its few dependencies")).collect()
}

fn is_allowed(name: &str, line: &str) -> bool {
    let is_bare_and_optional = line.contains("optional = true") && line.contains("default-features = false");
    FUNCTIONS_MAY_USE.contains(&name) || (FUNCTIONS_MAY_OFFER.contains(&name) && is_bare_and_optional)
}

fn rust_files(folder: &Path, except: &[&str]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))? {
        let entry = entry?;
        let path = entry.path();
        if except.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path, except)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::workspace;

    #[test]
    fn a_word_in_code_breaks_a_rule_and_one_in_a_comment_does_not() {
        let complaints: Vec<_> = broken(&RULES[0], "// no tokio\nlet x = f().await;\n").collect();
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("2: `.await`"));
    }

    #[test]
    fn what_reaches_a_network_is_named_in_one_module_only() {
        let rule = RULES.iter().find(|rule| rule.words.contains(&"reqwest")).expect("the rule is there");
        assert_eq!((rule.folder, rule.except), ("llm-runtime/src", &["transport"][..]));
        assert_eq!(broken(rule, "use reqwest::Client;\n// reqwest\nstd::net::TcpStream::connect(x);").count(), 2);
        let runtime = workspace::root().join("llm-runtime/src");
        assert!(
            rust_files(&runtime, &[]).expect("listed").len() > rust_files(&runtime, rule.except).expect("listed").len()
        );
    }

    #[test]
    fn a_dependency_that_is_not_on_the_list_is_named() {
        let manifest =
            "[package]\nname = \"x\"\n\n[dependencies]\n# why\nserde.workspace = true\ntokio = \"1\"\n\n[lints]\n";
        let complaints = foreign_dependencies(manifest);
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].contains("`tokio`"));
    }

    #[test]
    fn types_of_other_crates_are_offered_behind_a_feature_and_without_defaults() {
        let manifest = |rest: &str| format!("\n[dependencies]\nuuid = {{ version = \"1\"{rest} }}\n");
        let both = ", default-features = false, optional = true";
        assert_eq!(foreign_dependencies(&manifest(both)).len(), 0);
        assert_eq!(foreign_dependencies(&manifest(", optional = true")).len(), 1);
        assert_eq!(foreign_dependencies(&manifest(", default-features = false")).len(), 1);
        assert_eq!(foreign_dependencies(&manifest(both).replace("uuid", "tokio")).len(), 1);
    }
}

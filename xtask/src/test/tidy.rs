//! House rules for sources that neither the formatter nor the lints know.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::step::Outcome;

/// Past this, a file holds more than one thought.
const LONGEST_FILE: usize = 600;
/// What marks work as unfinished. Written in halves, because this file is checked too.
const UNFINISHED: [&str; 5] = [
    concat!("FIX", "ME"),
    concat!("TO", "DO"),
    concat!("XX", "X"),
    concat!("unimpl", "emented!("),
    concat!("<<<<", "<<<"),
];
/// Directories of one machine; a path below them means nothing on another.
const PERSONAL: [&str; 6] = ["home", "root", "Users", "work", "workspace", "mnt"];

/// Reads every text file that belongs to the repository.
pub(super) fn check(root: &Path) -> Result<Outcome> {
    let files = tracked(root)?;
    let complaints: Vec<_> = files.iter().flat_map(|name| inspect(root, name)).collect();
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    ensure!(
        complaints.is_empty(),
        "{} complaints, the first: {}",
        complaints.len(),
        complaints.join("\n").lines().next().unwrap_or("")
    );
    eprintln!("{} files", files.len());
    Ok(Outcome::Passed)
}

/// The files that git would take, those not yet added among them.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(root).output().context("could not run git")?;
    ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn inspect(root: &Path, name: &str) -> Vec<String> {
    // What is no text is not ours to judge, and what git lists may have been deleted.
    let Ok(text) = fs::read_to_string(root.join(name)) else { return Vec::new() };
    let mut complaints = Vec::new();
    let lines = text.lines().count();
    let is_rust = Path::new(name).extension().is_some_and(|extension| extension == "rs");
    if is_rust && lines > LONGEST_FILE {
        complaints.push(format!("{name}: {lines} lines; split it at {LONGEST_FILE} at the latest"));
    }
    if !text.is_empty() && !text.ends_with('\n') && !is_recorded(name) {
        complaints.push(format!("{name}: no line end at the end of the file"));
    }
    let about = |(number, line)| Some(format!("{name}:{}: {}", number + 1, complaint(name, line)?));
    complaints.extend(text.lines().enumerate().filter_map(about));
    complaints
}

/// Generated or recorded files follow their maker's rules.
fn is_recorded(name: &str) -> bool {
    let folders = ["/fixtures/", "/golden/", "/data/", "/seeds/"];
    name == "Cargo.lock" || folders.iter().any(|folder| name.contains(folder))
}

fn complaint(name: &str, line: &str) -> Option<String> {
    if is_recorded(name) {
        return None;
    }
    if let Some(word) = UNFINISHED.iter().find(|word| line.contains(**word)) {
        return Some(format!("`{word}` marks unfinished work"));
    }
    if let Some(path) = personal_path(line) {
        return Some(format!("`{path}` is a path of one machine"));
    }
    let is_source = [".rs", ".toml", ".sh"].iter().any(|ending| name.ends_with(ending));
    (is_source && line.ends_with([' ', '\t', '\r'])).then(|| "space at the end of the line".to_owned())
}

/// An absolute path below a directory of one machine; `$HOME/..` and `src/mnt/..` are none.
fn personal_path(line: &str) -> Option<String> {
    PERSONAL.iter().find_map(|directory| {
        let path = format!("/{directory}/");
        let before = &line[..line.find(&path)?];
        let stands_alone = before.chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'`(=<:,".contains(c));
        stands_alone.then_some(path)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_long_file_and_a_missing_line_end_are_noticed() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("long.rs"), "//\n".repeat(LONGEST_FILE + 1)).unwrap();
        fs::write(root.path().join("fine.rs"), "//\n".repeat(LONGEST_FILE)).unwrap();
        fs::write(root.path().join("open.md"), "text").unwrap();
        assert!(inspect(root.path(), "long.rs")[0].contains("601 lines"));
        assert_eq!(inspect(root.path(), "fine.rs"), Vec::<String>::new());
        assert!(inspect(root.path(), "open.md")[0].contains("line end"));
        assert!(inspect(root.path(), "absent.rs").is_empty());
    }

    #[test]
    fn lines_are_judged_by_what_they_say() {
        let unfinished = format!("// {}: later", UNFINISHED[0]);
        assert!(complaint("a.rs", &unfinished).unwrap().contains("unfinished"));
        assert!(complaint("a.rs", "let x = 1; ").unwrap().contains("space"));
        let personal = format!("cd /{}/me/project", PERSONAL[0]);
        assert!(complaint("README.md", &personal).unwrap().contains("one machine"));
        assert_eq!(complaint("a.rs", "see src/mnt/mod.rs and https://example.org/home/"), None);
        assert_eq!(complaint("README.md", "two spaces end a line in Markdown  "), None);
    }
}

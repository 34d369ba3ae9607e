//! What a dependency brings along: how many packages are compiled, and how long that takes from nothing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::process::{Cost, benchmarks, cargo, project, run, target};
use crate::table::{ratio, seconds, table};

/// A dependency, as a user writes it down.
struct Subject {
    name: &'static str,
    words: &'static str,
    dependency: String,
}

fn subjects() -> [Subject; 3] {
    let ours = project().join("llm-functions");
    [
        Subject {
            name: "ours",
            words: "`llm-functions`, feature `derive` alone",
            dependency: format!(
                "llm-functions = {{ path = \"{}\", default-features = false, features = [\"derive\"] }}",
                ours.display()
            ),
        },
        Subject {
            name: "rig",
            words: "`rig-core`, feature `derive` alone",
            dependency: "rig-core = { version = \"0.46\", default-features = false, features = [\"derive\"] }"
                .to_owned(),
        },
        Subject {
            name: "rmcp",
            words: "`rmcp`, features `server` and `macros`",
            dependency: "rmcp = { version = \"3.9\", default-features = false, features = [\"server\", \"macros\"] }"
                .to_owned(),
        },
    ]
}

/// Counts and builds each of them.
pub(crate) fn measure() -> Result<String> {
    let mut figures = Vec::new();
    for subject in subjects() {
        let folder = write(&subject)?;
        // Fetched before the clock starts.
        run(cargo(&folder, "check").env("CARGO_TARGET_DIR", folder.join("fetched")).arg("--quiet"))?;
        let packages = packages(&folder)?;
        let cost = clean_build(&folder)?;
        eprintln!("{}: {packages} packages, {} processor", subject.name, seconds(cost.processor));
        figures.push((subject.words, packages, cost));
    }
    Ok(words(&figures))
}

/// A program that depends on the subject and nothing else.
fn write(subject: &Subject) -> Result<PathBuf> {
    let folder = target().join("footprint").join(subject.name);
    fs::create_dir_all(folder.join("src"))?;
    let package = format!(
        "[package]\nname = \"footprint-{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\n",
        subject.name, subject.dependency
    );
    fs::write(folder.join("Cargo.toml"), package)?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::copy(benchmarks().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(folder)
}

/// The packages that are compiled on this platform, the subject among them and the program not.
fn packages(folder: &Path) -> Result<usize> {
    let mut tree = std::process::Command::new("cargo");
    tree.current_dir(folder).args(["tree", "--edges=normal,build", "--prefix=none", "--no-dedupe", "--offline"]);
    let output = run(&mut tree)?;
    let text = String::from_utf8_lossy(&output.stdout);
    // "name v1.2.3 (proc-macro)": a package is its name and its version.
    let packages: std::collections::BTreeSet<_> =
        text.lines().skip(1).map(|line| line.split(' ').take(2).collect::<Vec<_>>()).collect();
    Ok(packages.len())
}

/// The cheaper of two builds from nothing.
fn clean_build(folder: &Path) -> Result<Cost> {
    let target = folder.join("clean");
    let mut best: Option<Cost> = None;
    for _ in 0..2 {
        if target.exists() {
            fs::remove_dir_all(&target)?;
        }
        let build = || run(cargo(folder, "build").args(["--offline", "--quiet"]).env("CARGO_TARGET_DIR", &target));
        let (cost, _) = Cost::of(build)?;
        best = Some(best.filter(|best| best.processor <= cost.processor).unwrap_or(cost));
    }
    best.ok_or_else(|| anyhow::anyhow!("nothing was built"))
}

#[allow(clippy::cast_precision_loss, reason = "counts of packages are small")]
fn words(figures: &[(&str, usize, Cost)]) -> String {
    let mut rows = vec![["", "packages", "clean dev build, processor", "wall"].map(str::to_owned).to_vec()];
    let Some((_, fewest, least)) = figures.first() else { return String::new() };
    for (words, packages, cost) in figures {
        let times = ratio(cost.processor.as_secs_f64(), least.processor.as_secs_f64());
        rows.push(vec![
            (*words).to_owned(),
            format!("{packages}, {}", ratio(*packages as f64, *fewest as f64)),
            format!("{}, {times}", seconds(cost.processor)),
            seconds(cost.wall),
        ]);
    }
    table(&rows)
}

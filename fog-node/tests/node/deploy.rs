#![allow(clippy::print_stderr, reason = "a check that cannot be made here says so")]
//! What is in `deploy/`, as far as a machine without containers and without systemd's first process can check it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn deploy(name: &str) -> String {
    std::fs::read_to_string(root().join("deploy").join(name)).unwrap()
}

/// Whether the program knows every option of this line, by asking it: it complains of one that it does not know before
/// anything else.
fn knows(line: &str) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fog-node"));
    // Nothing is served: the help is asked for after the options.
    command.arg("--home").arg(home.path()).args(line.split_whitespace()).arg("--help").stdin(Stdio::null());
    let output = command.output().unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[test]
fn the_unit_of_systemd_is_one_and_lets_little_through() {
    let unit = deploy("fog-node.service");
    let of = |key: &str| unit.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap_or_default();
    assert!(of("ExecStart").ends_with("serve $FOG_NODE_ARGUMENTS"), "{}", of("ExecStart"));
    let arguments = unit.lines().find_map(|line| line.strip_prefix("#   FOG_NODE_ARGUMENTS=")).unwrap();
    knows(&format!("serve {arguments}")).unwrap();
    // A drain has the time that the program says by itself, and the last word.
    let patience: u64 = of("TimeoutStopSec").parse().unwrap();
    assert!(patience >= 32 && !of("User").is_empty() && of("StateDirectoryMode") == "0700");
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        return eprintln!("skipped: there is no systemd-analyze here");
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fog-node.service");
    // The program is not where it will be.
    std::fs::write(&file, unit.replace("/usr/local/bin/fog-node", env!("CARGO_BIN_EXE_fog-node"))).unwrap();
    let analyze = |arguments: &[&str]| {
        let output = Command::new("systemd-analyze").args(arguments).arg(&file).output().unwrap();
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        assert!(output.status.success(), "{arguments:?}: {said}");
    };
    analyze(&["verify", "--man=no", "--recursive-errors=no"]);
    // Of 100, where 100 is no protection at all.
    analyze(&["security", "--offline=true", "--threshold=25"]);
}

/// The instructions of a container file, each with its lines put together.
fn instructions(file: &str) -> Vec<(String, String)> {
    let lines = file.lines().filter(|line| !line.trim_start().starts_with('#'));
    let text = lines.collect::<Vec<_>>().join("\n").replace("\\\n", " ");
    let split = |line: &str| line.trim().split_once(' ').map(|(word, rest)| (word.to_owned(), rest.trim().to_owned()));
    text.lines().filter_map(split).collect()
}

#[test]
fn the_container_is_built_in_one_stage_and_runs_in_another_as_nobody_in_particular() {
    let file = deploy("Containerfile");
    let steps = instructions(&file);
    let of =
        |word: &str| steps.iter().filter(|(first, _)| first == word).map(|(_, rest)| rest.as_str()).collect::<Vec<_>>();
    let known = ["FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "EXPOSE"];
    assert!(steps.iter().all(|(word, _)| known.contains(&word.as_str())), "{steps:?}");
    for image in of("FROM") {
        let name = image.split(' ').next().unwrap();
        assert!(name.contains(':') && !name.ends_with(":latest"), "{image} has to name a version");
    }
    let stages: Vec<&str> =
        of("FROM").iter().filter_map(|image| image.split_once(" AS ").map(|(_, name)| name)).collect();
    for copied in of("COPY").iter().filter_map(|line| line.strip_prefix("--from=")) {
        assert!(stages.contains(&copied.split(' ').next().unwrap()), "{copied}");
    }
    // The library of C is the same in both.
    let systems: Vec<bool> = of("FROM").iter().map(|image| image.contains("bookworm")).collect();
    assert_eq!(systems, [true, true]);
    for run in of("RUN") {
        let installs = run.contains("apt-get install");
        let is_tidy =
            run.contains("apt-get update") && run.contains("--no-install-recommends") && run.contains("--yes");
        assert!(!installs || is_tidy && run.contains("rm -rf /var/lib/apt/lists"), "{run}");
        assert!(
            !run.contains("cargo build") || run.contains("--locked") && run.contains("--package fog-node"),
            "{run}"
        );
    }
    assert_eq!(of("ENTRYPOINT"), [r#"["fog-node"]"#], "it gets signals itself, without a shell around it");
    let user = steps.iter().rposition(|(word, _)| word == "USER").unwrap();
    assert!(of("USER") == ["fog-node"] && steps[user..].iter().all(|(word, _)| word != "RUN" && word != "COPY"));
    assert!(std::fs::read_to_string(root().join(".dockerignore")).unwrap().lines().any(|line| line == "target"));
    let line =
        file.lines().find_map(|line| line.split_once("--volume fog-node:/var/lib/fog-node fog-node ")).unwrap().1;
    knows(line.trim_end_matches(" ...")).unwrap();
}

#[test]
fn every_command_of_the_guide_is_one() {
    let guide = std::fs::read_to_string(root().join("docs/fog-site.md")).unwrap();
    let commands = guide.lines().filter_map(|line| {
        let line = line.trim().strip_prefix("$ ").unwrap_or(line.trim()).strip_prefix("fog-node ")?;
        Some(line.split(" #").next()?.split(" > ").next()?.trim_end_matches('\\').to_owned())
    });
    let commands: Vec<String> = commands.collect();
    assert!(commands.len() >= 8, "the guide has been moved: {commands:?}");
    for command in commands {
        // Words that stand for something of the reader's own.
        let identity = "a".repeat(52);
        let command = command
            .replace("\"ward 3\"", "ward")
            .replace("=ID", &format!("={identity}"))
            .replace(" ID", &format!(" {identity}"));
        knows(&command).unwrap_or_else(|why| panic!("fog-node {command}: {why}"));
    }
}

//! Commands and what they cost.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

/// Names the file that the compiler's times go to. Its presence makes this program stand in for the compiler.
pub(crate) const LOG: &str = "BENCH_COMPILER_LOG";

/// What something cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// On the wall's clock; neighbours on the machine lengthen it.
    pub(crate) wall: Duration,
    /// Of all processors together.
    pub(crate) processor: Duration,
}

impl Cost {
    /// Runs `work` and measures it; the processor time is that of the children it waited for.
    pub(crate) fn of<T>(work: impl FnOnce() -> Result<T>) -> Result<(Self, T)> {
        let (began, before) = (Instant::now(), children()?);
        let result = work()?;
        Ok((Self { wall: began.elapsed(), processor: children()?.saturating_sub(before) }, result))
    }
}

fn children() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("could not read the children's times")?;
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    Ok(Duration::from_micros(micros.try_into().unwrap_or_default()))
}

/// The folder of the benchmarks' workspace.
pub(crate) fn benchmarks() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own)
}

/// The folder of the project.
pub(crate) fn project() -> &'static Path {
    benchmarks().parent().unwrap_or(benchmarks())
}

/// Where everything is built that is not part of a measured clean build.
pub(crate) fn target() -> PathBuf {
    benchmarks().join("target")
}

/// A cargo command in `folder`. A peer may ask for a newer compiler than this one and compile all the same.
pub(crate) fn cargo(folder: &Path, command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).arg(command).arg("--ignore-rust-version");
    for (name, _) in std::env::vars_os() {
        // What the cargo that started us said about us is not for it.
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Runs a command to its end; what it printed is shown when it fails.
pub(crate) fn run(command: &mut Command) -> Result<Output> {
    let words: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    let line = format!("{} {}", command.get_program().to_string_lossy(), words.join(" "));
    let output = command.output().with_context(|| format!("could not run `{line}`"))?;
    ensure!(output.status.success(), "`{line}` failed:\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(output)
}

/// Stands in for the compiler: runs it and writes down the crate and its times.
pub(crate) fn compiler(log: &OsStr) -> Result<()> {
    let mut words = std::env::args_os().skip(1);
    let Some(compiler) = words.next() else { bail!("no compiler was named") };
    let words: Vec<_> = words.collect();
    let (cost, status) =
        Cost::of(|| Command::new(compiler).args(&words).status().context("could not run the compiler"))?;
    let name = words.iter().position(|word| word == "--crate-name").and_then(|at| words.get(at + 1));
    if let Some(name) = name.filter(|name| *name != "___") {
        let mut log = OpenOptions::new().create(true).append(true).open(log)?;
        writeln!(log, "{} {} {}", name.to_string_lossy(), cost.wall.as_micros(), cost.processor.as_micros())?;
    }
    std::process::exit(status.code().unwrap_or(1));
}

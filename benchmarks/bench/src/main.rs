//! Measures ours beside rig, rmcp and plain serde: what a declaration costs to compile, what a call costs to dispatch, what
//! an exchange costs, and what a dependency on the crate brings along. Everything of one comparison runs on the same machine in the same run,
//! the contenders in turn, and is written down as ratios into `docs/benchmarks.md`.
#![allow(clippy::print_stderr, reason = "a command speaks through its output")]

mod compile;
mod dispatch;
mod edge;
mod exchange;
mod footprint;
mod machine;
mod process;
mod report;
mod table;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    if let Some(log) = std::env::var_os(process::LOG) {
        // Cargo calls us in the compiler's place.
        return process::compiler(&log);
    }
    let what: Vec<String> = std::env::args().skip(1).collect();
    let all = what.is_empty();
    let known = ["compile", "dispatch", "edge", "exchange", "footprint"];
    if let Some(unknown) = what.iter().find(|word| !known.contains(&word.as_str())) {
        bail!("there is no benchmark `{unknown}`; there are {}", known.join(", "));
    }
    let wanted = |name: &str| all || what.iter().any(|word| word == name);
    if wanted("dispatch") {
        report::write("dispatch", &dispatch::measure()?)?;
    }
    // It needs programs and models that `cargo xtask bench edge` brings.
    if what.iter().any(|word| word == "edge") {
        report::write("edge", &edge::measure()?)?;
    }
    if wanted("exchange") {
        report::write("exchange", &exchange::measure()?)?;
    }
    if wanted("compile") {
        report::write("compile", &compile::measure()?)?;
    }
    if wanted("footprint") {
        report::write("footprint", &footprint::measure()?)?;
    }
    Ok(())
}

//! Runs cases, each in a network of its own, and counts them.

use std::io::{Read, Seek};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::LocalBoxFuture;

use crate::net::{Lan, Link};

/// How many cases run at once: they wait most of the time.
const AT_ONCE: usize = 3;

/// No case takes this long.
const LONGEST: Duration = Duration::from_secs(150);

/// What a case measures is printed behind this, whether it passes or not.
const MARK: &str = "measured | ";

pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// Hosts on its network; the case itself runs on the first.
    pub(crate) hosts: usize,
    pub(crate) link: Link,
    /// Programs that it needs.
    pub(crate) needs: &'static [&'static str],
    /// Whether nothing else may run meanwhile, because it measures.
    pub(crate) alone: bool,
    pub(crate) run: fn(Lan) -> LocalBoxFuture<'static, ()>,
}

/// A case by its function.
#[macro_export]
macro_rules! case {
    ($run:ident, $hosts:expr, $link:expr, $needs:expr) => {
        $crate::case!($run, $hosts, $link, $needs, false)
    };
    ($run:ident, $hosts:expr, $link:expr, $needs:expr, $alone:expr) => {
        $crate::harness::Case {
            name: stringify!($run),
            hosts: $hosts,
            link: $link,
            needs: $needs,
            alone: $alone,
            run: |lan| Box::pin($run(lan)),
        }
    };
}

enum Outcome {
    Passed,
    Skipped(String),
    Failed(String),
}

/// Prints a figure of a case.
pub(crate) fn measured(what: &str) {
    println!("{MARK}{what}");
}

pub(crate) fn run(cases: &[Case], wanted: Option<&str>) -> ExitCode {
    crate::net::sweep();
    let wanted: Vec<&Case> = cases.iter().filter(|case| wanted.is_none_or(|part| case.name.contains(part))).collect();
    let (alone, together): (Vec<&Case>, Vec<&Case>) = wanted.iter().partition(|case| case.alone);
    let counts = Mutex::new([0; 3]);
    let note = |case: &Case| {
        let begun = Instant::now();
        let (outcome, figures) = attempt(case);
        let took = begun.elapsed().as_secs_f32();
        let mut counts = counts.lock().unwrap();
        for figure in figures {
            println!("{MARK}{}: {figure}", case.name);
        }
        match outcome {
            Outcome::Passed => println!("passed   {} ({took:.1} s)", case.name),
            Outcome::Skipped(ref why) => println!("skipped  {}: {why}", case.name),
            Outcome::Failed(ref why) => println!("FAILED   {} ({took:.1} s)\n{why}", case.name),
        }
        counts[match outcome {
            Outcome::Passed => 0,
            Outcome::Skipped(_) => 1,
            Outcome::Failed(_) => 2,
        }] += 1;
    };
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = together.get(next.fetch_add(1, Ordering::SeqCst)) {
                    note(case);
                }
            });
        }
    });
    for case in alone {
        note(case);
    }
    let [passed, skipped, failed] = *counts.lock().unwrap();
    println!("networks: {passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn attempt(case: &Case) -> (Outcome, Vec<String>) {
    if let Some(missing) = case.needs.iter().find(|program| !is_there(program)) {
        return (Outcome::Skipped(format!("`{missing}` is not on this machine")), Vec::new());
    }
    let lan = match Lan::new(case.hosts, case.link) {
        Ok(lan) => lan,
        Err(reason) => {
            return (Outcome::Skipped(format!("no network namespaces can be made here: {reason}")), Vec::new());
        }
    };
    let mut command = lan.on(0, std::env::current_exe().unwrap());
    let told = format!("{} {}", case.name, lan.name());
    command.args(["--as", "case", &told]);
    let mut timed = Command::new("timeout");
    timed.arg(LONGEST.as_secs().to_string()).arg(command.get_program()).args(command.get_args());
    // Into a file: a pipe would stay open as long as anything that the case has started.
    let mut written = tempfile::tempfile().unwrap();
    timed.stdin(Stdio::null()).stdout(written.try_clone().unwrap()).stderr(written.try_clone().unwrap());
    let status = timed.status().unwrap();
    drop(lan);
    written.rewind().unwrap();
    let mut said = Vec::new();
    written.read_to_end(&mut said).unwrap();
    let said = String::from_utf8_lossy(&said).into_owned();
    let figures = said.lines().filter_map(|line| line.strip_prefix(MARK).map(str::to_owned)).collect();
    let skipped = said.lines().find_map(|line| line.strip_prefix("skipped: "));
    let outcome = match (status.success(), skipped) {
        (true, None) => Outcome::Passed,
        (true, Some(why)) => Outcome::Skipped(why.to_owned()),
        (false, _) => Outcome::Failed(format!("{said}{status}")),
    };
    (outcome, figures)
}

pub(crate) fn is_there(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// Does what a role is for, in the namespace that this process is in.
pub(crate) fn play(cases: &[Case], role: &str, told: &str) {
    match role {
        "case" => {
            let (name, lan) = told.split_once(' ').expect("a case and its network");
            let case = cases.iter().find(|case| case.name == name).expect("a case of this name");
            runtime().block_on((case.run)(Lan::named(lan, case.hosts, case.link)));
        }
        "node" => runtime().block_on(crate::nodes::serve(told)),
        "advertise" => crate::nodes::advertise(told),
        "rogue" => runtime().block_on(crate::rogue::play(told)),
        "queue" => crate::queue::play(told),
        other => panic!("no role {other}"),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

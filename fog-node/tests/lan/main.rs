//! Nodes and clients on networks that the tests make themselves: hosts in network namespaces on a bridge, each a process of its
//! own, so that they can be killed, frozen and cut off as machines are.
//!
//! Namespaces need root and iproute2; some faults need nftables, iptables or tc, and two cases other people's DNS-SD. A case
//! whose needs are not met is counted as skipped, with the reason. Nothing is ever changed in the namespace that the tests are
//! started in.
//!
//! The program is its own client, node, rogue and whatever else is on the network: `main` is called again in each namespace with
//! a role. A part of a case's name as the argument runs only those cases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests"
)]

#[cfg(target_os = "linux")]
mod dead;
#[cfg(target_os = "linux")]
mod discovery;
#[cfg(target_os = "linux")]
mod faults;
#[cfg(target_os = "linux")]
mod harness;
#[cfg(target_os = "linux")]
#[path = "../node/model.rs"]
#[allow(dead_code, reason = "other tests make calls")]
mod model;
#[cfg(target_os = "linux")]
mod net;
#[cfg(target_os = "linux")]
mod nodes;
#[cfg(target_os = "linux")]
mod others;
#[cfg(target_os = "linux")]
mod programs;
#[cfg(target_os = "linux")]
mod queue;
#[cfg(target_os = "linux")]
mod rogue;
#[cfg(target_os = "linux")]
mod site;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use harness::Case;
    let cases: Vec<Case> =
        [discovery::cases(), others::cases(), dead::cases(), faults::cases(), rogue::cases(), programs::cases()]
            .into_iter()
            .flatten()
            .collect();
    let mut arguments = std::env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next(), arguments.next()) {
        (Some("--as"), Some(role), Some(told)) => {
            harness::play(&cases, &role, &told);
            std::process::ExitCode::SUCCESS
        }
        (wanted, ..) => harness::run(&cases, wanted.filter(|word| !word.starts_with('-'))),
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("skipped: network namespaces are Linux's");
}

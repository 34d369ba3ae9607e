//! Clients and nodes in a simulated network: up to sixty hosts in one thread, with the real platform on one side and the real
//! node on the other. What happens to hosts and links is drawn from a seed, and happens again for the same seed.
//!
//! `FOG_SIMULATION_SEEDS=200` tries as many seeds of each scenario as that; `FOG_SIMULATION_SEED=7` that seed alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "which seeds were tried is told")]

mod asker;
mod carried;
mod dice;
mod faults;
mod parrot;
mod report;
mod scenarios;
mod served;
mod world;

//! What is played, and what must be true whatever the seed.

use std::time::Duration;

use crate::dice::Dice;
use crate::faults::{Fault, Kind, drawn};
use crate::report::Counts;
use crate::world::{Play, play};

/// As many seeds as are asked for; a few always.
fn seeds(few: u64) -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match (number("FOG_SIMULATION_SEED"), number("FOG_SIMULATION_SEEDS")) {
        (Some(seed), _) => vec![seed],
        (None, many) => (1..=many.unwrap_or(few)).collect(),
    }
}

/// Plays it with several seeds, and adds up what was seen. No promise may be broken in any of them.
fn all(name: &str, few: u64, of: impl Fn(&mut Dice) -> Play) -> Counts {
    let mut sum = Counts::default();
    for seed in seeds(few) {
        let seen = play(&of(&mut Dice::new(seed).of(2)), seed);
        let tail = &seen.trace[seen.trace.len().saturating_sub(40)..];
        assert!(
            seen.broken.is_empty(),
            "{name}, FOG_SIMULATION_SEED={seed}: {:#?}\nthe last of {} lines: {tail:#?}",
            seen.broken,
            seen.trace.len()
        );
        sum.complete += seen.counts.complete;
        sum.failed += seen.counts.failed;
        sum.restarted += seen.counts.restarted;
        sum.executed += seen.counts.executed;
        sum.resumed += seen.counts.resumed;
        sum.turned_away += seen.counts.turned_away;
        sum.longest = sum.longest.max(seen.counts.longest);
    }
    eprintln!("{name}: {sum:?}");
    sum
}

/// A site as there may be one, without trouble.
fn site(nodes: usize, clients: usize) -> Play {
    Play {
        nodes,
        clients,
        asks: 6,
        pause: Duration::from_secs(2),
        two_files: false,
        slots: 4,
        pace: Duration::from_millis(60),
        faults: Vec::new(),
        known: nodes,
        healed: Duration::from_secs(30),
    }
}

fn troubled(dice: &mut Dice, mut play: Play, kinds: &[Kind], count: usize) -> Play {
    play.faults = drawn(dice, kinds, count, (play.nodes, play.clients), play.healed);
    play
}

#[test]
fn without_trouble_every_answer_is_whole() {
    let counts = all("no trouble", 2, |_| site(6, 8));
    assert_eq!((counts.failed, counts.restarted), (0, 0));
}

#[test]
fn nodes_crash_and_come_back() {
    let counts = all("crashes", 5, |dice| troubled(dice, site(8, 8), &[Kind::Crashes], 30));
    assert!(counts.resumed > 5 && counts.failed * 10 < counts.complete, "{counts:?}");
}

#[test]
fn links_break_hold_and_slow_down() {
    let kinds = [Kind::Partitions, Kind::Holds, Kind::SlowLinks];
    let counts = all("links", 4, |dice| troubled(dice, site(6, 6), &kinds, 60));
    assert!(counts.resumed > 0 && counts.failed * 10 < counts.complete, "{counts:?}");
}

#[test]
fn nodes_are_drained_join_and_leave_and_are_said_to_be_gone() {
    let counts = all("coming and going", 4, |dice| {
        let mut play = troubled(dice, site(8, 8), &[Kind::Drains, Kind::Goodbyes], 30);
        play.known = 3;
        let joins = (3..8).map(|place| (Duration::from_secs(2 + 3 * place as u64), Fault::Announce(place)));
        play.faults.extend(joins);
        play.faults.sort_by_key(|(at, _)| *at);
        play
    });
    assert!(counts.failed * 10 < counts.complete, "{counts:?}");
}

#[test]
fn two_model_files_are_not_mixed() {
    let counts = all("two files", 4, |dice| {
        let mut play = troubled(dice, site(8, 8), &[Kind::Crashes, Kind::Partitions], 50);
        play.two_files = true;
        play
    });
    assert!(counts.restarted > 5, "{counts:?}");
}

#[test]
fn more_is_asked_than_can_be_done() {
    let counts = all("overload", 2, |_| {
        let mut play = site(2, 16);
        (play.slots, play.pause, play.asks) = (1, Duration::from_millis(500), 3);
        play
    });
    assert!(counts.turned_away > 0 && counts.complete > counts.failed, "{counts:?}");
}

#[test]
fn all_nodes_are_gone_and_come_back() {
    let counts = all("all gone", 3, |_| {
        let mut play = site(4, 6);
        play.faults = (0..4).map(|place| (Duration::from_secs(3), Fault::Crash(place))).collect();
        play
    });
    assert!(counts.failed > 0 && counts.longest < Duration::from_secs(60), "{counts:?}");
}

const EVERYTHING: [Kind; 6] =
    [Kind::Crashes, Kind::Partitions, Kind::Holds, Kind::SlowLinks, Kind::Drains, Kind::Goodbyes];

#[test]
fn sixty_hosts_with_every_trouble() {
    let counts = all("sixty hosts", 1, |dice| {
        let mut play = troubled(dice, site(36, 24), &EVERYTHING, 500);
        play.two_files = true;
        play
    });
    assert!(counts.resumed > 0 && counts.restarted > 0 && counts.failed * 10 < counts.complete, "{counts:?}");
}

#[test]
fn the_same_seed_is_the_same_to_the_last_line() {
    let of = |seed: u64| {
        let mut dice = Dice::new(seed).of(2);
        play(&troubled(&mut dice, site(8, 8), &EVERYTHING, 40), seed).trace
    };
    let first = of(3);
    let second = of(3);
    let differs = first.iter().zip(&second).find(|(one, other)| one != other);
    assert!(differs.is_none() && first.len() == second.len(), "{differs:?}");
    assert!(first.len() > 50 && first != of(4));
}

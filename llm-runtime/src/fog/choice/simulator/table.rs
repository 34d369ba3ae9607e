//! The comparison as a table, and what must be true of it.

use std::fmt::Write;

use super::policy::Policy;
use super::run::{Setting, Times, run};

/// What is compared.
pub(super) const SETTINGS: [(&str, Setting); 5] = [
    ("8 nodes, load 0.3", Setting { nodes: 8, clients: 16, load: 0.3, requests: 6000, liars: 0 }),
    ("8 nodes, load 0.7", Setting { nodes: 8, clients: 16, load: 0.7, requests: 6000, liars: 0 }),
    ("40 nodes, load 0.7", Setting { nodes: 40, clients: 80, load: 0.7, requests: 6000, liars: 0 }),
    ("200 nodes, load 0.7", Setting { nodes: 200, clients: 200, load: 0.7, requests: 12000, liars: 0 }),
    (
        "40 nodes, load 0.5, a fifth of them lie",
        Setting { nodes: 40, clients: 80, load: 0.5, requests: 6000, liars: 2 },
    ),
];

/// The middle and the twentieth part at the end, of the first token and of the whole answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    pub(super) first: (f64, f64),
    pub(super) whole: (f64, f64),
}

/// All seeds together.
pub(super) fn spread(setting: Setting, policy: Policy, seeds: u64) -> Spread {
    let mut all = Times::default();
    for seed in 1..=seeds {
        let times = run(setting, policy, seed);
        all.first.extend(times.first);
        all.whole.extend(times.whole);
    }
    Spread { first: middle_and_end(all.first), whole: middle_and_end(all.whole) }
}

fn middle_and_end(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied().unwrap_or(f64::NAN);
    (at(50), at(95))
}

/// The comparison, in Markdown; `few` divides the number of requests.
pub(super) fn table(seeds: u64, few: usize) -> String {
    let mut text = String::new();
    for (name, setting) in SETTINGS {
        let setting = Setting { requests: setting.requests / few, ..setting };
        let _ =
            write!(text, "| {name} | first token p50 | p95 | answer p50 | p95 |\n| --- | --: | --: | --: | --: |\n");
        for policy in Policy::ALL {
            let Spread { first, whole } = spread(setting, policy, seeds);
            let (name, of) = (policy.name(), [first.0, first.1, whole.0, whole.1].map(|time| format!("{time:.2}")));
            let _ = writeln!(text, "| {name} | {} |", of.join(" | "));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]
    use std::path::PathBuf;

    use super::*;

    /// Between these lines of the document the table stands.
    const BEGIN: &str = "<!-- choice: begin -->\n";
    const END: &str = "<!-- choice: end -->";

    #[test]
    fn ours_is_ahead_of_all_but_the_oracle_in_the_slowest_twentieth() {
        for (name, setting) in SETTINGS.into_iter().filter(|(_, setting)| setting.nodes < 200) {
            let setting = Setting { requests: setting.requests / 4, ..setting };
            let ours = spread(setting, Policy::Ours, 2);
            for policy in Policy::ALL.into_iter().filter(|policy| !matches!(policy, Policy::Ours | Policy::Oracle)) {
                let other = spread(setting, policy, 2);
                assert!(ours.first.1 < other.first.1, "{name}, first token: {ours:?} against {policy:?} {other:?}");
                assert!(ours.whole.1 < other.whole.1, "{name}, whole answer: {ours:?} against {policy:?} {other:?}");
            }
            let oracle = spread(setting, Policy::Oracle, 2);
            assert!(oracle.whole.1 < ours.whole.1 * 1.2, "{name}: the oracle knows more: {ours:?}, {oracle:?}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_times() {
        let setting = Setting { requests: 400, ..SETTINGS[1].1 };
        for policy in Policy::ALL {
            let [one, other] = [3, 3].map(|seed| run(setting, policy, seed));
            assert_eq!((&one.first, &one.whole), (&other.first, &other.whole), "{policy:?}");
            assert_eq!(one.first.len(), 360, "{policy:?}: every request is answered");
            assert_ne!(one.first, run(setting, policy, 4).first);
        }
    }

    /// `cargo xtask bench choice` names the document, into which the whole table is written; else there is nothing to do.
    #[test]
    fn the_whole_table() {
        let Some(document) = std::env::var_os("LLM_FUNCTIONS_CHOICE_TABLE").map(PathBuf::from) else { return };
        let text = std::fs::read_to_string(&document).unwrap();
        let (before, rest) = text.split_once(BEGIN).unwrap();
        let (_, after) = rest.split_once(END).unwrap();
        let table = table(8, 1);
        eprintln!("{table}");
        std::fs::write(&document, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
    }
}

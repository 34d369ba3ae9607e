//! What two hundred declarations cost to compile.

mod build;
mod dresses;
mod lines;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;

use crate::table::{median, ratio, seconds, table};
use build::Profile;
use dresses::Dress;

/// How often each dress is built; dev builds are cheap, release builds are not.
const ROUNDS: [(Profile, usize); 3] = [(Profile::Check, 3), (Profile::Dev, 3), (Profile::Release, 1)];

/// Everything that is known of one dress: medians in seconds of processor time and of wall time, and LLVM lines.
#[derive(Debug, Default)]
struct Figures {
    processor: BTreeMap<Profile, f64>,
    wall: BTreeMap<Profile, f64>,
    lines: usize,
}

/// Generates the crates, builds them in turn, and puts the figures into words.
pub(crate) fn measure() -> Result<String> {
    let workspace = dresses::write()?;
    let mut figures: Vec<Figures> = Dress::ALL.iter().map(|_| Figures::default()).collect();
    for (profile, rounds) in ROUNDS {
        let mut costs: Vec<Vec<_>> = Dress::ALL.iter().map(|_| Vec::new()).collect();
        for dress in Dress::ALL {
            build::dependencies(&workspace, dress, profile)?;
        }
        // In turn, so that a busy minute falls on all of them.
        for round in 0..rounds {
            for (dress, costs) in Dress::ALL.into_iter().zip(&mut costs) {
                let cost = build::alone(&workspace, dress, profile)?;
                eprintln!(
                    "{} {} {round}: {} processor, {} wall",
                    dress.name(),
                    profile.name(),
                    seconds(cost.processor),
                    seconds(cost.wall)
                );
                costs.push(cost);
            }
        }
        for (figures, costs) in figures.iter_mut().zip(costs) {
            let middle = |of: fn(&crate::process::Cost) -> Duration| {
                median(costs.iter().map(|cost| of(cost).as_secs_f64()).collect())
            };
            figures.processor.insert(profile, middle(|cost| cost.processor));
            figures.wall.insert(profile, middle(|cost| cost.wall));
        }
    }
    for (dress, figures) in Dress::ALL.into_iter().zip(&mut figures) {
        figures.lines = lines::count(&workspace, dress)?;
        eprintln!("{}: {} LLVM lines", dress.name(), figures.lines);
    }
    Ok(words(&figures))
}

fn words(figures: &[Figures]) -> String {
    let named: Vec<_> = Dress::ALL.into_iter().zip(figures).collect();
    let group = |dresses: &[Dress]| -> String {
        let Some((_, ours)) = named.iter().find(|(dress, _)| Some(dress) == dresses.first()) else {
            return String::new();
        };
        let mut rows = vec![head()];
        for (dress, figures) in named.iter().filter(|(dress, _)| dresses.contains(dress)) {
            rows.push(row(*dress, figures, ours));
        }
        table(&rows)
    };
    let rounds: Vec<String> = ROUNDS.iter().map(|(profile, rounds)| format!("{rounds} ({})", profile.name())).collect();
    format!(
        "{} functions of six parameters; processor seconds of the compiler for this crate alone, the median of {}, \
         beside how many times ours it is.\n\nWhole functions, declared, given something to do and registered:\n\n{}\nDeclarations \
         in use, their schema asked for and a text decoded, nothing to do:\n\n{}",
        dresses::FUNCTIONS,
        rounds.join(", "),
        group(&Dress::WHOLE),
        group(&Dress::DECLARED),
    )
}

fn head() -> Vec<String> {
    ["", "check", "dev build", "release build", "LLVM lines (dev)"].map(str::to_owned).to_vec()
}

#[allow(clippy::cast_precision_loss, reason = "counts of lines are small")]
fn row(dress: Dress, figures: &Figures, ours: &Figures) -> Vec<String> {
    let time = |profile: Profile| {
        let (own, ours) = (figures.processor.get(&profile), ours.processor.get(&profile));
        let (own, ours) = (own.copied().unwrap_or(f64::NAN), ours.copied().unwrap_or(f64::NAN));
        let wall = figures.wall.get(&profile).copied().unwrap_or(f64::NAN);
        format!("{own:.2} s ({wall:.2} s wall), {}", ratio(own, ours))
    };
    let lines = format!("{}, {}", figures.lines, ratio(figures.lines as f64, ours.lines as f64));
    vec![dress.words().to_owned(), time(Profile::Check), time(Profile::Dev), time(Profile::Release), lines]
}

//! The figures: shares with the range in which the true one lies.

mod wrong;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::Result;
use crate::args::Args;
use crate::case::Set;
use crate::compare;
use crate::record::{Record, Records, Way};
pub(crate) use wrong::Wrong;

const BEGIN: &str = "<!-- figures: written by `cargo xtask evaluate edge` -->";
const END: &str = "<!-- end of figures -->";
const WAYS: [Way; 3] = [Way::Adapter, Way::Plain, Way::Server];

/// What is counted in a row: name in the records, words, and what is aimed at.
fn rows(set: Set) -> &'static [(&'static str, &'static str, &'static str)] {
    match set {
        Set::Unseen => &[
            (compare::FUNCTION, "right function", "96"),
            (compare::ARGUMENTS, "right function and all arguments", "90"),
        ],
        Set::Foreign => &[
            (compare::FUNCTION, "foreign domains, indirect words: right function", "88"),
            (compare::ARGUMENTS, "the same, with all arguments", "80"),
        ],
        Set::None => &[(compare::NO_CALL, "no call when none is wanted", "95")],
        Set::Two => &[(compare::CALLS, "both calls of two", "70")],
        Set::Missing => &[(compare::ASKS, "asks for what is missing", "80")],
        Set::Answers => &[(compare::FACTS, "the answer states the result's facts", "85")],
        Set::BfclSimple => &[
            (compare::FUNCTION, "BFCL simple: right function", ""),
            (compare::ARGUMENTS, "BFCL simple: all arguments", ""),
        ],
        Set::BfclMultiple => &[
            (compare::FUNCTION, "BFCL multiple: right function", ""),
            (compare::ARGUMENTS, "BFCL multiple: all arguments", ""),
        ],
        Set::BfclParallel => &[(compare::CALLS, "BFCL parallel: all calls", "")],
        Set::BfclIrrelevance => &[(compare::NO_CALL, "BFCL irrelevance: no call", "")],
        Set::Health => &[
            (compare::FUNCTION, "the examples' functions: right function", ""),
            (compare::ARGUMENTS, "the examples' functions: all arguments", ""),
            (compare::NO_CALL, "the examples' functions: no call", ""),
        ],
        Set::Bfcl | Set::Conversation => &[],
    }
}

const SETS: [Set; 11] = [
    Set::Unseen,
    Set::Foreign,
    Set::None,
    Set::Two,
    Set::Missing,
    Set::Answers,
    Set::BfclSimple,
    Set::BfclMultiple,
    Set::BfclParallel,
    Set::BfclIrrelevance,
    Set::Health,
];

/// The table of all that is in the records.
pub(crate) fn table(records: &Records) -> String {
    let mut text = String::from(
        "| what | functions shown | aim | with its adapter | without | llama-server, same model |\n| --- | ---: | ---: | --- | --- | --- |\n",
    );
    let latest: Vec<(Way, Vec<&Record>)> = WAYS.iter().map(|way| (*way, records.latest(*way).collect())).collect();
    for set in SETS {
        let mut counts: Vec<usize> = of_set(&latest, set).map(|record| record.functions).collect();
        counts.sort_unstable();
        counts.dedup();
        for count in counts {
            for (score, words, aim) in rows(set) {
                let cells = latest.iter().map(|(_, all)| share(all, set, count, score));
                row(&mut text, words, count, aim, cells);
            }
        }
    }
    let cells = latest.iter().map(|(_, all)| perplexity(all));
    row(&mut text, "perplexity on plain conversation", 0, "within 3 %", cells);
    text
}

/// How long a call took, by the clock: for whoever has the machine to himself. Figures to keep are those of `cargo xtask bench`.
pub(crate) fn times(args: &Args, records: &Records) -> String {
    let mut text = String::new();
    for (way, count) in WAYS.iter().flat_map(|way| args.counts(Set::Unseen).into_iter().map(move |count| (*way, count)))
    {
        let all: Vec<&Record> = records.latest(way).collect();
        if let Some(time) = median(&all, count) {
            let _ = writeln!(text, "median time of a call among {count} functions, {way}: {time}");
        }
    }
    text
}

fn of_set<'a>(latest: &'a [(Way, Vec<&Record>)], set: Set) -> impl Iterator<Item = &'a Record> {
    latest.iter().flat_map(|(_, all)| all.iter().copied()).filter(move |record| record.set == set.name())
}

fn row(text: &mut String, words: &str, count: usize, aim: &str, cells: impl Iterator<Item = Option<String>>) {
    let cells: Vec<Option<String>> = cells.collect();
    if cells.iter().all(Option::is_none) {
        return;
    }
    let count = if count == 0 { String::new() } else { count.to_string() };
    let aim = if aim.parse::<u32>().is_ok() { format!("{aim} %") } else { aim.to_owned() };
    let cells: Vec<String> = cells.into_iter().map(Option::unwrap_or_default).collect();
    let _ = writeln!(text, "| {words} | {count} | {aim} | {} |", cells.join(" | "));
}

/// The last answer to each question counts.
fn answers<'a>(all: &[&'a Record], set: Set, count: usize) -> BTreeMap<&'a str, &'a Record> {
    let of = all.iter().filter(|record| record.set == set.name() && record.functions == count);
    of.map(|record| (&*record.id, *record)).collect()
}

fn share(all: &[&Record], set: Set, count: usize, score: &str) -> Option<String> {
    let answers = answers(all, set, count);
    let scored: Vec<bool> = answers.values().filter_map(|record| record.scores.get(score)).copied().collect();
    let (right, all) = (scored.iter().filter(|right| **right).count(), scored.len());
    (all > 0).then(|| {
        let (low, high) = wilson(right, all);
        format!("**{:.1} %** ({:.0} to {:.0}), {right} of {all}", percent(right, all), 100.0 * low, 100.0 * high)
    })
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * number(part) / number(whole)
}

#[expect(clippy::cast_precision_loss, reason = "counts of questions")]
fn number(count: usize) -> f64 {
    count as f64
}

/// The range in which the true share lies with 95 %: Wilson's score interval (E. B. Wilson, 1927), which holds for small
/// numbers and for shares near one as well.
fn wilson(right: usize, all: usize) -> (f64, f64) {
    const Z: f64 = 1.959_964;
    let (n, share) = (number(all), number(right) / number(all));
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    ((middle - reach) / scale, (middle + reach) / scale)
}

fn perplexity(all: &[&Record]) -> Option<String> {
    let measured: BTreeMap<&str, (f64, usize)> =
        all.iter().filter_map(|record| Some((&*record.id, record.likelihood?))).collect();
    let (logarithm, tokens) = measured.values().fold((0.0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    (tokens > 0).then(|| format!("{:.2} over {tokens} tokens", (-logarithm / number(tokens)).exp()))
}

fn median(all: &[&Record], count: usize) -> Option<String> {
    let mut times: Vec<f64> = answers(all, Set::Unseen, count).values().map(|record| record.milliseconds).collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).map(|time| format!("{time:.0} ms"))
}

/// Puts the table between its marks in the document.
pub(crate) fn write(table: &str) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/edge-accuracy.md");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| format!("{} lacks the marks `{BEGIN}` and `{END}`", path.display()))?;
    std::fs::write(&path, format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_wilsons() {
        let (low, high) = wilson(130, 143);
        assert!((low - 0.851).abs() < 0.001 && (high - 0.946).abs() < 0.001, "{low} {high}");
        let (low, high) = wilson(30, 30);
        assert!((low - 0.886).abs() < 0.001 && (high - 1.0).abs() < 0.001, "{low} {high}");
    }
}

//! Which functions a model is shown with a question: the same for the same question, always.

use crate::Result;
use crate::case::{Case, Function, Right, Set};

/// As many of the same domain as can be mistaken for the right one, before those of others.
const NEIGHBOURS: usize = 5;

/// The functions that a question needs, neighbours of their domain, and others of the set, in an order that the question's
/// identity decides.
pub(crate) fn functions(case: &Case, all: &[Function], count: usize) -> Result<Vec<Function>> {
    if case.set.brings_functions() {
        return Ok(case.functions.clone());
    }
    let mut random = Random::of(&case.id);
    let mut shown = Vec::new();
    for name in &case.about {
        let function = all.iter().find(|function| function.name == *name);
        let function = function.ok_or_else(|| format!("{}: there is no function `{name}`", case.id))?;
        if shown.iter().all(|known: &&Function| known.name != function.name) {
            shown.push(function);
        }
    }
    let domain = case.domain.clone().or_else(|| shown.first().map(|function| function.domain.clone()));
    let set = shown.first().map_or("unseen", |function| &function.set);
    let needed = shown.len();
    let mut rest: Vec<&Function> = all.iter().filter(|one| shown.iter().all(|known| known.name != one.name)).collect();
    random.shuffle(&mut rest);
    let near = rest.iter().filter(|one| Some(&one.domain) == domain.as_ref()).take(NEIGHBOURS).copied();
    let near: Vec<&Function> = near.collect();
    let far = rest.iter().filter(|one| one.set == set && Some(&one.domain) != domain.as_ref()).copied();
    shown.extend(near.into_iter().chain(far).take(count.saturating_sub(needed)));
    random.shuffle(&mut shown);
    debug_assert!(case.set == Set::None || !case.about.is_empty() || case.right != Right::Calls);
    Ok(shown.into_iter().cloned().collect())
}

/// So many questions from all over a set, always the same.
pub(crate) fn sample(mut cases: Vec<Case>, most: usize) -> Vec<Case> {
    if cases.len() > most {
        cases.sort_by_cached_key(|case| Random::of(&case.id).next());
        cases.truncate(most);
    }
    cases
}

/// Numbers that a text decides: `SplitMix64` from the text's FNV-1a.
struct Random(u64);

impl Random {
    fn of(text: &str) -> Self {
        Self(
            text.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for place in (1..all.len()).rev() {
            let other = usize::try_from(self.next() % (place as u64 + 1)).unwrap_or(0);
            all.swap(place, other);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use llm_functions::json::Json;

    use super::*;
    use crate::case::Comparison;

    fn function(number: usize, domain: &str) -> Function {
        Function {
            name: format!("f{number}"),
            domain: domain.into(),
            set: "unseen".into(),
            description: String::new(),
            parameters: Json::Null,
        }
    }

    #[test]
    fn the_right_one_and_its_neighbours_are_shown_before_others() {
        let all: Vec<_> = (0..8).map(|n| function(n, "a")).chain((8..30).map(|n| function(n, "b"))).collect();
        let case = Case {
            id: "u-1".into(),
            set: Set::Unseen,
            question: String::new(),
            calls: Vec::new(),
            right: Right::Calls,
            comparison: Comparison::Exact,
            about: vec!["f3".into()],
            domain: None,
            result: None,
            functions: Vec::new(),
        };
        for (count, near) in [(6, 6), (12, 6)] {
            let shown = functions(&case, &all, count).unwrap();
            let again = functions(&case, &all, count).unwrap();
            assert!(shown.iter().zip(&again).all(|(one, other)| one.name == other.name));
            assert_eq!(shown.len(), count);
            assert!(shown.iter().any(|one| one.name == "f3"));
            assert_eq!(shown.iter().filter(|one| one.domain == "a").count(), near);
        }
    }
}

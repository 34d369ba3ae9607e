//! Names that a provider refuses, and what stands for them.
//!
//! A name that is legal stays as it is. Any other becomes what is legal of it and a hash of the whole, so that it is the
//! same whichever other names there are; only two names of one hash are told apart by a number.

use std::collections::{BTreeMap, BTreeSet};

/// Which names are legal.
#[derive(Clone, Copy, Debug)]
pub(super) struct NameRule {
    /// The most characters.
    longest: usize,
    /// Whether a character may stand in a name.
    legal: fn(char) -> bool,
    /// Whether a name may begin with it.
    first: fn(char) -> bool,
}

impl NameRule {
    /// Every name.
    pub(super) const ANY: Self = Self { longest: usize::MAX, legal: |_| true, first: |_| true };

    pub(super) const fn new(longest: usize, legal: fn(char) -> bool) -> Self {
        Self { longest, legal, first: legal }
    }

    /// The names that begin with one of these.
    pub(super) const fn beginning(mut self, first: fn(char) -> bool) -> Self {
        self.first = first;
        self
    }

    pub(super) fn allows(&self, name: &str) -> bool {
        self.longest == usize::MAX
            || !name.is_empty()
                && name.chars().count() <= self.longest
                && name.chars().all(self.legal)
                && name.chars().next().is_some_and(self.first)
    }

    /// A legal name for one that is not; `attempt` tells apart those that would get the same.
    fn made(&self, name: &str, attempt: u32) -> String {
        let hash = format!("_{:08x}", hash(name, attempt));
        let mut kept: String = name.chars().map(|letter| if (self.legal)(letter) { letter } else { '_' }).collect();
        if !kept.chars().next().is_some_and(self.first) {
            kept.insert(0, 'n');
        }
        let room = self.longest.saturating_sub(hash.len());
        kept.chars().take(room).chain(hash.chars()).collect()
    }
}

/// FNV-1a, folded to 32 bits: short, and the same in every build.
fn hash(name: &str, attempt: u32) -> u32 {
    let bytes = name.bytes().chain(attempt.to_le_bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let half = |shift: u32| u32::try_from(hash >> shift & u64::from(u32::MAX)).unwrap_or(0);
    half(0) ^ half(32)
}

/// Names and what stands for each, one to one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    lowered: BTreeMap<String, String>,
    raised: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn new<'n>(rule: &NameRule, names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: BTreeSet<&str> = names.into_iter().collect();
        let mut all = Self::default();
        // Those that are legal are there first, so that no other is given one of them.
        let (legal, others): (Vec<&str>, Vec<&str>) = names.into_iter().partition(|name| rule.allows(name));
        for name in legal {
            all.insert(name, name.to_owned());
        }
        for name in others {
            let mut attempts = (0..).map(|attempt| rule.made(name, attempt));
            if let Some(free) = attempts.find(|made| !all.raised.contains_key(made)) {
                all.insert(name, free);
            }
        }
        all
    }

    fn insert(&mut self, name: &str, lowered: String) {
        self.raised.insert(lowered.clone(), name.to_owned());
        self.lowered.insert(name.to_owned(), lowered);
    }

    /// What the model sees for the function of this name.
    pub fn lowered(&self, name: &str) -> Option<&str> {
        self.lowered.get(name).map(String::as_str)
    }

    /// The function that the model means by this name.
    pub fn raised(&self, lowered: &str) -> Option<&str> {
        self.raised.get(lowered).map(String::as_str)
    }

    /// The names that had to be changed, with what stands for them, in alphabetical order.
    pub fn changed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lowered.iter().filter(|(name, lowered)| name != lowered).map(|(name, lowered)| (&**name, &**lowered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: NameRule = NameRule::new(16, |letter| letter.is_ascii_alphanumeric() || letter == '_')
        .beginning(|letter| letter.is_ascii_alphabetic());

    #[test]
    fn legal_names_stay_and_the_others_are_mapped_one_to_one() {
        let names = [
            "plain",
            "a.b",
            "a b",
            "a-b",
            "a_b",
            "",
            "1st",
            "ünïcödé",
            "a_very_long_name_indeed",
            "a_very_long_name_index",
        ];
        let mapped = Names::new(&RULE, names);
        let lowered: BTreeSet<&str> = names.iter().map(|name| mapped.lowered(name).unwrap_or_default()).collect();
        assert_eq!(lowered.len(), names.len());
        assert!(lowered.iter().all(|name| RULE.allows(name)), "{lowered:?}");
        assert!(names.iter().all(|name| mapped.raised(mapped.lowered(name).unwrap_or_default()) == Some(name)));
        assert_eq!((mapped.lowered("plain"), mapped.lowered("a_b")), (Some("plain"), Some("a_b")));
        assert_eq!(mapped.changed().count(), 8);
    }

    #[test]
    fn what_stands_for_a_name_does_not_depend_on_the_others() {
        let alone = Names::new(&RULE, ["a.b"]);
        let among = Names::new(&RULE, ["a b", "z.z", "a.b", "a_b"]);
        assert_eq!(alone.lowered("a.b"), among.lowered("a.b"));
    }

    #[test]
    fn a_name_that_is_made_never_takes_one_that_is_there() {
        let alone = Names::new(&RULE, ["a.b"]);
        let made = alone.lowered("a.b").unwrap_or_default();
        let both = Names::new(&RULE, ["a.b", made]);
        assert_eq!(both.lowered(made), Some(made));
        assert_ne!(both.lowered("a.b"), Some(made));
    }
}

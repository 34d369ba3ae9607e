//! Identities of calls that a provider accepts, whoever gave them.
//!
//! A conversation that began elsewhere has the identities of another server: `functions.weather:0`, or a hundred letters.
//! A provider that refuses one refuses the whole conversation.

use std::borrow::Cow;

/// The identity itself if it has at most so many letters, digits, `_` and `-`; else what can stay of it, and a hash of the
/// whole, so that a call and its answer still have the same.
pub(super) fn legal(id: &str, most: usize) -> Cow<'_, str> {
    let is_legal = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !id.is_empty() && id.len() <= most && id.chars().all(is_legal) {
        return Cow::Borrowed(id);
    }
    let hash = format!("_{:016x}", hash(id));
    let kept = id.chars().map(|letter| if is_legal(letter) { letter } else { '_' });
    Cow::Owned(kept.take(most.saturating_sub(hash.len())).chain(hash.chars()).collect())
}

/// FNV-1a: the same in every build and process, because conversations are stored.
fn hash(id: &str) -> u64 {
    id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_legal_stays_and_what_is_not_stays_distinct() {
        assert_eq!(legal("toolu_01A-b", 64), "toolu_01A-b");
        let ids =
            ["functions.weather:0", "functions.weather:1", "functions weather 0", "", &"a".repeat(65), &"a".repeat(66)];
        let made: std::collections::BTreeSet<_> = ids.iter().map(|id| legal(id, 64)).collect();
        assert_eq!(made.len(), ids.len());
        assert!(made.iter().all(|id| legal(id, 64) == *id), "{made:?}");
    }
}

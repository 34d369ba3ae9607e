//! [`Ranges`]: a set of characters.

/// Characters as sorted ranges with gaps between them. Kept as numbers, because the ends of a gap need not be
/// characters: there are none from U+D800 to U+DFFF, and every set here leaves these out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranges(Vec<(u32, u32)>);

const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

impl Ranges {
    /// The characters in any of these ranges, ends included.
    pub(crate) fn new(members: impl IntoIterator<Item = (char, char)>) -> Self {
        let mut members: Vec<_> = members.into_iter().map(|(first, last)| (first as u32, last as u32)).collect();
        members.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(members.len());
        for (first, last) in members {
            match merged.last_mut() {
                Some(previous) if first <= previous.1.saturating_add(1) => previous.1 = previous.1.max(last),
                _ => merged.push((first, last)),
            }
        }
        Self(merged).without(SURROGATES)
    }

    /// The others, if asked for.
    pub(crate) fn negated_if(self, negated: bool) -> Self {
        let everything = Self(vec![(0, char::MAX as u32)]).without(SURROGATES);
        if negated { self.0.into_iter().fold(everything, Self::without) } else { self }
    }

    /// The characters in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        other.clone().negated_if(true).0.into_iter().fold(self.clone(), Self::without)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many characters there are.
    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// The character at this place in the order of code points.
    pub(crate) fn nth(&self, mut index: u32) -> Option<char> {
        for (first, last) in &self.0 {
            let count = last - first + 1;
            if index < count {
                return char::from_u32(first + index);
            }
            index -= count;
        }
        None
    }

    /// The ranges, ends included.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.0.iter().filter_map(|(first, last)| Some((char::from_u32(*first)?, char::from_u32(*last)?)))
    }

    fn without(self, (first, last): (u32, u32)) -> Self {
        let pieces = self.0.into_iter().flat_map(|(from, to)| {
            let before = (from < first).then(|| (from, to.min(first - 1)));
            let after = (to > last).then(|| (from.max(last + 1), to));
            before.into_iter().chain(after)
        });
        Self(pieces.collect())
    }
}

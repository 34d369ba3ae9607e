//! Texts that were changed by dice, for the tests that try the fuzz targets on them.

/// Dice that fall the same way every time (xorshift, Marsaglia 2003).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

/// The text, changed in a few places: by one of the pieces that stand in texts of its kind, by parts of others, by bits.
pub(crate) fn mutated(text: &[u8], others: &[Vec<u8>], pieces: &[&str], dice: &mut Dice) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=dice.next(4) {
        let at = dice.next(text.len() + 1);
        match dice.next(5) {
            0 => drop(text.splice(at..at, pieces[dice.next(pieces.len())].bytes())),
            1 => drop(text.splice(at..(at + dice.next(8)).min(text.len()), [])),
            2 if at < text.len() => text[at] ^= 1 << dice.next(8),
            3 => {
                let other = &others[dice.next(others.len())];
                let from = dice.next(other.len() + 1);
                let to = (from + dice.next(40)).min(other.len());
                drop(text.splice(at..at, other[from..to].iter().copied()));
            }
            _ => text.truncate(at),
        }
    }
    text
}

//! Numbers that look random and are the same wherever the seed is the same.

/// A stream of such numbers: `SplitMix64`, by Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// A stream of its own for each of several numbered things.
    pub(super) fn of(seed: u64, numbers: &[usize]) -> Self {
        let mix = |random: Self, number: &usize| {
            let mut random = random;
            Self(random.next() ^ u64::try_from(*number).unwrap_or(u64::MAX).wrapping_mul(0xD6E8_FEB8_6659_FD93))
        };
        numbers.iter().fold(Self(seed), mix)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `n`; 0 where there is none.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        if n == 0 { 0 } else { usize::try_from(self.next() % n).unwrap_or(0) }
    }

    /// Whether something happens that has this probability.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        /// As many bits as the fraction of a `f64` has.
        const BITS: u32 = 52;
        #[expect(clippy::cast_precision_loss, reason = "52 bits fit")]
        let drawn = (self.next() >> (64 - BITS)) as f64 / (1_u64 << BITS) as f64;
        drawn < probability
    }

    /// One of these.
    pub(super) fn choose<'t, T>(&mut self, among: &'t [T]) -> Option<&'t T> {
        among.get(self.below(among.len()))
    }
}

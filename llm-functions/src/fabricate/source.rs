//! Where decisions come from: a seed, or a tape of numbers that a property test shrinks.

/// Answers questions of the form "which of `n`?". 0 is always the plainest answer.
#[derive(Clone, Debug)]
pub(super) struct Source {
    kind: Kind,
    /// Turns the answers of a later attempt away from those of the first, which would fail again.
    attempt: u32,
    asked: u32,
}

#[derive(Clone, Debug)]
enum Kind {
    Plain,
    Seed(u64),
    /// What comes after the end is 0, so that a shorter tape stands for a plainer value.
    #[cfg_attr(not(feature = "proptest"), allow(dead_code, reason = "strategies record what they decide"))]
    Tape(std::vec::IntoIter<u32>),
}

impl Source {
    fn of(kind: Kind) -> Self {
        Self { kind, attempt: 0, asked: 0 }
    }

    /// Always the plainest answer.
    pub(super) fn plain() -> Self {
        Self::of(Kind::Plain)
    }

    /// Answers that look random and are the same in every program with this seed.
    pub(super) fn seeded(seed: u64) -> Self {
        Self::of(Kind::Seed(seed))
    }

    #[cfg(feature = "proptest")]
    pub(super) fn tape(tape: Vec<u32>) -> Self {
        Self::of(Kind::Tape(tape.into_iter()))
    }

    /// A number below `n`; 0 where there is none.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        if n < 2 {
            return 0;
        }
        let answer = match &mut self.kind {
            Kind::Plain => 0,
            Kind::Seed(state) => high_half(next(state)),
            Kind::Tape(tape) => tape.next().unwrap_or(0),
        };
        if self.attempt == 0 {
            return answer % n;
        }
        self.asked = self.asked.wrapping_add(1);
        let mut state = u64::from(self.attempt) << 32 | u64::from(self.asked);
        // Both are below `n`, so their sum fits.
        let sum = u64::from(answer % n) + u64::from(high_half(next(&mut state)) % n);
        u32::try_from(sum % u64::from(n)).unwrap_or(0)
    }

    /// The same for lengths and counts.
    pub(super) fn index(&mut self, n: usize) -> usize {
        self.below(u32::try_from(n).unwrap_or(u32::MAX)) as usize
    }

    /// Whether something happens that does so `times` out of `of`; never in the plainest value.
    pub(super) fn chance(&mut self, times: u32, of: u32) -> bool {
        self.below(of) >= of - times
    }

    /// From now on answers differ from those that were given before.
    pub(super) fn try_again(&mut self) {
        self.attempt = self.attempt.wrapping_add(1);
    }
}

fn high_half(number: u64) -> u32 {
    u32::try_from(number >> 32).unwrap_or(0)
}

/// `SplitMix64`, by Steele, Lea and Flood.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

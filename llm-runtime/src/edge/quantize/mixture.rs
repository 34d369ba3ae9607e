//! What a model can be quantized to, by the names that llama.cpp gives it.

use std::fmt;
use std::str::FromStr;

/// A mixture of types that llama.cpp makes a model of. A name with `K` is of blocks of 256 weights, with `S` and `M` of a
/// small and a middling share of larger types; one with `0` or `1` is of blocks of 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are llama.cpp's and say it")]
pub enum Mixture {
    F32,
    F16,
    Bf16,
    Q8_0,
    Q6K,
    Q5KM,
    Q5KS,
    Q5_1,
    Q5_0,
    Q4KM,
    Q4KS,
    Iq4Nl,
    Iq4Xs,
    Q4_1,
    Q4_0,
    Q3KL,
    Q3KM,
    Q3KS,
    Q2K,
}

/// Each with its name, llama.cpp's number, and the bits that a weight takes, of which the larger types of a mixture may
/// make somewhat more.
const ALL: [(Mixture, &str, u32, f64); 19] = [
    (Mixture::F32, "f32", 0, 32.0),
    (Mixture::F16, "f16", 1, 16.0),
    (Mixture::Bf16, "bf16", 32, 16.0),
    (Mixture::Q8_0, "q8_0", 7, 8.5),
    (Mixture::Q6K, "q6_k", 18, 6.6),
    (Mixture::Q5KM, "q5_k_m", 17, 5.7),
    (Mixture::Q5KS, "q5_k_s", 16, 5.5),
    (Mixture::Q5_1, "q5_1", 9, 6.0),
    (Mixture::Q5_0, "q5_0", 8, 5.5),
    (Mixture::Q4KM, "q4_k_m", 15, 4.9),
    (Mixture::Q4KS, "q4_k_s", 14, 4.6),
    (Mixture::Iq4Nl, "iq4_nl", 25, 4.5),
    (Mixture::Iq4Xs, "iq4_xs", 30, 4.3),
    (Mixture::Q4_1, "q4_1", 3, 5.0),
    (Mixture::Q4_0, "q4_0", 2, 4.5),
    (Mixture::Q3KL, "q3_k_l", 13, 4.3),
    (Mixture::Q3KM, "q3_k_m", 12, 3.9),
    (Mixture::Q3KS, "q3_k_s", 11, 3.5),
    (Mixture::Q2K, "q2_k", 10, 3.0),
];

impl Mixture {
    /// Every mixture.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(mixture, ..)| *mixture)
    }

    fn row(self) -> (&'static str, u32, f64) {
        ALL.iter()
            .find(|(mixture, ..)| *mixture == self)
            .map_or(("?", 0, 32.0), |(_, name, number, bits)| (*name, *number, *bits))
    }

    pub(super) fn number(self) -> u32 {
        self.row().1
    }

    pub(super) fn bits(self) -> f64 {
        self.row().2
    }
}

impl fmt::Display for Mixture {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.row().0)
    }
}

/// A name that stands for no mixture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is nothing that a model can be quantized to; possible are {}", names())]
pub struct UnknownMixture {
    name: String,
}

fn names() -> String {
    ALL.iter().map(|(_, name, ..)| *name).collect::<Vec<_>>().join(", ")
}

impl FromStr for Mixture {
    type Err = UnknownMixture;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = ALL.iter().find(|(_, known, ..)| known.eq_ignore_ascii_case(name));
        found.map(|(mixture, ..)| *mixture).ok_or_else(|| UnknownMixture { name: name.to_owned() })
    }
}

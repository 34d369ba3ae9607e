//! Logits as logarithms of probabilities. The sum over a vocabulary takes longer than everything else about a token, so it is
//! made once for all tokens that are asked about, and by an exponential that the compiler can do many of at once.

use llama_cpp_2::token::LlamaToken;

/// How many exponentials are summed at once.
const LANES: usize = 8;

/// The probabilities that belong to some logits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probabilities<'l> {
    logits: &'l [f32],
    sum: f32,
}

impl<'l> Probabilities<'l> {
    pub(crate) fn new(logits: &'l [f32]) -> Self {
        Self { logits, sum: log_sum(logits) }
    }

    /// The logarithm of a token's probability.
    pub(crate) fn log(&self, token: LlamaToken) -> f32 {
        let logit = usize::try_from(token.0).ok().and_then(|index| self.logits.get(index));
        logit.map_or(f32::NEG_INFINITY, |logit| logit - self.sum)
    }

    /// What is taken from a logit to make it the logarithm of a probability.
    pub(crate) fn sum(&self) -> f32 {
        self.sum
    }
}

fn log_sum(logits: &[f32]) -> f32 {
    let largest = super::likeliest::largest(logits);
    let (parts, rest) = logits.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for part in parts {
        for (sum, logit) in sums.iter_mut().zip(part) {
            *sum += exp(*logit - largest);
        }
    }
    let rest = rest.iter().map(|logit| exp(*logit - largest));
    largest + sums.into_iter().chain(rest).sum::<f32>().ln()
}

/// The exponential of a number that is not positive, to six digits: `2^n` by the bits of the result, and the Taylor series for
/// what is left, at most half of `ln 2`.
fn exp(x: f32) -> f32 {
    /// Adding it leaves a whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2: (f32, f32) = (0.693_359_4, -2.121_944_4e-4);
    // Below this the result is no normal number; nothing of it is seen in a sum that has a one in it.
    let x = if x > -87.0 { x } else { -87.0 };
    let whole = x * std::f32::consts::LOG2_E + ROUND;
    let left = x - (whole - ROUND) * LN_2.0 - (whole - ROUND) * LN_2.1;
    let series = 1.0 + left * (1.0 + left * (0.5 + left * (1.0 / 6.0 + left * (1.0 / 24.0 + left * (1.0 / 120.0)))));
    series * f32::from_bits((whole.to_bits() << 23).wrapping_add(1.0_f32.to_bits()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_has_six_digits() {
        for step in 0..=8_700_u16 {
            let x = -f32::from(step) / 100.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 4e-6, "{x}: {} for {exact}", exp(x));
        }
        assert!(exp(f32::NEG_INFINITY) < 1e-37);
    }

    #[test]
    fn all_probabilities_together_are_one() {
        let logits: Vec<f32> = (0..1_003_u16).map(|token| f32::from(token * 37 % 101) / 7.0).collect();
        let probabilities = Probabilities::new(&logits);
        let sum: f64 = (0..1_003).map(|token| f64::from(probabilities.log(LlamaToken(token))).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
}

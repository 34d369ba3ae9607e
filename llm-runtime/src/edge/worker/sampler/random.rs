//! Drawing a token such that small differences seldom matter.
//!
//! Every token gets a random number of its own, a function of the seed, the place and the token, and the token whose logit
//! and number make the largest sum is drawn: the Gumbel-max trick (Gumbel 1954), which draws each token with exactly its
//! probability. Another machine, or another batch, computes logits that differ in their last digits. A draw along the sum of
//! all probabilities moves with each of those differences; this one changes only if the two best sums are nearly equal.

use super::Candidate;

/// Beyond this distance from the best sum, a token needs luck that is seen before a logarithm is taken.
const FAR: f32 = 8.0;

/// The place among the candidates of the one that is drawn.
pub(super) fn draw(candidates: &[Candidate], temperature: f32, seed: u64, place: u64) -> Option<usize> {
    let stream = mix(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    let sum = |candidate: &Candidate, chance: f32| candidate.1 / temperature - (-chance.ln()).ln();
    let likeliest = (0..candidates.len()).max_by(|one, other| candidates[*one].1.total_cmp(&candidates[*other].1))?;
    let first = &candidates[likeliest];
    let mut best = (likeliest, sum(first, chance(stream, first.0)));
    for (index, candidate) in candidates.iter().enumerate() {
        let chance = chance(stream, candidate.0);
        if best.1 - candidate.1 / temperature > FAR && 1.0 - chance > 2.0 * (-FAR).exp() {
            continue;
        }
        let sum = sum(candidate, chance);
        if sum > best.1 {
            best = (index, sum);
        }
    }
    Some(best.0)
}

/// A token's number between 0 and 1, neither of them included.
fn chance(stream: u64, token: usize) -> f32 {
    let bits = mix(stream ^ (token as u64).wrapping_mul(0xA24B_AED4_963E_E407)) >> 41;
    #[expect(clippy::cast_precision_loss, reason = "23 bits and a half are exact in an f32")]
    let fraction = (bits as f32 + 0.5) / (1_u64 << 23) as f32;
    fraction
}

/// The mixing function of splitmix64 (Steele et al. 2014).
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

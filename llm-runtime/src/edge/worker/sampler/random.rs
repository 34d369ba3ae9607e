//! Random numbers by place.

/// The number in `[0, 1)` at a place of a seed's stream, by the mixing function of splitmix64 (Steele et al. 2014).
pub(super) fn uniform(seed: u64, place: u64) -> f32 {
    let mut bits = seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(place.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    #[expect(clippy::cast_precision_loss, reason = "24 bits are exact in an f32")]
    let fraction = (bits >> 40) as f32 / (1_u64 << 24) as f32;
    fraction
}

//! The numbers of a tensor, from the types in which weights come. How blocks are laid out is ggml's.

use super::kind::TensorKind;

/// Whether the numbers of a tensor of this type can be read here.
pub(crate) fn is_readable(kind: TensorKind) -> bool {
    [TensorKind::F32, TensorKind::F16, TensorKind::BF16, TensorKind::Q8_0, TensorKind::Q4_0, TensorKind::Q4_1]
        .contains(&kind)
}

/// The numbers; nothing of a type that is not readable.
pub(crate) fn read(kind: TensorKind, bytes: &[u8]) -> Vec<f32> {
    let block = usize::try_from(kind.bytes(kind.block())).unwrap_or(1);
    let blocks = bytes.chunks_exact(block);
    match kind {
        TensorKind::F32 => blocks.map(|bytes| f32::from_bits(word(bytes))).collect(),
        TensorKind::F16 => blocks.map(half).collect(),
        TensorKind::BF16 => blocks.map(|bytes| f32::from_bits(word(bytes) << 16)).collect(),
        TensorKind::Q8_0 => blocks
            .flat_map(|block| {
                let scale = half(block);
                block.iter().skip(2).map(move |byte| f32::from(byte.cast_signed()) * scale)
            })
            .collect(),
        TensorKind::Q4_0 => {
            blocks.flat_map(|block| nibbles(block, 2).map(|(scale, nibble)| (nibble - 8.0) * scale)).collect()
        }
        TensorKind::Q4_1 => blocks
            .flat_map(|block| {
                let least = block.get(2..4).map_or(0.0, half);
                nibbles(block, 4).map(move |(scale, nibble)| nibble * scale + least)
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The bytes of numbers in a type that can be written here: `Q8_0`, 16-bit floats, and 32-bit ones for anything else.
pub(crate) fn write(kind: TensorKind, numbers: &[f32]) -> Vec<u8> {
    match kind {
        TensorKind::F16 => numbers.iter().flat_map(|number| to_half(*number).to_le_bytes()).collect(),
        TensorKind::Q8_0 => to_q8_0(numbers),
        _ => numbers.iter().flat_map(|number| number.to_le_bytes()).collect(),
    }
}

/// The lower halves of all bytes, then the upper ones, each with the block's scale.
fn nibbles(block: &[u8], from: usize) -> impl Iterator<Item = (f32, f32)> {
    let (scale, bytes) = (half(block), block.get(from..).unwrap_or_default());
    let lower = bytes.iter().map(|byte| byte & 0xF);
    lower.chain(bytes.iter().map(|byte| byte >> 4)).map(move |nibble| (scale, f32::from(nibble)))
}

fn word(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u32::from(*byte))
}

/// A 16-bit float: a sign, 5 bits of exponent, 10 of fraction (IEEE 754 binary16).
fn half(bytes: &[u8]) -> f32 {
    let bits = word(bytes.get(..2).unwrap_or_default());
    let (sign, exponent, fraction) = ((bits & 0x8000) << 16, bits >> 10 & 0x1F, bits & 0x3FF);
    match exponent {
        // Too small for an exponent of its own: a multiple of 2 to the power of -24.
        0 => f32::from_bits(sign | (f32::from(u16::try_from(fraction).unwrap_or(0)) * (1.0 / 16_777_216.0)).to_bits()),
        0x1F => f32::from_bits(sign | 0x7F80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// The 16-bit float that is nearest, the even one of two; beyond the largest it is infinite.
fn to_half(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = bits >> 16 & 0x8000;
    let magnitude = f32::from_bits(bits & 0x7FFF_FFFF);
    let rounded = if magnitude.is_nan() {
        0x7E00
    } else if magnitude >= 65520.0 {
        0x7C00
    } else if magnitude < 6.103_515_6e-5 {
        // Adding a number whose last bit is worth 2 to the power of -24 rounds to that bit.
        (magnitude + 0.5).to_bits() - 0.5_f32.to_bits()
    } else {
        let bits = magnitude.to_bits();
        let even = bits >> 13 & 1;
        ((bits + 0xFFF + even) >> 13) - (112 << 10)
    };
    u16::try_from(sign | rounded).unwrap_or(0x7E00)
}

/// Blocks of 32 numbers with 8 bits each and a scale, as ggml's `Q8_0`.
fn to_q8_0(numbers: &[f32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(numbers.len() / 32 * 34);
    for block in numbers.chunks(32) {
        let largest = block.iter().fold(0.0_f32, |largest, number| largest.max(number.abs()));
        let scale = largest / 127.0;
        let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
        out.extend(to_half(scale).to_le_bytes());
        #[expect(clippy::cast_possible_truncation, reason = "at most 127 in magnitude, and saturating")]
        out.extend(block.iter().map(|number| ((number * inverse).round() as i8).cast_unsigned()));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, reason = "conversions are exact or they are wrong")]

    use super::*;

    #[test]
    fn every_half_is_what_it_was_after_both_ways() {
        for bits in 0..=u16::MAX {
            let value = half(&bits.to_le_bytes());
            if !value.is_nan() {
                assert_eq!(to_half(value), bits, "{value}");
            }
        }
        assert_eq!(half(&0x3C00_u16.to_le_bytes()), 1.0);
        assert_eq!(half(&0xC000_u16.to_le_bytes()), -2.0);
        assert_eq!(half(&1_u16.to_le_bytes()), 2.0_f32.powi(-24));
        assert_eq!(to_half(1e9), 0x7C00);
        // Half way between two: the even one.
        assert_eq!(to_half(1.0 + 2.0_f32.powi(-11)), 0x3C00);
        assert_eq!(to_half(1.0 + 3.0 * 2.0_f32.powi(-11)), 0x3C02);
    }

    #[test]
    fn blocks_are_read_as_ggml_lays_them_out() {
        let one = 0x3C00_u16.to_le_bytes();
        let q4 = [one.as_slice(), &[0xF0; 16]].concat();
        let read_back = read(TensorKind::Q4_0, &q4);
        assert_eq!((read_back[0], read_back[16], read_back.len()), (-8.0, 7.0, 32));
        let q4 = [one.as_slice(), &one, &[0xF0; 16]].concat();
        assert_eq!((read(TensorKind::Q4_1, &q4)[0], read(TensorKind::Q4_1, &q4)[31]), (1.0, 16.0));
        let numbers: Vec<f32> = (0..64_u8).map(|index| f32::from(index) - 20.0).collect();
        let read_back = read(TensorKind::Q8_0, &to_q8_0(&numbers));
        assert_eq!(read_back.len(), 64);
        assert!(read_back.iter().zip(&numbers).all(|(read, number)| (read - number).abs() < 0.2));
        assert_eq!(read(TensorKind::BF16, &[0x80, 0x3F]), [1.0]);
    }
}

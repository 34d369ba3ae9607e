//! Values that no writer of files would write, and how they are written.

use llm_runtime::edge::gguf::{Number, Scalar, Value};

use super::super::tiny::Noise;
use super::words::WORDS;

pub(super) fn number_like(old: Number, noise: &mut Noise) -> Number {
    let scalar = if noise.below(8) == 0 { kind(noise) } else { old.scalar };
    if old.scalar == Scalar::F32 && noise.below(2) == 0 {
        let value = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -1.0, 1e-45, f32::MAX][noise.below(7)];
        return Number { scalar, ..Number::f32(value) };
    }
    Number { scalar, bits: extreme(noise, old.bits) }
}

pub(super) fn extreme(noise: &mut Noise, old: u64) -> u64 {
    let random = noise.next();
    match noise.below(12) {
        0 => 0,
        1 => old.wrapping_add(1),
        2 => old.wrapping_sub(1),
        3 => old.wrapping_mul(2),
        4 => old / 2,
        5 => u64::from(u32::MAX),
        6 => 0x7FFF_FFFF,
        7 => 1 << noise.below(63),
        8 => random,
        9 => random % 1024,
        _ => random % 16,
    }
}

pub(super) fn kind(noise: &mut Noise) -> Scalar {
    use Scalar::{Bool, F32, F64, I8, I16, I32, I64, U8, U16, U32, U64};
    [U8, I8, U16, I16, U32, I32, F32, Bool, U64, I64, F64][noise.below(11)]
}

pub(super) fn array(noise: &mut Noise, length: usize) -> Value {
    let scalar = if noise.below(2) == 0 { Scalar::U32 } else { kind(noise) };
    let width = usize::try_from(scalar.bytes()).unwrap();
    let bytes = (0..length).flat_map(|_| {
        let bits = extreme(noise, 4).to_le_bytes();
        bits.into_iter().take(width).collect::<Vec<_>>()
    });
    Value::Numbers(scalar, bytes.collect())
}

pub(super) fn word(noise: &mut Noise) -> Vec<u8> {
    let random = noise.next().to_le_bytes().to_vec();
    match noise.below(4) {
        0 => random,
        1 => vec![random[0]; noise.below(4096)],
        _ => WORDS[noise.below(WORDS.len())].into(),
    }
}

pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("{number:?}"),
        Value::Text(text) => String::from_utf8_lossy(&text[..text.len().min(40)]).into_owned(),
        Value::Numbers(scalar, bytes) => format!("{scalar:?} x {}: {:?}", bytes.len(), &bytes[..bytes.len().min(16)]),
        Value::Texts(texts) => format!("{} texts", texts.len()),
        _ => "?".to_owned(),
    }
}

pub(super) fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Number(Number { scalar, bits }) => {
            out.extend(scalar.number().to_le_bytes());
            out.extend(&bits.to_le_bytes()[..usize::try_from(scalar.bytes()).unwrap()]);
        }
        Value::Text(bytes) => {
            out.extend(8_u32.to_le_bytes());
            text(out, bytes);
        }
        Value::Numbers(scalar, bytes) => {
            out.extend(9_u32.to_le_bytes());
            out.extend(scalar.number().to_le_bytes());
            out.extend((bytes.len() as u64 / scalar.bytes()).to_le_bytes());
            out.extend(bytes);
        }
        Value::Texts(texts) => {
            out.extend(9_u32.to_le_bytes());
            out.extend(8_u32.to_le_bytes());
            out.extend((texts.len() as u64).to_le_bytes());
            texts.iter().for_each(|bytes| text(out, bytes));
        }
        _ => {}
    }
}

pub(super) fn text(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

//! The largest of many logits. A vocabulary has up to a quarter of a million of them, and one is picked for every token, so
//! this is written for the compiler to do many at once: a fold of `f32::max` is not, because it may not be reordered.

/// How many tokens a word of a mask stands for.
const WORD: usize = 32;
/// How many are compared at once.
const LANES: usize = 8;
/// Few enough that the place within them is soon found, and many enough that the rest is seldom looked at.
const BLOCK: usize = 512;

type Lanes = [f32; LANES];

/// The place of the largest logit among those whose bit is set, the first of equals; `None` when none is.
pub(super) fn masked(logits: &[f32], mask: &[u32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    let words = logits.chunks(WORD).zip(mask).enumerate().filter(|(_, (_, word))| **word != 0);
    for (number, (chunk, word)) in words {
        let most = largest_set(chunk, *word);
        if best.is_none_or(|(_, known)| most > known) {
            let place = set_bits(*word).find(|bit| chunk.get(*bit).is_some_and(|logit| *logit >= most));
            best = place.map(|place| (number * WORD + place, most)).or(best);
        }
    }
    best.map(|(place, _)| place)
}

/// The place of the largest logit, the first of equals.
pub(super) fn of_all(logits: &[f32]) -> Option<usize> {
    let blocks = logits.chunks(BLOCK).map(largest).enumerate();
    let (number, most) = blocks.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let start = number * BLOCK;
    logits[start..].iter().position(|logit| *logit >= most).map(|place| start + place)
}

/// What is not a number is passed over.
pub(super) fn largest(block: &[f32]) -> f32 {
    let (parts, rest) = block.as_chunks::<LANES>();
    let mut lanes = [f32::NEG_INFINITY; LANES];
    for part in parts {
        for (lane, logit) in lanes.iter_mut().zip(part) {
            *lane = larger(*lane, *logit);
        }
    }
    lanes.into_iter().chain(rest.iter().copied()).fold(f32::NEG_INFINITY, larger)
}

/// The largest of those whose bit is set.
fn largest_set(chunk: &[f32], word: u32) -> f32 {
    let (parts, rest) = chunk.as_chunks::<LANES>();
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let mut left = word;
    for part in parts {
        raise(&mut lanes, part, left);
        left >>= LANES;
    }
    let rest = rest.iter().enumerate().filter(|(bit, _)| left >> bit & 1 == 1).map(|(_, logit)| *logit);
    lanes.into_iter().chain(rest).fold(f32::NEG_INFINITY, larger)
}

fn raise(lanes: &mut Lanes, part: &Lanes, bits: u32) {
    for (bit, (lane, logit)) in lanes.iter_mut().zip(part).enumerate() {
        let allowed = bits & (1 << bit) != 0;
        *lane = larger(*lane, if allowed { *logit } else { f32::NEG_INFINITY });
    }
}

/// What is not a number is never the larger one.
fn larger(one: f32, other: f32) -> f32 {
    if other > one { other } else { one }
}

/// The places of the bits that are set.
pub(super) fn set_bits(word: u32) -> impl Iterator<Item = usize> {
    let mut left = word;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros();
        left &= left.wrapping_sub(1);
        (bit < u32::BITS).then_some(bit as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_those_allowed_is_found_wherever_it_is() {
        let logits: Vec<f32> = (0..100_u16).map(|place| f32::from(place * 37 % 101)).collect();
        for kept in [[u32::MAX; 4], [0, u32::MAX, 1, 0], [0x8000_0001, 0, 0, 8], [0; 4]] {
            let allowed = |place: &usize| kept[place / 32] >> (place % 32) & 1 == 1;
            let expected = (0..100).filter(allowed).max_by(|one, other| logits[*one].total_cmp(&logits[*other]));
            assert_eq!(masked(&logits, &kept), expected);
        }
        assert_eq!(of_all(&logits), (0..100).max_by(|one, other| logits[*one].total_cmp(&logits[*other])));
    }

    #[test]
    fn what_is_not_a_number_is_never_the_largest() {
        let logits = [f32::NAN, -1.0, f32::NAN, 3.0, 3.0];
        assert_eq!((of_all(&logits), masked(&logits, &[0b10111])), (Some(3), Some(4)));
        assert_eq!((of_all(&[f32::NAN]), masked(&[f32::NAN, 1.0], &[1])), (None, None));
    }
}

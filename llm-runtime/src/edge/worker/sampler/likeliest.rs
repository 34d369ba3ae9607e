//! The largest of many logits. A vocabulary has up to a quarter of a million of them, and one is picked for every token, so
//! this is written for the compiler to do many at once.

/// How many tokens a word of a mask stands for.
const WORD: usize = 32;

/// The place of the largest logit among those whose bit is set, the first of equals; `None` when none is.
pub(super) fn masked(logits: &[f32], mask: &[u32]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (number, (chunk, word)) in logits.chunks(WORD).zip(mask).enumerate() {
        let most = match *word {
            0 => continue,
            u32::MAX => largest(chunk),
            word => set_bits(word).filter_map(|bit| chunk.get(bit)).copied().fold(f32::NEG_INFINITY, f32::max),
        };
        if best.is_none_or(|(_, known)| most > known) {
            let place = (0..chunk.len()).find(|bit| word >> bit & 1 == 1 && chunk[*bit] >= most);
            best = place.map(|place| (number * WORD + place, most)).or(best);
        }
    }
    best.map(|(place, _)| place)
}

/// The place of the largest logit, the first of equals.
pub(super) fn of_all(logits: &[f32]) -> Option<usize> {
    let chunks = logits.chunks(WORD).map(largest).enumerate();
    let (number, most) = chunks.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let start = number * WORD;
    logits[start..].iter().position(|logit| *logit >= most).map(|place| start + place)
}

/// What is not a number is never the largest.
fn largest(chunk: &[f32]) -> f32 {
    chunk.iter().copied().fold(f32::NEG_INFINITY, f32::max)
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

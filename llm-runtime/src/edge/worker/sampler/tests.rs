#![allow(clippy::unwrap_used, reason = "a failed test should say where")]

use super::*;
use crate::options::{Dry, Mirostat};

const LOGITS: [f32; 4] = [1.0, 3.0, 2.0, -1.0];

fn options(change: impl FnOnce(&mut GenerationOptions)) -> GenerationOptions {
    let mut options = GenerationOptions::default().temperature(1.0).seed(7);
    change(&mut options);
    options
}

/// Draws as often as asked, without remembering what was drawn but for its place.
fn draws(options: &GenerationOptions, logits: &[f32], count: usize) -> Vec<usize> {
    let mut sampler = Sampler::new(options);
    (0..count)
        .map(|_| {
            let token = pick(&mut sampler, logits, |_| true).unwrap();
            sampler.place += 1;
            usize::try_from(token.0).unwrap()
        })
        .collect()
}

/// A token of those allowed, through a mask; where all are allowed, the way without one gives the same.
fn pick(sampler: &mut Sampler, logits: &[f32], allowed: impl Fn(usize) -> bool) -> Option<LlamaToken> {
    let mut mask = vec![0_u32; logits.len().div_ceil(32)];
    for place in (0..logits.len()).filter(|place| allowed(*place)) {
        mask[place / 32] |= 1 << (place % 32);
    }
    let picked = sampler.clone().pick_masked(logits, &mask);
    if (0..logits.len()).all(&allowed) {
        assert_eq!(sampler.clone().pick_but(logits, None), picked);
    }
    sampler.pick_masked(logits, &mask)
}

fn possible(options: &GenerationOptions, logits: &[f32]) -> Vec<usize> {
    let mut seen = draws(options, logits, 2000);
    seen.sort_unstable();
    seen.dedup();
    seen
}

fn accept(sampler: &mut Sampler, tokens: &[i32]) {
    for token in tokens {
        sampler.accept(LlamaToken(*token), &[]);
    }
}

#[test]
fn greedy_takes_the_likeliest_of_those_allowed() {
    let mut sampler = Sampler::new(&GenerationOptions::greedy());
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(1)));
    assert_eq!(pick(&mut sampler, &LOGITS, |index| index != 1), Some(LlamaToken(2)));
    assert_eq!(pick(&mut sampler, &LOGITS, |_| false), None);
}

#[test]
fn each_cut_leaves_out_the_unlikely() {
    assert_eq!(possible(&options(|_| ()), &LOGITS), [0, 1, 2, 3]);
    assert_eq!(possible(&options(|options| options.top_k = Some(2)), &LOGITS), [1, 2]);
    assert_eq!(possible(&options(|options| options.top_p = Some(0.6)), &LOGITS), [1]);
    assert_eq!(possible(&options(|options| options.top_p = Some(0.7)), &LOGITS), [1, 2]);
    assert_eq!(possible(&options(|options| options.min_p = Some(0.3)), &LOGITS), [1, 2]);
}

#[test]
fn top_p_is_the_same_whether_few_or_all_tokens_have_to_be_sorted() {
    // As flat as this, more than the first thousand are needed; the expected count is that of equal probabilities.
    let flat = vec![0.0; 4000];
    let mut kept: Vec<Candidate> = flat.iter().copied().enumerate().collect();
    cuts::Cuts::new(&options(|options| options.top_p = Some(0.5))).apply(&mut kept);
    assert!((1999..=2001).contains(&kept.len()), "{}", kept.len());
}

#[test]
fn typical_sampling_leaves_out_what_is_too_likely_and_what_is_too_unlikely() {
    // Entropy of [0.5, 0.2, 0.2, 0.1] is 1.22 nats; the surprises are 0.69, 1.61, 1.61, 2.30.
    let logits = [0.5_f32.ln(), 0.2_f32.ln(), 0.2_f32.ln(), 0.1_f32.ln()];
    assert_eq!(possible(&options(|options| options.typical_p = Some(0.3)), &logits), [1, 2]);
}

#[test]
fn frequencies_follow_the_distribution() {
    let hits = draws(&options(|_| ()), &LOGITS, 10_000).into_iter().filter(|token| *token == 1).count();
    let expected = Probabilities::new(&LOGITS).log(LlamaToken(1)).exp() * 10_000.0;
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let difference = (hits as f32 - expected).abs();
    assert!(difference < 200.0, "{hits} instead of {expected}");
}

#[test]
fn digits_at_the_end_of_a_logit_hardly_ever_change_a_draw() {
    let logits: Vec<f32> = (0..512_u16).map(|token| f32::from(token % 37) / 9.0).collect();
    let other: Vec<f32> =
        (0..).zip(&logits).map(|(token, logit)| logit + if token % 2 == 0 { 1e-4 } else { -1e-4 }).collect();
    let same = draws(&options(|_| ()), &logits, 2000).into_iter().zip(draws(&options(|_| ()), &other, 2000));
    let changed = same.filter(|(one, other)| one != other).count();
    assert!(changed <= 4, "{changed} of 2000");
}

#[test]
fn the_same_seed_gives_the_same_tokens_and_another_does_not() {
    let run = |seed: u32| draws(&options(|options| options.seed = Some(seed)), &LOGITS, 50);
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn a_generation_that_is_taken_up_elsewhere_draws_what_it_would_have_drawn() {
    let options = options(|options| {
        options.frequency_penalty = Some(0.4);
        options.dry = Some(Dry { allowed_length: 1, ..Dry::default() });
    });
    let go_on = |sampler: &mut Sampler, count: usize| {
        (0..count)
            .map(|_| {
                let token = pick(sampler, &LOGITS, |_| true).unwrap();
                sampler.accept(token, b"x");
                token
            })
            .collect::<Vec<_>>()
    };
    let mut whole = Sampler::new(&options);
    let all = go_on(&mut whole, 60);
    for cut in [0, 1, 17, 59] {
        let mut other = Sampler::new(&options);
        for token in &all[..cut] {
            other.accept(*token, b"x");
        }
        assert_eq!(go_on(&mut other, 60 - cut), all[cut..]);
    }
}

#[test]
fn the_repeat_penalty_makes_the_last_tokens_less_likely_and_forgets_those_before() {
    let mut options = GenerationOptions::greedy();
    (options.repeat_penalty, options.repeat_window) = (Some(2.0), Some(2));
    let mut sampler = Sampler::new(&options);
    accept(&mut sampler, &[1]);
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(2)));
    accept(&mut sampler, &[0, 0]);
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(1)));
}

#[test]
fn frequency_counts_and_presence_does_not() {
    let mut options = GenerationOptions::greedy();
    options.frequency_penalty = Some(0.6);
    let mut sampler = Sampler::new(&options);
    accept(&mut sampler, &[1]);
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(1)));
    accept(&mut sampler, &[1]);
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(2)));
    (options.frequency_penalty, options.presence_penalty) = (None, Some(0.6));
    let mut sampler = Sampler::new(&options);
    accept(&mut sampler, &[1, 1, 1]);
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(1)));
}

#[test]
fn the_penalties_see_the_end_of_the_prompt() {
    let mut options = GenerationOptions::greedy();
    options.repeat_penalty = Some(2.0);
    let mut sampler = Sampler::new(&options);
    sampler.read(&[LlamaToken(1)], |_| Vec::new());
    assert_eq!(pick(&mut sampler, &LOGITS, |_| true), Some(LlamaToken(2)));
}

#[test]
fn a_bias_decides_even_when_greedy() {
    let mut options = GenerationOptions::greedy();
    options.logit_bias = vec![(3, 9.0), (400, 1.0)];
    assert_eq!(pick(&mut Sampler::new(&options), &LOGITS, |_| true), Some(LlamaToken(3)));
}

#[test]
fn a_long_repetition_is_penalized_by_its_length_and_a_breaker_ends_it() {
    let dry = Dry { multiplier: 1.0, base: 2.0, allowed_length: 2, window: 100, breakers: vec!["!".into()] };
    let penalties = |pieces: &[(i32, &str)]| {
        let mut repetitions = Repetitions::new(&dry).unwrap();
        for (token, piece) in pieces {
            repetitions.remember(LlamaToken(*token), piece.as_bytes());
        }
        repetitions.penalties()
    };
    // 1 2 3 4 … 1 2 3: a fourth would repeat a passage of three.
    assert_eq!(penalties(&[1, 2, 3, 4, 9, 1, 2, 3].map(|token| (token, "x"))), [(LlamaToken(4), 2.0)]);
    // Only two of them, which is free of charge but for the first step of the power.
    assert_eq!(penalties(&[8, 2, 3, 4, 9, 1, 2, 3].map(|token| (token, "x"))), [(LlamaToken(4), 1.0)]);
    assert_eq!(penalties(&[8, 7, 3, 4, 9, 1, 2, 3].map(|token| (token, "x"))), []);
    let broken = [(1, "x"), (2, "!"), (3, "x"), (4, "x"), (9, "x"), (1, "x"), (2, "!"), (3, "x")];
    assert_eq!(penalties(&broken), []);
}

#[test]
fn mirostat_keeps_the_surprise_at_its_level() {
    // 64 tokens whose probabilities fall by a tenth from one to the next.
    let logits: Vec<f32> = (0..64_u8).map(|place| -0.1 * f32::from(place)).collect();
    let level = |tau: f32| {
        let options = options(|options| options.mirostat = Some(Mirostat { tau, eta: 0.1 }));
        let drawn = draws(&options, &logits, 4000);
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        let mean = drawn.iter().map(|token| *token as f32).sum::<f32>() / drawn.len() as f32;
        mean
    };
    assert!(level(1.0) < level(2.0) && level(2.0) < level(4.0), "{} {} {}", level(1.0), level(2.0), level(4.0));
}

#[test]
fn logits_that_are_not_numbers_are_never_chosen() {
    let mut sampler = Sampler::new(&GenerationOptions::greedy());
    assert_eq!(pick(&mut sampler, &[f32::NAN, 0.0], |_| true), Some(LlamaToken(1)));
}

#[test]
fn the_logarithm_of_the_sum_is_that_of_the_definition() {
    let expected = LOGITS.iter().map(|logit| f64::from(*logit).exp()).sum::<f64>().ln();
    assert!((f64::from(Probabilities::new(&LOGITS).sum()) - expected).abs() < 1e-6);
}

//! Times of every contender on every payload.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dispatch::payloads::Payload;
use dispatch::{Contender, for_each_contender};

fn time<C: Contender>(criterion: &mut Criterion, contender: &C) {
    for payload in Payload::ALL {
        let arguments = payload.arguments();
        let mut group = criterion.benchmark_group(payload.name());
        // Short samples: on a machine with neighbours most of them are undisturbed, and the median is one of these.
        group.sample_size(100).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(600));
        group.bench_function(C::NAME, |bencher| {
            let input = || contender.input(payload, &arguments);
            bencher.iter_batched(input, |input| contender.call(input), BatchSize::SmallInput);
        });
        group.finish();
    }
}

fn all(criterion: &mut Criterion) {
    for_each_contender!(|contender| time(criterion, contender));
}

criterion_group!(benches, all);
criterion_main!(benches);

//! Times of every contender on every payload.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use dispatch::payloads::Payload;
use dispatch::{Contender, for_each_contender};

/// The time that the processor spent on this thread: on a machine with neighbours, the time on the wall is also theirs.
struct ProcessorTime;

impl ProcessorTime {
    fn now() -> Duration {
        nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID).expect("threads have a clock").into()
    }
}

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        Self::now()
    }

    fn end(&self, start: Duration) -> Duration {
        Self::now() - start
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        WallTime.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn time<C: Contender>(criterion: &mut Criterion<ProcessorTime>, contender: &C) {
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

fn all(criterion: &mut Criterion<ProcessorTime>) {
    for_each_contender!(|contender| time(criterion, contender));
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = all
}
criterion_main!(benches);

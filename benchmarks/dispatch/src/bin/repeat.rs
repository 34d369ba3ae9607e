//! Calls one contender a number of times, for a profiler that counts instructions:
//! `repeat CONTENDER PAYLOAD TIMES`. Only what happens in functions named `called` is to be counted.

use dispatch::payloads::Payload;
use dispatch::{Contender, for_each_contender};

fn repeat<C: Contender>(contender: &C, name: &str, payload: &str, times: u32) {
    let payload = Payload::ALL.into_iter().find(|known| known.name() == payload);
    let Some(payload) = payload.filter(|_| C::NAME == name) else { return };
    let arguments = payload.arguments();
    for _ in 0..times {
        called(contender, contender.input(payload, &arguments));
    }
}

#[inline(never)]
fn called<C: Contender>(contender: &C, input: C::Input) {
    contender.call(input);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, name, payload, times] = &arguments[..] else { panic!("usage: repeat CONTENDER PAYLOAD TIMES") };
    let times = times.parse().expect("a number of times");
    for_each_contender!(|contender| repeat(contender, name, payload, times));
}

//! How often each contender asks the allocator, and for how much. Prints a line for each payload and contender:
//! name, payload, allocations, bytes, separated by tabs.
//!
//! Not part of the timed program, because counting takes time.
#![allow(clippy::print_stdout, reason = "a program that reports")]

use dispatch::payloads::Payload;
use dispatch::{Contender, for_each_contender};

fn count<C: Contender>(contender: &C) {
    for payload in Payload::ALL {
        let arguments = payload.arguments();
        // The first call may fill caches that all later calls share.
        contender.call(contender.input(payload, &arguments));
        let input = contender.input(payload, &arguments);
        let counted = allocation_counter::measure(|| contender.call(input));
        println!("{}\t{}\t{}\t{}", C::NAME, payload.name(), counted.count_total, counted.bytes_total);
    }
}

fn main() {
    for_each_contender!(|contender| count(contender));
}

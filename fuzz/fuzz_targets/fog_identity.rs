#![no_main]

#[path = "../fog/mod.rs"]
mod fog;

libfuzzer_sys::fuzz_target!(|data: &[u8]| fog::identity(data));

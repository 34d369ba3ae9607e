#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| llm_runtime::fuzzing::fog_status(data));

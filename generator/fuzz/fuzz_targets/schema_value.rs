//! See `targets::schema_value`.
#![no_main]
#![allow(dead_code, reason = "each target is one of its functions")]

#[path = "../../tests/pipeline/fuzz/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::schema_value(bytes));

//! See `any_path::path_segment`.
#![no_main]

#[path = "../../../generated-client/runtime/tests/it/any_path.rs"]
mod any_path;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| any_path::path_segment(bytes));

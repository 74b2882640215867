//! Random numbers for what a server or the author of a part must not guess.

/// 53 random bits, as many as a float takes.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn bits() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    // The only source of randomness in the standard library.
    RandomState::new().hash_one(()) >> 11
}

/// The same in browsers, where the keys of `RandomState` are constants.
#[cfg(target_family = "wasm")]
pub(crate) fn bits() -> u64 {
    (js_sys::Math::random() * LIMIT as f64) as u64
}

/// The number of values of [`bits`].
const LIMIT: u64 = 1 << 53;

/// A number from 0 up to 1, which is excluded.
pub(crate) fn share() -> f64 {
    bits() as f64 / LIMIT as f64
}

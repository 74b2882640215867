//! Random numbers for values and faults, reproducible by the seed.

use fastrand::Rng;

/// The random numbers for a seed and a name.
pub(super) fn of(seed: u64, name: &str) -> Rng {
    // FNV-1a.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Rng::with_seed(hash.wrapping_add(seed))
}

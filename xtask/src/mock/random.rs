//! Numbers for values and faults: the same for the same seed.

use fastrand::Rng;

/// The numbers of a seed for something with a name.
pub(super) fn of(seed: u64, name: &str) -> Rng {
    // FNV-1a.
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Rng::with_seed(hash.wrapping_add(seed))
}

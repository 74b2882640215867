//! Numbers that a seed decides, the same on every machine.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub(super) struct Random(u64);

impl Random {
    /// The numbers of one edit.
    pub(super) fn new(seed: u64, edit: usize) -> Self {
        Self(
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ (edit as u64).wrapping_mul(0xd1b5_4a32_d192_ed03),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut next = self.0;
        next = (next ^ (next >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        next = (next ^ (next >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        next ^ (next >> 31)
    }

    /// One of some items; `None` where there are none.
    pub(super) fn choose<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        let length = u64::try_from(items.len()).ok().filter(|it| *it > 0)?;
        items.get(usize::try_from(self.next() % length).ok()?)
    }
}

use std::time::Duration;

use crate::error::Kind;

/// The minimum pace of a body: bytes earn time, and waiting spends it. It begins with a grace
/// period and never exceeds that, so that a fast beginning does not pay for a slow end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    bytes_per_second: u32,
    grace: Duration,
    left: Duration,
}

impl Pace {
    /// Zero bytes per second is no pace at all.
    pub(crate) fn new(bytes_per_second: u32, grace: Duration) -> Self {
        Self {
            bytes_per_second,
            grace,
            left: grace,
        }
    }

    /// How long the next piece may take.
    pub(crate) fn left(&self) -> Duration {
        match self.bytes_per_second {
            0 => Duration::MAX,
            _ => self.left,
        }
    }

    /// Counts a piece and the time spent waiting for it.
    pub(crate) fn count(&mut self, bytes: usize, waited: Duration) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let pace = u64::from(self.bytes_per_second.max(1));
        let earned = Duration::from_millis(bytes.saturating_mul(1000) / pace);
        let left = self.left.saturating_sub(waited);
        self.left = left.saturating_add(earned).min(self.grace);
    }

    /// The error for a slower body.
    pub(crate) fn too_slow(&self) -> Kind {
        Kind::TooSlow {
            bytes_per_second: self.bytes_per_second,
            grace: self.grace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// How many seconds a body lasts that receives so many bytes every second.
    fn lasts(bytes: usize) -> Option<u32> {
        let mut pace = Pace::new(32, SECOND * 30);
        (0..1000).find(|_| {
            if pace.left() < SECOND {
                return true;
            }
            pace.count(bytes, SECOND);
            false
        })
    }

    #[test]
    fn slow_bodies_end_after_the_grace() {
        assert_eq!(lasts(0), Some(30));
        assert_eq!(lasts(1), Some(30));
        assert_eq!(lasts(16), Some(59));
        assert_eq!(lasts(32), None);
        assert_eq!(lasts(1_000_000), None);
    }

    #[test]
    fn a_fast_beginning_does_not_pay_for_a_slow_end() {
        let mut pace = Pace::new(32, SECOND * 30);
        pace.count(usize::MAX, SECOND);
        assert_eq!(pace.left(), SECOND * 30);
        pace.count(0, SECOND * 40);
        assert_eq!(pace.left(), Duration::ZERO);
    }

    #[test]
    fn no_pace() {
        let mut pace = Pace::new(0, SECOND);
        pace.count(0, SECOND * 40);
        assert_eq!(pace.left(), Duration::MAX);
    }
}

//! The rate limit of an API: a token bucket for each credential.

use std::collections::BTreeMap;
use std::time::Instant;

use generator::RateLimit;

/// The maximum number of tracked credentials; beyond it, the oldest are dropped.
const MOST: usize = 1_000;

/// The remaining tokens of each credential.
pub(super) struct Rate {
    limit: RateLimit,
    buckets: BTreeMap<String, Bucket>,
}

struct Bucket {
    tokens: f64,
    filled: Instant,
    today: u64,
    day: Instant,
}

impl Rate {
    pub(super) fn of(limit: RateLimit) -> Self {
        Self {
            limit,
            buckets: BTreeMap::new(),
        }
    }

    /// Whether the limit allows one more request of a credential.
    pub(super) fn take(&mut self, credential: &str, now: Instant) -> bool {
        if self.buckets.len() >= MOST && !self.buckets.contains_key(credential) {
            self.buckets.clear();
        }
        let burst = f64::from(self.limit.burst);
        let bucket = self.buckets.entry(credential.to_owned()).or_insert(Bucket {
            tokens: burst,
            filled: now,
            today: 0,
            day: now,
        });
        let seconds = now.duration_since(bucket.filled).as_secs_f64();
        #[allow(clippy::cast_precision_loss)]
        let per_second = f64::from(self.limit.requests) / self.limit.seconds.max(1) as f64;
        bucket.tokens = (bucket.tokens + seconds * per_second).min(burst);
        bucket.filled = now;
        if now.duration_since(bucket.day).as_secs() >= 86_400 {
            (bucket.today, bucket.day) = (0, now);
        }
        let is_left = self.limit.per_day.is_none_or(|most| bucket.today < most);
        if bucket.tokens < 1.0 || !is_left {
            return false;
        }
        bucket.tokens -= 1.0;
        bucket.today += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_a_pause_and_a_day() {
        let limit = RateLimit {
            requests: 10,
            seconds: 1,
            burst: 4,
            per_day: Some(7),
        };
        let mut rate = Rate::of(limit);
        let start = Instant::now();
        let at = |millis: u64| start + Duration::from_millis(millis);
        let taken: Vec<bool> = (0..5).map(|_| rate.take("a", at(0))).collect();
        assert_eq!(taken, [true, true, true, true, false]);
        assert!(rate.take("b", at(0)));
        assert!(!rate.take("a", at(90)));
        assert!(rate.take("a", at(200)));
        assert!(rate.take("a", at(400)));
        assert!(rate.take("a", at(600)));
        assert!(!rate.take("a", at(5_000)), "seven a day");
        assert!(rate.take("a", at(86_400_000)));
    }
}

//! The one clock. All waiting of the runtime goes through here, so that tests can pause it.

use std::future::Future;
use std::time::Duration;

pub(crate) use tokio::time::Instant;

pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Whether the clock runs here: tokio's does within its runtime.
pub(crate) fn is_running() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

/// Waits.
pub(crate) async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}

pub(crate) async fn sleep_until(at: Instant) {
    tokio::time::sleep_until(at).await;
}

/// What a step gives before a point in time; none where it takes longer.
pub(crate) async fn before<T>(at: Instant, step: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout_at(at, step).await.ok()
}

/// What a step gives within a time.
pub(crate) async fn within<T>(time: Duration, step: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(time, step).await.ok()
}

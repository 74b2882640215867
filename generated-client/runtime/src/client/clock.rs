//! The one clock. All waiting of the runtime goes through here, so that tests can pause it.

use std::future::Future;
use std::time::Duration;

pub(crate) use tokio::time::Instant;

pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Whether the clock works on this thread: tokio's does within its runtime.
pub(crate) fn is_running() -> bool {
    tokio::runtime::Handle::try_current().is_ok()
}

/// Waits for this time.
pub(crate) async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}

pub(crate) async fn sleep_until(at: Instant) {
    tokio::time::sleep_until(at).await;
}

/// The output of a step before a point in time; `None` if it takes longer.
pub(crate) async fn before<T>(at: Instant, step: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout_at(at, step).await.ok()
}

/// The output of a step within a time; `None` if it takes longer.
pub(crate) async fn within<T>(time: Duration, step: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(time, step).await.ok()
}

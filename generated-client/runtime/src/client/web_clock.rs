//! The clock in browsers and other hosts of `wasm32-unknown-unknown`: the host's timers, as tokio
//! has none there.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use tokio::sync::oneshot;
use wasm_bindgen_futures::spawn_local;
pub(crate) use web_time::Instant;

/// The longest time that a timer of the host supports, in milliseconds.
const LONGEST: u32 = i32::MAX.unsigned_abs();

pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Whether the clock works on this thread. The host's always does.
pub(crate) fn is_running() -> bool {
    true
}

/// Waits for this time.
pub(crate) async fn sleep(time: Duration) {
    match now().checked_add(time) {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

pub(crate) async fn sleep_until(at: Instant) {
    loop {
        let left = at.saturating_duration_since(now());
        if left.is_zero() {
            return;
        }
        // Rounded up to a whole millisecond, or the wait would end early.
        let left = left.as_millis().saturating_add(1);
        timer(u32::try_from(left).unwrap_or(LONGEST).min(LONGEST)).await;
    }
}

/// Waits for a timer of the host. The timer stays on its thread, while the wait may move to another
/// one, and is canceled with the wait.
async fn timer(milliseconds: u32) {
    let (mut done, waiting) = oneshot::channel::<()>();
    spawn_local(async move {
        let mut timer = pin!(TimeoutFuture::new(milliseconds));
        poll_fn(|context| match timer.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(()),
            Poll::Pending => done.poll_closed(context),
        })
        .await;
    });
    // The sender is dropped when the time is over.
    let _ = waiting.await;
}

/// The output of a step before a point in time; `None` if it takes longer.
pub(crate) async fn before<T>(at: Instant, step: impl Future<Output = T>) -> Option<T> {
    let (mut step, mut late) = (pin!(step), pin!(sleep_until(at)));
    poll_fn(|context| match step.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// The output of a step within a time; `None` if it takes longer.
pub(crate) async fn within<T>(time: Duration, step: impl Future<Output = T>) -> Option<T> {
    match now().checked_add(time) {
        Some(at) => before(at, step).await,
        None => Some(step.await),
    }
}

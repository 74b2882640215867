//! Runs two tasks in parallel, such as both sides of a comparison until their operations are aligned.

use std::panic::resume_unwind;
use std::thread;

/// Runs both in parallel.
pub(crate) fn join<A: Send, B>(
    beside: impl FnOnce() -> A + Send,
    here: impl FnOnce() -> B,
) -> (A, B) {
    thread::scope(|scope| {
        let beside = scope.spawn(beside);
        let here = here();
        let beside = beside.join();
        (beside.unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}

//! How long a call, and one attempt of it, may take.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::clock::{self, Instant};
use super::pipeline::Shared;
use crate::error::{Kind, Limit, TimeoutStage};
use crate::request::Progress;

/// A point in time, and the limit that sets it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub(crate) at: Instant,
    pub(crate) limit: Limit,
}

impl End {
    /// `None` if the clock cannot represent it, which is no limit.
    pub(crate) fn after(time: Duration, limit: Limit) -> Option<Self> {
        Self::since(clock::now(), time, limit)
    }

    /// The same, counted from another instant.
    pub(crate) fn since(begin: Instant, time: Duration, limit: Limit) -> Option<Self> {
        let at = begin.checked_add(time)?;
        Some(Self { at, limit })
    }

    pub(crate) fn first(ends: impl IntoIterator<Item = Option<Self>>) -> Option<Self> {
        ends.into_iter().flatten().min_by_key(|end| end.at)
    }

    /// The output of a step, or the limit if that ends first.
    pub(crate) async fn hold<T>(
        end: Option<Self>,
        stage: TimeoutStage,
        step: impl Future<Output = T>,
    ) -> Result<T, Kind> {
        match end {
            None => Ok(step.await),
            Some(Self { at, limit }) => {
                let output = clock::before(at, step).await;
                output.ok_or(Kind::Timeout { stage, limit })
            }
        }
    }
}

/// When an attempt must be done. Sending a file or a stream may take any time, so for these the
/// timeouts count from the last byte sent.
#[derive(Clone)]
pub(crate) enum Deadline {
    At(Option<End>),
    AfterUpload {
        progress: Arc<Progress>,
        limit: Limit,
        silence: Duration,
        /// The caller's deadline, which always applies.
        until: Option<End>,
    },
}

impl Deadline {
    /// As far as known now; it moves as long as a body is being sent. A body that the server no
    /// longer reads counts as sent.
    fn end(&self) -> Option<End> {
        match self {
            Self::At(end) => *end,
            Self::AfterUpload {
                progress,
                limit,
                silence,
                until,
            } => {
                let (last, ended) = progress.last();
                let rest = if ended { Duration::ZERO } else { *silence };
                let last = last.checked_add(rest);
                let end = last.and_then(|last| End::since(last, limit.duration(), *limit));
                End::first([end, *until])
            }
        }
    }
}

/// Waits for one step of an attempt: no longer than the server may be silent, and not beyond the
/// deadline.
pub(crate) async fn in_time<T>(
    step: impl Future<Output = T>,
    shared: &Shared,
    deadline: Option<&Deadline>,
    stage: TimeoutStage,
) -> Result<T, Kind> {
    let silence = shared.read_timeout;
    let silent = End::after(silence, Limit::Silence(silence));
    let end = End::first([silent, deadline.and_then(Deadline::end)]);
    End::hold(end, stage, step).await
}

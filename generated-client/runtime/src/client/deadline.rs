//! How long a call may take.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::transport::Shared;
use crate::error::{Kind, Limit, TimeoutStage};
use crate::request::Progress;

/// When a call has to be done. Sending a file or a stream may take any time, so for these the total
/// timeout counts from the last byte sent.
#[derive(Clone)]
pub(crate) enum Deadline {
    At(Option<Instant>),
    AfterUpload {
        progress: Arc<Progress>,
        total: Duration,
        silence: Duration,
    },
}

impl Deadline {
    pub(crate) fn from_now(shared: &Shared) -> Self {
        Self::At(Instant::now().checked_add(shared.timeout))
    }

    pub(crate) fn after_upload(progress: Arc<Progress>, shared: &Shared) -> Self {
        Self::AfterUpload {
            progress,
            total: shared.timeout,
            silence: shared.read_timeout,
        }
    }

    /// As far as is known now; it moves as long as a body is being sent. A body that the server no
    /// longer takes is as good as sent.
    fn at(&self) -> Option<Instant> {
        match self {
            Self::At(at) => *at,
            Self::AfterUpload {
                progress,
                total,
                silence,
            } => {
                let (last, ended) = progress.last();
                let rest = if ended { Duration::ZERO } else { *silence };
                last.checked_add(rest)?.checked_add(*total)
            }
        }
    }
}

/// Waits for one step of a call: at most as long as the server may be silent, and not beyond the
/// deadline.
pub(crate) async fn in_time<T>(
    step: impl Future<Output = T>,
    shared: &Shared,
    deadline: Option<&Deadline>,
    stage: TimeoutStage,
) -> Result<T, Kind> {
    let silent = Instant::now().checked_add(shared.read_timeout);
    let total = deadline.and_then(Deadline::at);
    let (at, limit) = match (silent, total) {
        (Some(silent), Some(total)) if total < silent => (total, Limit::Total(shared.timeout)),
        (Some(silent), _) => (silent, Limit::Silence(shared.read_timeout)),
        (None, Some(total)) => (total, Limit::Total(shared.timeout)),
        (None, None) => return Ok(step.await),
    };
    let timed_out = |_| Kind::Timeout { stage, limit };
    timeout_at(at, step).await.map_err(timed_out)
}

//! The destination of lines, and their content.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::line::Line;
use super::log::Log;
use super::mask::Mask;

/// Clones write to the same destination.
#[derive(Clone)]
pub(super) struct Sink {
    output: Arc<Mutex<Output>>,
    /// `None` if values are not masked.
    pub(super) mask: Option<Arc<Mask>>,
    pub(super) max_body_bytes: usize,
}

pub(super) struct Output {
    pub(super) log: Log,
    pub(super) lost: u64,
    pub(super) error: Option<io::ErrorKind>,
}

impl Sink {
    pub(super) fn new(log: Log, max_body_bytes: usize) -> Self {
        Self {
            output: Arc::new(Mutex::new(Output {
                log,
                lost: 0,
                error: None,
            })),
            mask: Some(Arc::default()),
            max_body_bytes,
        }
    }

    pub(super) fn output(&self) -> MutexGuard<'_, Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self, line: &Line) {
        let text = serde_json::to_vec(line).map_err(io::Error::from);
        let mut output = self.output();
        let written = text.and_then(|mut text| {
            text.push(b'\n');
            output.log.write(&text)
        });
        if let Err(error) = written {
            output.lost += 1;
            output.error = Some(error.kind());
        }
    }
}

//! Bodies that are read piece by piece, as streams (feature `stream`).

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::{Download, Events, Lines};
use crate::error::BodyError;

/// The events, lines or pieces of a body. It ends with the body; after a part that cannot be
/// decoded it continues with the next one, after any other error it ends.
pub type BodyStream<T> = Pin<Box<dyn Stream<Item = Result<T, BodyError>> + Send>>;

/// The next part, and the body for the one after it.
type Step<B, T> = Pin<Box<dyn Future<Output = (B, Result<Option<T>, BodyError>)> + Send>>;

enum State<B, T> {
    Idle(B),
    Busy(Step<B, T>),
    End,
}

struct Parts<B, T> {
    state: State<B, T>,
    step: fn(B) -> Step<B, T>,
}

impl<B, T> Unpin for Parts<B, T> {}

impl<B, T> Stream for Parts<B, T> {
    type Item = Result<T, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut step = match std::mem::replace(&mut self.state, State::End) {
            State::Idle(body) => (self.step)(body),
            State::Busy(step) => step,
            State::End => return Poll::Ready(None),
        };
        let Poll::Ready((body, part)) = step.as_mut().poll(context) else {
            self.state = State::Busy(step);
            return Poll::Pending;
        };
        if !matches!(part, Ok(None)) {
            self.state = State::Idle(body);
        }
        Poll::Ready(part.transpose())
    }
}

fn stream<B: Send + 'static, T: 'static>(body: B, step: fn(B) -> Step<B, T>) -> BodyStream<T> {
    let state = State::Idle(body);
    Box::pin(Parts { state, step })
}

impl<I: Send + 'static> Events<I> {
    /// The events as a `Stream`.
    pub fn into_stream(self) -> BodyStream<I> {
        stream(self, |mut events| {
            Box::pin(async move {
                let event = events.try_next().await;
                (events, event)
            })
        })
    }
}

impl<T: Send + 'static> Lines<T> {
    /// The values as a `Stream`.
    pub fn into_stream(self) -> BodyStream<T> {
        stream(self, |mut lines| {
            Box::pin(async move {
                let line = lines.try_next().await;
                (lines, line)
            })
        })
    }
}

impl Download {
    /// The pieces as a `Stream`.
    pub fn into_stream(self) -> BodyStream<Bytes> {
        stream(self, |mut download| {
            Box::pin(async move {
                let piece = download.chunk().await;
                (download, piece)
            })
        })
    }
}

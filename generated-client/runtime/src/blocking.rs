//! Calls from programs without an asynchronous runtime: the calling thread waits, and a single
//! thread per program, started by the first call, serves connections and timers.

use std::future::Future;
use std::io::Write;
use std::sync::LazyLock;

use bytes::Bytes;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::Kind;
use crate::{BodyError, Download, Error, Events, Items, Lines, Paged, Pages};

/// Lives as long as the program; `None` if the system can't start a thread.
static RUNTIME: LazyLock<Option<Runtime>> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    let builder = builder.worker_threads(1).thread_name("api-client");
    builder.enable_all().build().ok()
});

/// Waits for a future.
///
/// # Errors
///
/// Those of the future, and an error if the thread belongs to a runtime: waiting would block the
/// tasks that the future may wait for.
pub(crate) fn wait<T, E: From<BodyError>>(
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    if Handle::try_current().is_ok() {
        return Err(BodyError::new(Kind::InRuntime, None, None).into());
    }
    match &*RUNTIME {
        Some(runtime) => runtime.block_on(future),
        None => Err(BodyError::new(Kind::NoRuntime, None, None).into()),
    }
}

/// An iterator over a list or stream, which blocks for each item; from [`Pages::blocking`],
/// [`Items::blocking`], [`Events::blocking`], [`Lines::blocking`] and [`Download::blocking`]. It
/// ends after an error, unless only one part of a stream is affected.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked for an item"]
pub struct Blocking<S> {
    source: S,
    ended: bool,
}

impl<S> Blocking<S> {
    fn new(source: S) -> Self {
        Self {
            source,
            ended: false,
        }
    }

    /// The source of the items, for example for its cursor.
    pub fn get_ref(&self) -> &S {
        &self.source
    }

    fn give<T, E>(
        &mut self,
        found: Result<Option<T>, E>,
        goes_on: fn(&E) -> bool,
    ) -> Option<Result<T, E>> {
        self.ended = match &found {
            Ok(item) => item.is_none(),
            Err(error) => !goes_on(error),
        };
        found.transpose()
    }
}

impl<P: Paged> Pages<P> {
    /// The pages as an iterator, for programs without an asynchronous runtime.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl<P: Paged> Items<P> {
    /// The items as an iterator, for programs without an asynchronous runtime.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl<I> Events<I> {
    /// The events as an iterator, for programs without an asynchronous runtime.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl<T> Lines<T> {
    /// The values as an iterator, for programs without an asynchronous runtime.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl Download {
    /// The pieces as an iterator, for programs without an asynchronous runtime.
    pub fn blocking(self) -> Blocking<Self> {
        Blocking::new(self)
    }
}

impl Blocking<Download> {
    /// The whole body, up to [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    ///
    /// # Errors
    ///
    /// Those of [`Download::bytes`].
    pub fn bytes(self) -> Result<Bytes, BodyError> {
        wait(self.source.bytes())
    }

    /// Writes the whole body of any size, for example to a [`File`](std::fs::File); returns the
    /// number of bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Download::write_to`].
    pub fn write_to(mut self, writer: &mut (impl Write + ?Sized)) -> Result<u64, BodyError> {
        let mut written = 0;
        while let Some(piece) = self.next().transpose()? {
            let result = writer.write_all(&piece);
            result.map_err(|error| self.source.unwritten(&error))?;
            written += piece.len() as u64;
        }
        let result = writer.flush();
        result.map_err(|error| self.source.unwritten(&error))?;
        Ok(written)
    }
}

impl Iterator for Blocking<Download> {
    type Item = Result<Bytes, BodyError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = wait(self.source.chunk());
        self.give(found, |_| false)
    }
}

impl<P: Paged> Iterator for Blocking<Pages<P>> {
    type Item = Result<P::Output, Error<P::ErrorBody>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = wait(self.source.try_next());
        self.give(found, |_| false)
    }
}

impl<P: Paged> Iterator for Blocking<Items<P>> {
    type Item = Result<P::Item, Error<P::ErrorBody>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = wait(self.source.try_next());
        self.give(found, |_| false)
    }
}

impl<I> Iterator for Blocking<Events<I>> {
    type Item = Result<I, BodyError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = wait(self.source.try_next());
        self.give(found, BodyError::is_decode)
    }
}

impl<T> Iterator for Blocking<Lines<T>> {
    type Item = Result<T, BodyError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = wait(self.source.try_next());
        self.give(found, BodyError::is_decode)
    }
}

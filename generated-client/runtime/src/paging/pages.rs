//! Lists that come in pages, read page by page or item by item.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
#[cfg(feature = "stream")]
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::next::NextPage;
use crate::error::{Kind, Report};
use crate::operation::{respond, successful};
use crate::{Error, Operation, RawResponse, ResponseFuture};

/// What a list has next, if anything, once it is there.
type PollNext<T, B> = Poll<Result<Option<T>, Error<B>>>;

/// An operation that returns one page of a list. Implemented by generated code.
pub trait Paged: Operation {
    /// What the list is a list of.
    type Item: Send + 'static;

    /// Where the page after this one is, if its content says so; `None` on the last page.
    fn next_page(output: &Self::Output) -> Option<NextPage> {
        let _ = output;
        None
    }

    /// Where the page after this one is, from the whole response and from this request for it; `None` on
    /// the last page. By default its content says so.
    fn next_after(&self, response: &RawResponse, output: &Self::Output) -> Option<NextPage> {
        let _ = response;
        Self::next_page(output)
    }

    /// The items of a page.
    fn into_items(output: Self::Output) -> Vec<Self::Item>;

    /// Makes this a request for the page at a cursor.
    fn set_cursor(&mut self, cursor: &str);

    /// The list page by page.
    fn pages(self) -> Pages<Self> {
        Pages::new(self)
    }

    /// The list item by item.
    fn items(self) -> Items<Self> {
        Items {
            pages: self.pages(),
            page: Vec::new().into_iter(),
            cursor: None,
        }
    }
}

/// A list, page by page; see [`Paged::pages`]. With the feature `stream` it is a `Stream`, too, which ends
/// after an error.
pub struct Pages<P: Paged> {
    /// The request for the next page; `None` at the end.
    next: Option<P>,
    /// Where that page is; `None` for the first one.
    cursor: Option<String>,
    /// The call for it, once it was made.
    call: Option<Call<P>>,
    /// Whether the call is made before the page is asked for.
    reads_ahead: bool,
    seen: HashSet<String>,
    /// The body of the page before, where the response says nothing of the next one.
    before: Option<Bytes>,
    /// Why the list cannot go on.
    stuck: Option<Box<Report>>,
    /// The page after which it cannot.
    page: Option<P::Output>,
    /// Whether the stream has given an error.
    #[cfg(feature = "stream")]
    failed: bool,
}

/// A page, and the response that it was decoded from.
type Got<P> = (RawResponse, <P as Operation>::Output);
type PageFuture<P> = ResponseFuture<Got<P>, <P as Operation>::ErrorBody>;
type PageResult<P> = Result<Got<P>, Error<<P as Operation>::ErrorBody>>;

enum Call<P: Paged> {
    Polled(PageFuture<P>),
    /// Goes on by itself; ends when it is dropped.
    Spawned(JoinSet<PageResult<P>>),
}

impl<P: Paged> Call<P> {
    fn new(request: &mut P) -> Self {
        Self::Polled(respond(request.request_mut(), |outcome| {
            let raw = successful(outcome, P::FAILURES)?;
            match P::decode(&raw) {
                Ok(output) => Ok((raw, output)),
                Err(defect) => Err(Error::new(Report::undecodable(raw, defect), None)),
            }
        }))
    }

    fn spawned(self) -> Self {
        match self {
            Self::Polled(call) if Handle::try_current().is_ok() => {
                let mut tasks = JoinSet::new();
                tasks.spawn(call);
                Self::Spawned(tasks)
            }
            other => other,
        }
    }

    /// `None` where the task is gone, as when its runtime was shut down.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<PageResult<P>>> {
        match self {
            Self::Polled(call) => call.as_mut().poll(context).map(Some),
            Self::Spawned(tasks) => {
                let done = ready!(tasks.poll_join_next(context));
                Poll::Ready(done.and_then(Result::ok))
            }
        }
    }
}

impl<P: Paged> Pages<P> {
    fn new(request: P) -> Self {
        Self {
            next: Some(request),
            cursor: None,
            call: None,
            reads_ahead: false,
            seen: HashSet::new(),
            before: None,
            stuck: None,
            page: None,
            #[cfg(feature = "stream")]
            failed: false,
        }
    }

    /// The next page, or `None` at the end. Where the future is dropped before it is ready, the next one
    /// goes on with the same call.
    ///
    /// # Errors
    ///
    /// As the operation itself; after such an error the same page can be asked for again. Also when a
    /// page is not the last one and the next one is unknown: its link has no cursor, or one that was
    /// asked for before, which would never end, or the server sends the same page for every number.
    /// That page is in the error ([`Error::raw_body`]) and in [`take_page`](Self::take_page), and the
    /// error comes again.
    pub async fn try_next(&mut self) -> Result<Option<P::Output>, Error<P::ErrorBody>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// Goes on at the page of a [`cursor`](Self::cursor) that was stored.
    #[must_use]
    pub fn resume(mut self, cursor: &str) -> Self {
        self.call = None;
        if let Some(request) = &mut self.next {
            request.set_cursor(cursor);
        }
        self.seen.insert(cursor.to_owned());
        self.cursor = Some(cursor.to_owned());
        self
    }

    /// Asks for each page while the one before is worked on, by a task of its own.
    #[must_use]
    pub fn read_ahead(mut self) -> Self {
        self.reads_ahead = true;
        self
    }

    /// Where the page is that comes next, to [`resume`](Self::resume) there; `None` before the first page
    /// was read. At the end it is that of the last page.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether all pages were read.
    pub fn is_complete(&self) -> bool {
        self.next.is_none()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> PollNext<P::Output, P::ErrorBody> {
        #[cfg(feature = "stream")]
        {
            self.failed = false;
        }
        if let Some(report) = &self.stuck {
            return Poll::Ready(Err(Error::new(report.clone(), None)));
        }
        let got = loop {
            let Some(request) = &mut self.next else {
                return Poll::Ready(Ok(None));
            };
            let call = self.call.get_or_insert_with(|| Call::new(request));
            let got = ready!(call.poll(context));
            self.call = None;
            if let Some(got) = got {
                break got;
            }
        };
        Poll::Ready(
            got.and_then(|(raw, output)| self.turn(raw, output))
                .map(Some),
        )
    }

    /// Finds out where the list goes on after a page.
    fn turn(
        &mut self,
        raw: RawResponse,
        output: P::Output,
    ) -> Result<P::Output, Error<P::ErrorBody>> {
        let next = (self.next.as_ref()).and_then(|request| request.next_after(&raw, &output));
        let next = match next {
            Some(NextPage::Number(number)) if self.before.as_ref() != Some(raw.body()) => {
                self.before = Some(raw.body().clone());
                Some(NextPage::At(number.to_string()))
            }
            other => other,
        };
        let reason = match next {
            None => {
                self.next = None;
                return Ok(output);
            }
            Some(NextPage::At(cursor)) if self.seen.insert(cursor.clone()) => {
                if let Some(request) = &mut self.next {
                    request.set_cursor(&cursor);
                    self.call = self.reads_ahead.then(|| Call::new(request).spawned());
                }
                self.cursor = Some(cursor);
                return Ok(output);
            }
            Some(NextPage::At(_)) => {
                "the list is not complete: the link to the next page leads to one that was read \
                 before"
                    .to_owned()
            }
            Some(NextPage::WithoutCursor { parameter }) => {
                format!("the list is not complete: the link to the next page has no `{parameter}`")
            }
            Some(NextPage::WithoutQuery) => {
                "the list is not complete: the link to the next page has no query".to_owned()
            }
            Some(NextPage::MalformedLink) => {
                "the list is not complete: the header `Link` is malformed".to_owned()
            }
            Some(NextPage::Number(_)) => {
                "the list is not complete: the server sent the same page again".to_owned()
            }
        };
        self.page = Some(output);
        let report = Report::with_response(Kind::Paging { reason }, raw);
        self.stuck = Some(report.clone());
        Err(Error::new(report, None))
    }

    /// The page after which the list cannot go on, when [`try_next`](Self::try_next) said so.
    pub fn take_page(&mut self) -> Option<P::Output> {
        self.page.take()
    }
}

/// Nothing of it is pinned.
impl<P: Paged> Unpin for Pages<P> {}

/// A list, item by item; see [`Paged::items`]. With the feature `stream` it is a `Stream`, too, which ends
/// after an error.
pub struct Items<P: Paged> {
    pages: Pages<P>,
    page: std::vec::IntoIter<P::Item>,
    /// Where the page is that the items are of.
    cursor: Option<String>,
}

impl<P: Paged> Items<P> {
    /// The next item, or `None` at the end. Asks for a page when the one before is used up. Nothing is lost
    /// where the future is dropped before it is ready.
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`]. Where the list cannot go on after a page, the items of that page come
    /// first.
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, Error<P::ErrorBody>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Goes on at the page of a [`cursor`](Self::cursor) that was stored.
    #[must_use]
    pub fn resume(mut self, cursor: &str) -> Self {
        self.pages = self.pages.resume(cursor);
        self
    }

    /// Asks for each page while the items of the one before are worked on, by a task of its own.
    #[must_use]
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }

    /// Where the page is that the next item is on, to [`resume`](Self::resume) there; `None` for the first
    /// page. No item is lost by that; those that came from the same page before come again.
    pub fn cursor(&self) -> Option<&str> {
        match self.page.len() {
            0 => self.pages.cursor(),
            _ => self.cursor.as_deref(),
        }
    }

    /// Whether all items were given.
    pub fn is_complete(&self) -> bool {
        self.page.len() == 0 && self.pages.is_complete()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> PollNext<P::Item, P::ErrorBody> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Ok(Some(item)));
            }
            let cursor = self.pages.cursor.clone();
            let page = match ready!(self.pages.poll_page(context)) {
                Ok(Some(page)) => page,
                Ok(None) => return Poll::Ready(Ok(None)),
                Err(error) => match self.pages.take_page() {
                    Some(page) => page,
                    None => return Poll::Ready(Err(error)),
                },
            };
            self.cursor = cursor;
            self.page = P::into_items(page).into_iter();
        }
    }
}

/// Nothing of it is pinned.
impl<P: Paged> Unpin for Items<P> {}

#[cfg(feature = "stream")]
impl<P: Paged> futures_core::Stream for Pages<P> {
    type Item = Result<P::Output, Error<P::ErrorBody>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let page = ready!(self.poll_page(context));
        self.failed = page.is_err();
        Poll::Ready(page.transpose())
    }
}

#[cfg(feature = "stream")]
impl<P: Paged> futures_core::Stream for Items<P> {
    type Item = Result<P::Item, Error<P::ErrorBody>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.pages.failed && self.page.len() == 0 {
            return Poll::Ready(None);
        }
        let item = ready!(self.poll_item(context));
        self.pages.failed = item.is_err();
        Poll::Ready(item.transpose())
    }
}

impl<P: Paged> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("is_complete", &self.next.is_none())
            .finish_non_exhaustive()
    }
}

impl<P: Paged> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left_on_page", &self.page.len())
            .finish()
    }
}

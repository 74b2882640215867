//! Paginated lists, read page by page or item by item.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::next::NextPage;
use crate::error::{Kind, Report};
use crate::operation::decoded;
use crate::{Error, Operation, RawResponse, ResponseFuture};

/// The next page or item of a list, if any.
type PollNext<T, B> = Poll<Result<Option<T>, Error<B>>>;

/// An operation that returns one page of a list. Implemented by generated code.
pub trait Paged: Operation {
    /// The type of the list's items.
    type Item: Send + 'static;

    /// The next page, if the content of this one names it; `None` on the last page.
    fn next_page(output: &Self::Output) -> Option<NextPage> {
        let _ = output;
        None
    }

    /// The next page, from the whole response and its request; `None` on the last page. By default,
    /// from the content.
    fn next_after(&self, response: &RawResponse, output: &Self::Output) -> Option<NextPage> {
        let _ = response;
        Self::next_page(output)
    }

    /// The items of a page.
    fn into_items(output: Self::Output) -> Vec<Self::Item>;

    /// Turns this into a request for the page at a cursor.
    fn set_cursor(&mut self, cursor: &str);

    /// The list, page by page.
    fn pages(self) -> Pages<Self> {
        Pages::new(self)
    }

    /// The list, item by item.
    fn items(self) -> Items<Self> {
        Items {
            pages: self.pages(),
            page: Vec::new().into_iter(),
            cursor: None,
        }
    }
}

/// A list, page by page; see [`Paged::pages`]. With the feature `stream` it is also a `Stream`,
/// which ends after an error.
pub struct Pages<P: Paged> {
    /// The request for the next page; `None` at the end.
    next: Option<P>,
    /// The cursor of that page; `None` for the first one.
    cursor: Option<String>,
    /// The call for it, once made.
    call: Option<Call<P>>,
    /// Whether each page is requested before it is needed.
    reads_ahead: bool,
    seen: HashSet<String>,
    /// The body of the previous page, if the response has no cursor.
    before: Option<Bytes>,
    /// Why the list cannot continue.
    stuck: Option<Box<Report>>,
    /// The page after which it cannot continue.
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
    /// Runs on its own; is aborted when dropped.
    Spawned(JoinSet<PageResult<P>>),
}

impl<P: Paged> Call<P> {
    fn new(request: &mut P) -> Self {
        Self::Polled(ResponseFuture::new(request.request_mut(), |outcome| {
            decoded(outcome, P::FAILURES, P::decode)
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

    /// `None` if the task is gone, as after a shutdown of its runtime.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<PageResult<P>>> {
        match self {
            Self::Polled(call) => Pin::new(call).poll(context).map(Some),
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

    /// The next page, or `None` at the end. If the future is dropped before it is ready, the next
    /// one continues the same call.
    ///
    /// # Errors
    ///
    /// Those of the operation itself; after such an error the same page can be requested again.
    /// Also if there is a next page whose position is unknown: its link has no cursor, or a cursor
    /// that was requested before, which would never end, or the server sends the same page for
    /// every number. The current page is then in the error ([`Error::raw_body`]) and in
    /// [`take_page`](Self::take_page), and further calls return the same error.
    pub async fn try_next(&mut self) -> Result<Option<P::Output>, Error<P::ErrorBody>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// Resumes at a stored [`cursor`](Self::cursor).
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

    /// Requests each page while the previous one is processed, in a separate task.
    #[must_use]
    pub fn read_ahead(mut self) -> Self {
        self.reads_ahead = true;
        self
    }

    /// The cursor of the next page, for [`resume`](Self::resume); `None` before the first page was
    /// read. At the end it is the cursor of the last page.
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

    /// Determines where the list continues after a page.
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
                "the list is not complete: the link to the next page points to a page that was \
                 already read"
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

    /// The page after which the list cannot continue, if [`try_next`](Self::try_next) failed for
    /// that reason.
    pub fn take_page(&mut self) -> Option<P::Output> {
        self.page.take()
    }
}

/// No field is pinned.
impl<P: Paged> Unpin for Pages<P> {}

/// A list, item by item; see [`Paged::items`]. With the feature `stream` it is also a `Stream`,
/// which ends after an error.
pub struct Items<P: Paged> {
    pages: Pages<P>,
    page: std::vec::IntoIter<P::Item>,
    /// The cursor of the page that the items belong to.
    cursor: Option<String>,
}

impl<P: Paged> Items<P> {
    /// The next item, or `None` at the end. Requests a page when the previous one is used up.
    /// Dropping the future before it is ready loses nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Pages::try_next`]. If the list cannot continue after a page, the items of that
    /// page are returned first.
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, Error<P::ErrorBody>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Resumes at the page of a stored [`cursor`](Self::cursor).
    #[must_use]
    pub fn resume(mut self, cursor: &str) -> Self {
        self.pages = self.pages.resume(cursor);
        self
    }

    /// Requests each page while the items of the previous one are processed, in a separate task.
    #[must_use]
    pub fn read_ahead(mut self) -> Self {
        self.pages = self.pages.read_ahead();
        self
    }

    /// The cursor of the next item's page, for [`resume`](Self::resume); `None` for the first page.
    /// Resuming there loses no item, but repeats earlier items of the same page.
    pub fn cursor(&self) -> Option<&str> {
        match self.page.len() {
            0 => self.pages.cursor(),
            _ => self.cursor.as_deref(),
        }
    }

    /// Whether all items were returned.
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

/// No field is pinned.
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

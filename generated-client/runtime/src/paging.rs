//! Lists that come page by page.
//!
//! In: an operation whose answer names the next page by a cursor. Out: its pages, or their items,
//! one at a time. Deliberately absent: reading ahead, and a `Stream`, which would bring a
//! dependency for what a `while let` does.

use std::collections::HashSet;
use std::fmt;

use crate::error::{Kind, Report};
use crate::operation::{respond, successful};
use crate::{Error, Operation};

/// Where a list goes on after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// At this cursor.
    At(String),
    /// The page has a link to the next one that lacks the parameter with the cursor, so the list
    /// goes on and nobody knows where.
    WithoutCursor {
        /// The name of the parameter.
        parameter: &'static str,
    },
}

/// An operation that answers with one page of a list. Implemented by generated code.
pub trait Paged: Operation {
    /// What the list is a list of.
    type Item: Send + 'static;

    /// Where the page after this one is; `None` on the last page.
    fn next_page(output: &Self::Output) -> Option<NextPage>;

    /// The items of a page.
    fn into_items(output: Self::Output) -> Vec<Self::Item>;

    /// Makes this a request for the page at a cursor.
    fn set_cursor(&mut self, cursor: &str);

    /// The list page by page.
    fn pages(self) -> Pages<Self> {
        Pages {
            next: Some(self),
            seen: HashSet::new(),
            stuck: None,
            page: None,
        }
    }

    /// The list item by item.
    fn items(self) -> Items<Self> {
        Items {
            pages: self.pages(),
            page: Vec::new().into_iter(),
        }
    }
}

/// A list, page by page; see [`Paged::pages`].
pub struct Pages<P: Paged> {
    /// The request for the next page; `None` at the end.
    next: Option<P>,
    seen: HashSet<String>,
    /// Why the list cannot go on.
    stuck: Option<Box<Report>>,
    /// The page after which it cannot.
    page: Option<P::Output>,
}

impl<P: Paged> Pages<P> {
    /// The next page, or `None` at the end.
    ///
    /// # Errors
    ///
    /// As the operation itself; after such an error the same page can be asked for again. Also when a
    /// page is not the last one and the next one is unknown: its link has no cursor, or one that was
    /// asked for before, which would never end. That page is in the error
    /// ([`Error::raw_body`]) and in [`take_page`](Self::take_page), and the error comes again.
    pub async fn try_next(&mut self) -> Result<Option<P::Output>, Error<P::ErrorBody>> {
        if let Some(report) = &self.stuck {
            return Err(Error::new(report.clone(), None));
        }
        let Some(request) = &mut self.next else {
            return Ok(None);
        };
        let call = respond(request.request_mut(), |outcome| {
            let raw = successful(outcome, P::FAILURES)?;
            match P::decode(&raw) {
                Ok(output) => Ok((raw, output)),
                Err(defect) => Err(Error::new(Report::undecodable(raw, defect), None)),
            }
        });
        let (raw, output) = call.await?;
        let reason = match P::next_page(&output) {
            None => {
                self.next = None;
                return Ok(Some(output));
            }
            Some(NextPage::At(cursor)) if !self.seen.contains(&cursor) => {
                if let Some(request) = &mut self.next {
                    request.set_cursor(&cursor);
                }
                self.seen.insert(cursor);
                return Ok(Some(output));
            }
            Some(NextPage::At(_)) => {
                "the list is not complete: the link to the next page leads to one that was read \
                 before"
                    .to_owned()
            }
            Some(NextPage::WithoutCursor { parameter }) => {
                format!("the list is not complete: the link to the next page has no `{parameter}`")
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

/// A list, item by item; see [`Paged::items`].
pub struct Items<P: Paged> {
    pages: Pages<P>,
    page: std::vec::IntoIter<P::Item>,
}

impl<P: Paged> Items<P> {
    /// The next item, or `None` at the end. Asks for a page when the one before is used up.
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`]. Where the list cannot go on after a page, the items of that page come
    /// first.
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, Error<P::ErrorBody>> {
        loop {
            if let Some(item) = self.page.next() {
                return Ok(Some(item));
            }
            let page = match self.pages.try_next().await {
                Ok(Some(page)) => page,
                Ok(None) => return Ok(None),
                Err(error) => match self.pages.take_page() {
                    Some(page) => page,
                    None => return Err(error),
                },
            };
            self.page = P::into_items(page).into_iter();
        }
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

/// Takes the cursor out of the link to another page: `/agents?pageKey=abc%3D` has `abc=` under
/// `pageKey`. The link may be a whole URL or only a path; an empty one is none. Only the cursor is
/// taken, so no request goes to another host, whatever the link says.
///
/// A `+` stands for itself: cursors are base64 more often than they hold spaces.
pub fn cursor_from_link(link: &str, parameter: &'static str) -> Option<NextPage> {
    if link.trim().is_empty() {
        return None;
    }
    let link = link.split_once('#').map_or(link, |(link, _)| link);
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let query = query.replace('+', "%2B");
    let cursor = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == parameter && !value.is_empty());
    Some(match cursor {
        Some((_, cursor)) => NextPage::At(cursor.into_owned()),
        None => NextPage::WithoutCursor { parameter },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors() {
        for (link, expected) in [
            ("/beta/agents?pageKey=abc%3D", Some("abc=")),
            (
                "/beta/agents/?pageLimit=2&pageKey=a%2Bb%3D%3D:",
                Some("a+b==:"),
            ),
            ("https://a.example/x?pageKey=a+b#pageKey=c", Some("a+b")),
            ("?pageKey=%C3%A5", Some("å")),
            ("/beta/agents?pageKey=", None),
            ("/beta/agents?pagekey=a", None),
            ("/beta/agents", None),
            ("#", None),
        ] {
            let expected = match expected {
                Some(cursor) => NextPage::At(cursor.to_owned()),
                None => NextPage::WithoutCursor {
                    parameter: "pageKey",
                },
            };
            assert_eq!(cursor_from_link(link, "pageKey"), Some(expected), "{link}");
        }
        assert_eq!(cursor_from_link("", "pageKey"), None);
    }
}

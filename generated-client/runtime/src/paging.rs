//! Lists that come page by page.
//!
//! In: an operation whose answer names the next page by a cursor. Out: its pages, or their items,
//! one at a time. Deliberately absent: reading ahead, and a `Stream`, which would bring a
//! dependency for what a `while let` does.

use std::collections::HashSet;
use std::fmt;

use crate::{Error, Operation};

/// An operation that answers with one page of a list. Implemented by generated code.
pub trait Paged: Operation + Clone {
    /// What the list is a list of.
    type Item: Send + 'static;

    /// The cursor of the page after this one; `None` on the last page.
    fn next_cursor(output: &Self::Output) -> Option<String>;

    /// The items of a page.
    fn into_items(output: Self::Output) -> Vec<Self::Item>;

    /// Makes this a request for the page at a cursor.
    fn set_cursor(&mut self, cursor: &str);

    /// The list page by page.
    fn pages(self) -> Pages<Self> {
        Pages {
            next: Some(self),
            seen: HashSet::new(),
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
}

impl<P: Paged> Pages<P> {
    /// The next page, or `None` at the end.
    ///
    /// The list also ends where the server names a page that was asked for before, which would never
    /// end otherwise.
    ///
    /// # Errors
    ///
    /// As the operation itself. After an error the same page can be asked for again.
    pub async fn try_next(&mut self) -> Result<Option<P::Output>, Error<P::ErrorBody>> {
        let Some(request) = &self.next else {
            return Ok(None);
        };
        let output = request.clone().call().await?;
        match P::next_cursor(&output) {
            Some(cursor) if !self.seen.contains(&cursor) => {
                if let Some(request) = &mut self.next {
                    request.set_cursor(&cursor);
                }
                self.seen.insert(cursor);
            }
            _ => self.next = None,
        }
        Ok(Some(output))
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
    /// As the operation itself. After an error the same page can be asked for again.
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, Error<P::ErrorBody>> {
        loop {
            if let Some(item) = self.page.next() {
                return Ok(Some(item));
            }
            match self.pages.try_next().await? {
                Some(output) => self.page = P::into_items(output).into_iter(),
                None => return Ok(None),
            }
        }
    }
}

impl<P: Paged> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("next", &self.next.as_ref().map(Operation::request))
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

/// Takes a cursor out of the link to another page: `/agents?pageKey=abc%3D` has `abc=` under
/// `pageKey`. The link may be a whole URL or only a path.
///
/// A `+` stands for itself: cursors are base64 more often than they hold spaces.
pub fn cursor_from_link(link: &str, parameter: &str) -> Option<String> {
    let link = link.split('#').next()?;
    let (_, query) = link.split_once('?')?;
    let query = query.replace('+', "%2B");
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, value)| name == parameter && !value.is_empty())
        .map(|(_, value)| value.into_owned())
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
            ("", None),
        ] {
            assert_eq!(
                cursor_from_link(link, "pageKey").as_deref(),
                expected,
                "{link}"
            );
        }
    }
}

//! Where a list goes on after a page. In: the response, and the request that it is for. Out: a cursor that
//! the request for the next page is made with. Absent: sending it.

use super::link_header;
use crate::{RawResponse, Request};

/// Where a list goes on after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// At this cursor.
    At(String),
    /// At this number or offset, which follows from the request alone. The same page once more means
    /// that the server does not know the parameter.
    Number(u64),
    /// The page has a link to the next one that lacks the parameter with the cursor, so the list
    /// goes on and nobody knows where.
    WithoutCursor {
        /// The name of the parameter.
        parameter: &'static str,
    },
    /// The page has a link to the next one that has no query, so it leads to no other page of this
    /// operation.
    WithoutQuery,
    /// The response has a header `Link` that cannot be parsed, so nobody knows whether the list goes on.
    MalformedLink,
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

/// Where the next page is, from its cursor; an empty one ends the list.
#[doc(hidden)]
#[must_use]
pub fn cursor_itself(cursor: &str) -> Option<NextPage> {
    (!cursor.is_empty()).then(|| NextPage::At(cursor.to_owned()))
}

/// Where the next page is, from the link to it, of which the whole query is taken; an empty link is none.
/// Nothing else of it is, so no request goes to another host, whatever the link says.
#[doc(hidden)]
#[must_use]
pub fn query_of_link(link: &str) -> Option<NextPage> {
    if link.trim().is_empty() {
        return None;
    }
    let link = link.split_once('#').map_or(link, |(link, _)| link);
    Some(match link.split_once('?') {
        Some((_, query)) if !query.is_empty() => NextPage::At(query.to_owned()),
        _ => NextPage::WithoutQuery,
    })
}

/// Where the next page is, from the header `Link` of a response, as [`query_of_link`] takes it.
#[doc(hidden)]
#[must_use]
pub fn query_in_header(response: &RawResponse) -> Option<NextPage> {
    in_header(response, query_of_link)
}

/// Where the next page is, from the header `Link` of a response, as [`cursor_from_link`] takes it.
#[doc(hidden)]
#[must_use]
pub fn cursor_in_header(response: &RawResponse, parameter: &'static str) -> Option<NextPage> {
    in_header(response, |link| cursor_from_link(link, parameter))
}

/// The link with the relation `next` ([RFC 8288, section 3]).
///
/// [RFC 8288, section 3]: https://www.rfc-editor.org/rfc/rfc8288#section-3
fn in_header(
    response: &RawResponse,
    cursor: impl Fn(&str) -> Option<NextPage>,
) -> Option<NextPage> {
    for header in response.headers().get_all(http::header::LINK) {
        let link = header.to_str().map_err(|_| link_header::Malformed);
        match link.and_then(link_header::next) {
            Ok(Some(link)) => return cursor(link),
            Ok(None) => {}
            Err(link_header::Malformed) => return Some(NextPage::MalformedLink),
        }
    }
    None
}

/// The number of the page after the one that was asked for, which has so many items; an empty page is the
/// last one. `first` is the number of the first page.
#[doc(hidden)]
#[must_use]
pub fn next_number(
    request: &Request,
    parameter: &str,
    first: u64,
    items: usize,
) -> Option<NextPage> {
    let at = request.query_number(parameter).unwrap_or(first);
    let next = (items > 0).then(|| at.checked_add(1))?;
    next.map(NextPage::Number)
}

/// The offset of the item after the page that was asked for, which has so many items; an empty page is the
/// last one.
#[doc(hidden)]
#[must_use]
pub fn next_offset(request: &Request, parameter: &str, items: usize) -> Option<NextPage> {
    let at = request.query_number(parameter).unwrap_or_default();
    let items = u64::try_from(items).ok().filter(|items| *items > 0)?;
    at.checked_add(items).map(NextPage::Number)
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

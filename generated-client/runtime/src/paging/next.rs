//! Where a list continues after a page. In: the response, and its request. Out: a cursor for the
//! request for the next page. Absent: sending it.

use super::link_header;
use crate::{RawResponse, Request};

/// Where a list continues after a page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// At this cursor.
    At(String),
    /// At this number or offset, computed from the request alone. If the server then sends the same
    /// page again, it does not know the parameter.
    Number(u64),
    /// The link to the next page lacks the cursor parameter, so the list continues at an unknown
    /// position.
    WithoutCursor {
        /// The name of the parameter.
        parameter: &'static str,
    },
    /// The link to the next page has no query, so it points to no other page of this operation.
    WithoutQuery,
    /// The header `Link` cannot be parsed, so it is unknown whether the list continues.
    MalformedLink,
}

/// Extracts the cursor from the link to another page: `/agents?pageKey=abc%3D` has `abc=` under
/// `pageKey`. The link may be a whole URL or only a path; an empty link ends the list. Only the
/// cursor is used, so no request goes to another host, whatever the link says.
///
/// A `+` is kept as it is: base64 cursors are more common than cursors with spaces.
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

/// The next page by its cursor; an empty cursor ends the list.
#[doc(hidden)]
#[must_use]
pub fn cursor_itself(cursor: &str) -> Option<NextPage> {
    (!cursor.is_empty()).then(|| NextPage::At(cursor.to_owned()))
}

/// The next page by the link to it, of which the whole query is used; an empty link ends the list.
/// Nothing but the query is used, so no request goes to another host, whatever the link says.
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

/// The next page by the header `Link` of a response; see [`query_of_link`].
#[doc(hidden)]
#[must_use]
pub fn query_in_header(response: &RawResponse) -> Option<NextPage> {
    in_header(response, query_of_link)
}

/// The next page by the header `Link` of a response; see [`cursor_from_link`].
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

/// The number of the page after the requested one, which has this many items; an empty page is the
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

/// The offset of the item after the requested page, which has this many items; an empty page is the
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

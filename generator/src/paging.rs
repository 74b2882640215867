//! `[paging]` of the configuration: how lists are paged. [`NextIs`] has a variant for each paging style,
//! and [`Paging::style`] a row.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A paging convention: how a request selects a page, and how a response refers to the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Table", rename_all = "kebab-case")]
pub struct Paging {
    /// The query parameter for the cursor, such as `pageKey`. Without it, the client sends the whole
    /// query of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// The path of properties in the response to the reference to the next page; empty if the body
    /// doesn't contain it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<String>,
    /// The form of the reference to the next page.
    pub next_is: NextIs,
    /// The property of the response that holds the items; without it, its only list, or the response
    /// itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// The number of the first page, for numbered pages. The default of the parameter wins; without
    /// either, it is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
}

/// The form of the reference to the next page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NextIs {
    /// The cursor itself, in the response body.
    Cursor,
    /// A link in the response body whose query contains the cursor.
    #[default]
    Link,
    /// A link in the header `Link` of the response, with the relation `next` (RFC 8288); only for
    /// operations that declare that header.
    Header,
    /// None: pages are numbered, and the list ends with an empty page.
    Page,
    /// None: the cursor is the number of items before the page, and the list ends with an empty page.
    Offset,
}

impl NextIs {
    /// All paging styles.
    pub const ALL: [Self; 5] = [
        Self::Link,
        Self::Cursor,
        Self::Header,
        Self::Page,
        Self::Offset,
    ];
}

/// A paging style.
#[derive(Clone, Copy, Debug)]
pub struct PagingStyle {
    /// The part of the exchange that has the reference to the next page.
    pub source: PageSource,
    /// The reference to the next page.
    pub reference: PageReference,
    /// The reference and the last page, for a person.
    pub about: &'static str,
    /// The function of the runtime that finds the next page.
    pub(crate) function: &'static str,
    /// The arguments of that function.
    pub(crate) arguments: &'static [Argument],
    /// What operations of this style respond with, for a proposal: if it is certain, and if it isn't.
    pub(crate) evidence: [&'static str; 2],
}

/// The part of an exchange that has the reference to the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageSource {
    /// The response body.
    Body,
    /// The header `Link` of the response.
    LinkHeader,
    /// The request: the client counts on, and an empty page is the last one.
    Request,
}

/// A reference to the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageReference {
    /// The cursor.
    Cursor,
    /// A link whose query has the cursor.
    Link,
    /// The number of the page.
    Page,
    /// The number of items before the page.
    Offset,
}

/// An argument of a function of the runtime that finds the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Argument {
    /// The string at [`Paging::next`] in the response body.
    Next,
    /// The response.
    Response,
    /// The request.
    Request,
    /// The name of the query parameter.
    Cursor,
    /// The number of the first page.
    First,
    /// The number of items in the page.
    Items,
}

impl Paging {
    /// The style of this convention.
    #[must_use]
    pub fn style(&self) -> PagingStyle {
        use Argument::{Cursor, First, Items, Next, Request, Response};
        match (self.next_is, &self.cursor) {
            (NextIs::Cursor, _) => PagingStyle {
                source: PageSource::Body,
                reference: PageReference::Cursor,
                about: "a cursor in the response body; the last page has none",
                function: "cursor_itself",
                arguments: &[Next],
                evidence: ["with a page that names the value of the next one"; 2],
            },
            (NextIs::Link, None) => PagingStyle {
                source: PageSource::Body,
                reference: PageReference::Link,
                about: "a link in the response body, the default; the last page has none",
                function: "query_of_link",
                arguments: &[Next],
                evidence: [
                    "with a page that has a link to the next page",
                    "with a page that may have a link to the next page: check it",
                ],
            },
            (NextIs::Link, Some(_)) => PagingStyle {
                function: "cursor_from_link",
                arguments: &[Next, Cursor],
                evidence: [
                    "with a page that has a link to the next page, which an example shows",
                    "with a page that has a link to the next page, which no example shows: check it",
                ],
                ..Self::default().style()
            },
            (NextIs::Header, None) => PagingStyle {
                source: PageSource::LinkHeader,
                reference: PageReference::Link,
                about: "a link in the response header `Link`; the last page has none",
                function: "query_in_header",
                arguments: &[Response],
                evidence: [
                    "with pages and a header `Link`",
                    "with a header `Link`, which may have a link to the next page: check it",
                ],
            },
            (NextIs::Header, Some(_)) => PagingStyle {
                function: "cursor_in_header",
                arguments: &[Response, Cursor],
                ..Self::of(NextIs::Header).style()
            },
            (NextIs::Page, _) => PagingStyle {
                source: PageSource::Request,
                reference: PageReference::Page,
                about: "the number of the page, which the request has; the last page is empty",
                function: "next_number",
                arguments: &[Request, Cursor, First, Items],
                evidence: [
                    "with a list, and take number and size of a page",
                    "with a list: check that it is the number of a page, and which the first one is",
                ],
            },
            (NextIs::Offset, _) => PagingStyle {
                source: PageSource::Request,
                reference: PageReference::Offset,
                about: "the number of items before the page, which the request has; the last page is empty",
                function: "next_offset",
                arguments: &[Request, Cursor, Items],
                evidence: [
                    "with a list, and take the size of a page",
                    "with a list: check that it counts items and not pages",
                ],
            },
        }
    }

    /// A convention without parameter and properties.
    #[must_use]
    pub fn of(next_is: NextIs) -> Self {
        Self {
            next_is,
            ..Self::default()
        }
    }
}

/// `[paging]` as written in the configuration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    cursor: Option<String>,
    #[serde(default)]
    next: Vec<String>,
    #[serde(default)]
    next_is: NextIs,
    items: Option<String>,
    first: Option<u64>,
}

impl TryFrom<Table> for Paging {
    type Error = &'static str;

    fn try_from(table: Table) -> Result<Self, Self::Error> {
        let paging = Self {
            cursor: table.cursor,
            next: table.next,
            next_is: table.next_is,
            items: table.items,
            first: table.first,
        };
        let style = paging.style();
        let is_in_body = style.source == PageSource::Body;
        if is_in_body && paging.next.is_empty() {
            return Err(
                "`[paging]` lacks `next`, the properties with the link or cursor of the next page; or use \
                        `next-is = \"header\"`, `\"page\"` or `\"offset\"`",
            );
        }
        if !is_in_body && !paging.next.is_empty() {
            return Err("`next` of `[paging]` is for `next-is = \"link\"` and `\"cursor\"` only");
        }
        if style.reference != PageReference::Link && paging.cursor.is_none() {
            return Err("`[paging]` lacks `cursor`, the query parameter for the position");
        }
        if style.reference != PageReference::Page && paging.first.is_some() {
            return Err("`first` of `[paging]` is for `next-is = \"page\"` only");
        }
        Ok(paging)
    }
}

/// Deserializes `[paging]`, or several `[[paging]]`.
pub(crate) fn one_or_several<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Paging>, D::Error> {
    struct OneOrSeveral;

    impl<'de> Visitor<'de> for OneOrSeveral {
        type Value = Vec<Paging>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table `[paging]`, or several `[[paging]]`")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<Paging>, A::Error> {
            Paging::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<Paging>, A::Error> {
            let mut found = Vec::new();
            while let Some(one) = list.next_element()? {
                found.push(one);
            }
            Ok(found)
        }
    }

    input.deserialize_any(OneOrSeveral)
}

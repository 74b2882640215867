//! `[paging]` of the configuration: how lists are paged.

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
        let is_in_body = matches!(table.next_is, NextIs::Cursor | NextIs::Link);
        if is_in_body && table.next.is_empty() {
            return Err(
                "`[paging]` lacks `next`, the properties with the link or cursor of the next page; or use \
                        `next-is = \"header\"`, `\"page\"` or `\"offset\"`",
            );
        }
        if !is_in_body && !table.next.is_empty() {
            return Err("`next` of `[paging]` is for `next-is = \"link\"` and `\"cursor\"` only");
        }
        let needs_cursor = !matches!(table.next_is, NextIs::Link | NextIs::Header);
        if needs_cursor && table.cursor.is_none() {
            return Err("`[paging]` lacks `cursor`, the query parameter for the position");
        }
        if table.first.is_some() && table.next_is != NextIs::Page {
            return Err("`first` of `[paging]` is for `next-is = \"page\"` only");
        }
        Ok(Self {
            cursor: table.cursor,
            next: table.next,
            next_is: table.next_is,
            items: table.items,
            first: table.first,
        })
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

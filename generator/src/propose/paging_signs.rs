//! The signs of paging. In: the parameters of an operation, and its response. Out: the convention that
//! they show, and whether they do so unambiguously. Absent: the list itself.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::NextIs;
use crate::document::Node;

/// Query parameters by name.
pub(super) type Parameters<'a> = BTreeMap<String, Node<'a>>;

/// A string of a page: the path of properties to it, and its schema.
pub(super) type Place<'a> = (Vec<String>, Node<'a>);

/// The part of a convention that all its operations share, without the property of the items.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sign {
    pub(super) cursor: Option<String>,
    pub(super) next: Vec<String>,
    pub(super) next_is: NextIs,
    pub(super) first: Option<u64>,
}

impl Sign {
    fn new(cursor: Option<&String>, next: &[String], next_is: NextIs) -> Self {
        Self {
            cursor: cursor.cloned(),
            next: next.to_vec(),
            next_is,
            first: None,
        }
    }
}

/// A name in lower case, without the separators between its words.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Names of cursors, as [`plain`] returns them, without `next`.
const CURSORS: [&str; 12] = [
    "token",
    "pagetoken",
    "cursor",
    "pagecursor",
    "pagekey",
    "continuationtoken",
    "continuation",
    "marker",
    "paginationtoken",
    "startkey",
    "exclusivestartkey",
    "startcursor",
];

/// Names of cursors that mean the next page even without `next`, as [`plain`] returns them. Any other
/// property named like its parameter may repeat the cursor of the request.
const CONTINUATIONS: [&str; 2] = ["continuationtoken", "continuation"];

/// Names of the parameters that a link to the next page changes, as [`plain`] returns them; the first
/// match counts.
const IN_LINKS: [&str; 12] = [
    "cursor",
    "pagecursor",
    "pagetoken",
    "pagekey",
    "after",
    "pageafter",
    "startingafter",
    "continuationtoken",
    "page",
    "pagenumber",
    "offset",
    "skip",
];

/// Names of objects in a response that hold paging data, as [`plain`] returns them.
const PAGING_OBJECTS: [&str; 11] = [
    "links",
    "link",
    "meta",
    "metadata",
    "paging",
    "pagination",
    "page",
    "pageinfo",
    "responsemetadata",
    "cursors",
    "paginginfo",
];

/// Names of page numbers, as [`plain`] returns them.
const PAGES: [&str; 6] = [
    "page",
    "pagenumber",
    "pageno",
    "pagenum",
    "pagenr",
    "pageindex",
];

/// Names of the number of items before a page, as [`plain`] returns them.
const OFFSETS: [&str; 5] = ["offset", "skip", "pageoffset", "startat", "listoffset"];

/// Names of page sizes, as [`plain`] returns them.
const SIZES: [&str; 18] = [
    "limit",
    "perpage",
    "pagesize",
    "size",
    "pagelimit",
    "top",
    "count",
    "maxresults",
    "max",
    "itemsperpage",
    "resultsperpage",
    "numperpage",
    "take",
    "rows",
    "results",
    "pagecount",
    "perpagecount",
    "pagesizelimit",
];

/// Whether an object of this name in a response holds paging data.
pub(super) fn holds_pages(name: &str) -> bool {
    PAGING_OBJECTS.contains(&plain(name).as_str())
}

/// The address of a link that is an object.
pub(super) const ADDRESS: &str = "href";

/// Whether an object of this name in an object with paging data is a link to the next page.
pub(super) fn is_next_link(name: &str) -> bool {
    matches!(plain(name).as_str(), "next" | "nextpage")
}

/// Whether a schema has this type.
pub(super) fn is(schema: &Node<'_>, kind: &str) -> bool {
    match schema.value().get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|it| it == kind),
        other => other.is_some_and(|it| it == kind),
    }
}

/// The convention that an operation follows, and whether it does so unambiguously: the first whose signs
/// it has.
pub(super) fn convention(
    method: &str,
    parameters: &Parameters<'_>,
    response: &Node<'_>,
    places: &[Place<'_>],
) -> Option<(Sign, bool)> {
    named_by_parameter(parameters, places)
        .or_else(|| next_link(parameters, places))
        .or_else(|| header(parameters, response))
        .or_else(|| (method == "get").then(|| numbered(parameters))?)
}

/// The value for the next page, in a property named like the parameter.
fn named_by_parameter(parameters: &Parameters<'_>, places: &[Place<'_>]) -> Option<(Sign, bool)> {
    let without_next = |name: &str| {
        let name = plain(name);
        name.strip_prefix("next").map(str::to_owned).unwrap_or(name)
    };
    for (path, _) in places {
        let last = plain(path.last()?);
        let stem = match last.strip_prefix("next") {
            None if CONTINUATIONS.contains(&last.as_str()) => &last,
            stem => stem.unwrap_or_default(),
        };
        let parameter = parameters.keys().find(|it| {
            let it = without_next(it);
            it == stem && CURSORS.contains(&it.as_str())
        });
        if let Some(parameter) = parameter {
            return Some((Sign::new(Some(parameter), path, NextIs::Cursor), true));
        }
    }
    None
}

/// A link to the next page in the response.
fn next_link(parameters: &Parameters<'_>, places: &[Place<'_>]) -> Option<(Sign, bool)> {
    let (path, _) = places.iter().find(|(path, schema)| {
        let last = match path.as_slice() {
            [.., link, last] if last == ADDRESS => link,
            path => path.last().map_or("", String::as_str),
        };
        let is_address = schema
            .str("format")
            .is_some_and(|it| it.starts_with("uri") || it == "url");
        let in_links = path.len() > 1 && plain(&path[0]).starts_with("link");
        match plain(last).as_str() {
            "nextlink" | "odatanextlink" | "nexturl" | "nexturi" | "nextpageurl"
            | "nextpageuri" | "nextpagelink" | "nexthref" => true,
            "next" | "nextpage" => is_address || in_links,
            _ => false,
        }
    })?;
    let parameter = IN_LINKS
        .iter()
        .find_map(|wanted| parameters.keys().find(|it| plain(it) == *wanted));
    Some((Sign::new(parameter, path, NextIs::Link), true))
}

/// A `Link` header of a list; its relations can only be those of pages.
fn header(parameters: &Parameters<'_>, response: &Node<'_>) -> Option<(Sign, bool)> {
    let mut headers = response.members("headers").into_iter();
    headers.find(|(name, _)| name.eq_ignore_ascii_case("link"))?;
    let is_sized = has_size(parameters);
    let is_numbered = (parameters.keys()).any(|it| IN_LINKS.contains(&plain(it).as_str()));
    Some((
        Sign::new(None, &[], NextIs::Header),
        is_sized || is_numbered,
    ))
}

/// The number of a page or of an item in the request.
fn numbered(parameters: &Parameters<'_>) -> Option<(Sign, bool)> {
    let number = |name: &str| {
        let (parameter, node) = parameters.iter().find(|(it, _)| plain(it) == name)?;
        let schema = node.get("schema")?;
        let is_number = is(&schema, "integer") || is(&schema, "number");
        is_number.then_some((parameter, schema))
    };
    let is_sized = has_size(parameters);
    if let Some((parameter, schema)) = PAGES.iter().find_map(|name| number(name)) {
        let says = |key: &str| schema.value().get(key).and_then(Value::as_u64);
        let first = says("default").or(says("minimum")).filter(|it| *it < 2);
        let sign = Sign {
            first: first.filter(|first| *first == 0),
            ..Sign::new(Some(parameter), &[], NextIs::Page)
        };
        return Some((sign, is_sized && first.is_some()));
    }
    let (parameter, _) = OFFSETS.iter().find_map(|name| number(name))?;
    Some((Sign::new(Some(parameter), &[], NextIs::Offset), is_sized))
}

fn has_size(parameters: &Parameters<'_>) -> bool {
    parameters
        .keys()
        .any(|it| SIZES.contains(&plain(it).as_str()))
}

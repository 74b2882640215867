//! Paged lists that end: each list has a fixed number of pages, whatever its example says.

use generator::{PageReference, PageSource, Paging};
use serde_json::{Map, Value};

use crate::exchange::{Operation, Request};

/// The number of pages of each list.
const PAGES: u32 = 3;

/// The prefix of the mock's cursors, followed by the number of the page.
const CURSOR: &str = "mock-page-";

/// The page that a request asks for; unknown cursors are for the last page.
fn page(request: &Request, paging: &Paging, items: usize) -> u32 {
    let cursor = parameter(paging);
    let mut pairs = url::form_urlencoded::parse(request.query().as_bytes());
    let Some((_, value)) = pairs.find(|(name, _)| name == cursor) else {
        return 1;
    };
    let number = value.parse::<u32>().unwrap_or(PAGES + 1);
    match paging.style().reference {
        PageReference::Page if paging.first == Some(0) => number.saturating_add(1),
        PageReference::Page => number.max(1),
        PageReference::Offset => match u32::try_from(items.max(1)) {
            Ok(items) => number / items + 1,
            Err(_) => 1,
        },
        PageReference::Cursor | PageReference::Link => {
            let number = value.strip_prefix(CURSOR).and_then(|it| it.parse().ok());
            number.unwrap_or(PAGES)
        }
    }
}

/// The parameter of the cursor; the mock's own name if the whole query of a link is used.
fn parameter(paging: &Paging) -> &str {
    paging.cursor.as_deref().unwrap_or("mock-page")
}

/// Writes the reference to the next page into a list, or removes it, by the first convention that fits.
/// Returns the value of the header `Link` for a convention that uses it.
pub(super) fn apply(
    conventions: &[Paging],
    operation: &Operation,
    request: &Request,
    body: &mut Value,
) -> Option<String> {
    let takes = |cursor: &String| {
        let is_cursor = |name: &str, location: &str| location == "query" && name == cursor;
        let mut parameters = operation.parameters.iter();
        parameters.any(|it| is_cursor(&it.name, &it.location))
    };
    let fits = |paging: &&Paging| {
        let has_items = match &paging.items {
            Some(items) => body.get(items).is_some_and(Value::is_array),
            None => match body.as_object() {
                Some(members) => members.values().any(Value::is_array),
                None => body.is_array() && paging.next.is_empty(),
            },
        };
        has_items && paging.cursor.as_ref().is_none_or(takes)
    };
    let paging = conventions.iter().find(fits)?;
    let items = match (&paging.items, &mut *body) {
        (_, Value::Array(items)) => Some(items),
        (Some(name), body) => body.get_mut(name).and_then(Value::as_array_mut),
        (None, body) => {
            let mut members = body.as_object_mut().into_iter().flat_map(Map::values_mut);
            members.find_map(Value::as_array_mut)
        }
    };
    let page = page(request, paging, items.as_ref().map_or(0, |it| it.len()));
    let is_last = page >= PAGES;
    let style = paging.style();
    let next = (!is_last).then(|| match style.reference {
        PageReference::Link => address(request, parameter(paging), page + 1),
        _ => format!("{CURSOR}{}", page + 1),
    });
    match style.source {
        PageSource::Body => put(body, &paging.next, next),
        PageSource::LinkHeader => return next.map(|next| format!("<{next}>; rel=\"next\"")),
        PageSource::Request if page > PAGES => items.into_iter().for_each(Vec::clear),
        PageSource::Request => {}
    }
    None
}

/// The target of a request with another cursor.
fn address(request: &Request, cursor: &str, page: u32) -> String {
    let pairs = url::form_urlencoded::parse(request.query().as_bytes());
    let pairs = pairs.filter(|(name, _)| name != cursor);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    query.append_pair(cursor, &format!("{CURSOR}{page}"));
    format!("{}?{}", request.path(), query.finish())
}

/// Sets the link at a path of properties, or removes it.
fn put(body: &mut Value, path: &[String], next: Option<String>) {
    let [parents @ .., last] = path else { return };
    let mut at = body;
    for parent in parents {
        let Value::Object(members) = at else { return };
        if !members.contains_key(parent) && next.is_none() {
            return;
        }
        at = members
            .entry(parent.as_str())
            .or_insert_with(|| Value::Object(Map::new()));
        if at.is_null() && next.is_some() {
            *at = Value::Object(Map::new());
        }
    }
    if let Value::Object(members) = at {
        match next {
            Some(next) => members.insert(last.clone(), next.into()),
            None => members.remove(last),
        };
    }
}

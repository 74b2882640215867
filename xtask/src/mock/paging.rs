//! Lists that come in pages and end: the pages of a list are always so many, whatever its example says.

use generator::{NextIs, Paging};
use serde_json::{Map, Value};

use crate::exchange::{Operation, Request};

/// So many pages has each list.
const PAGES: u32 = 3;

/// The cursors of the mock, with the number of the page behind.
const CURSOR: &str = "mock-page-";

/// The page that a request asks for; cursors that are none of ours lead to the last page.
fn page(request: &Request, cursor: &str) -> u32 {
    let mut pairs = url::form_urlencoded::parse(request.query().as_bytes());
    match pairs.find(|(name, _)| name == cursor) {
        None => 1,
        Some((_, value)) => {
            let number = value.strip_prefix(CURSOR).and_then(|it| it.parse().ok());
            number.unwrap_or(PAGES)
        }
    }
}

/// Writes into a list where its next page is, or that there is none.
pub(super) fn apply(paging: &Paging, operation: &Operation, request: &Request, body: &mut Value) {
    let is_cursor = |name: &str, location: &str| location == "query" && name == paging.cursor;
    let takes_cursor = operation
        .parameters
        .iter()
        .any(|it| is_cursor(&it.name, &it.location));
    let has_items = match &paging.items {
        Some(items) => body.get(items).is_some_and(Value::is_array),
        None => body
            .as_object()
            .is_some_and(|it| it.values().any(Value::is_array)),
    };
    if !takes_cursor || !has_items {
        return;
    }
    let page = page(request, &paging.cursor);
    let next = (page < PAGES).then(|| match paging.next_is {
        NextIs::Link => address(request, &paging.cursor, page + 1),
        NextIs::Cursor => format!("{CURSOR}{}", page + 1),
    });
    put(body, &paging.next, next);
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

/// Puts the link where a path leads; without one, it is taken away.
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

//! How the lists of an API are paged. In: the effective description. Out: the conventions that its
//! operations follow, each with the operations that show it. Absent: operations that declare their
//! convention by an extension, and cursors in request bodies.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::paging_signs::{
    ADDRESS, Parameters, Place, Sign, convention, holds_pages, is, is_next_link,
};
use crate::api::states_paging;
use crate::document::Node;
use crate::{NextIs, Paging};

/// A convention and its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagingProposal {
    /// The `[paging]` settings for `generator.toml`.
    pub paging: Paging,
    /// The operations that follow it, such as `GET /disks`.
    pub operations: Vec<String>,
    /// How many operations have the cursor parameter.
    pub taking: usize,
    /// How many of the operations that follow it do so unambiguously.
    pub plain: usize,
}

impl PagingProposal {
    /// Whether the evidence is unambiguous: parameter and property have the same name, apart from
    /// `next`; an example shows a link with the parameter; or most operations have all signs of the
    /// convention, such as the page number, the number of the first page, and the page size.
    #[must_use]
    pub fn is_sure(&self, effective: &Value) -> bool {
        match (self.paging.next_is, &self.paging.cursor) {
            (NextIs::Link, Some(cursor)) => shows_a_link(effective, cursor),
            _ => self.is_mostly_plain(),
        }
    }

    fn is_mostly_plain(&self) -> bool {
        self.plain * 2 > self.operations.len()
    }

    /// A table for `generator.toml`, under its evidence as comments: `[paging]`, or `[[paging]]` if it
    /// is one of several.
    #[must_use]
    pub fn text(&self, effective: &Value, is_one_of_several: bool) -> String {
        let paging = &self.paging;
        let string = |text: &str| {
            let text = toml_writer::TomlStringBuilder::new(text);
            toml_writer::ToTomlValue::to_toml_value(&text.as_basic())
        };
        let [certain, doubtful] = paging.style().evidence;
        let what = match self.is_sure(effective) {
            true => certain,
            false => doubtful,
        };
        let who = match &paging.cursor {
            Some(_) => format!(
                "{} of {} operations that take this parameter respond",
                self.operations.len(),
                self.taking
            ),
            None if self.operations.len() == 1 => "1 operation responds".to_owned(),
            None => format!("{} operations respond", self.operations.len()),
        };
        let shown = self.operations.iter().take(3).map(|key| {
            let key: String = key.chars().filter(|c| !c.is_control()).collect();
            format!("# {key}\n")
        });
        let shown: String = shown.collect();
        let more = match self.operations.len().saturating_sub(3) {
            0 => String::new(),
            more => format!("# and {more} more\n"),
        };
        let table = match is_one_of_several {
            true => "[[paging]]",
            false => "[paging]",
        };
        let mut lines = vec![format!("# {who} {what}:\n{shown}{more}{table}")];
        lines.extend((paging.cursor.iter()).map(|cursor| format!("cursor = {}", string(cursor))));
        if !paging.next.is_empty() {
            let next: Vec<String> = paging.next.iter().map(|it| string(it)).collect();
            lines.push(format!("next = [{}]", next.join(", ")));
        }
        if paging.next_is != NextIs::default() {
            // A JSON string of letters is one of TOML.
            let name = serde_json::to_value(paging.next_is).unwrap_or_default();
            lines.push(format!("next-is = {name}"));
        }
        lines.extend((paging.items.iter()).map(|items| format!("items = {}", string(items))));
        lines.extend(paging.first.map(|first| format!("first = {first}")));
        lines.join("\n") + "\n"
    }
}

/// The conventions of an API. An operation follows the first that fits, so they are in this order:
/// those based on the response before those that count in the request, then unambiguous ones, then by
/// the number of operations.
#[must_use]
pub fn paging(effective: &Value) -> Vec<PagingProposal> {
    let mut found: BTreeMap<Sign, Vec<List>> = BTreeMap::new();
    let mut taking: BTreeMap<String, usize> = BTreeMap::new();
    for (path, item) in Node::root(effective).members("paths") {
        for (method, operation) in item.entries() {
            if !matches!(method, "get" | "post") {
                continue;
            }
            let parameters = query_parameters(&item, &operation);
            for parameter in parameters.keys() {
                *taking.entry(parameter.clone()).or_default() += 1;
            }
            if states_paging(&operation) {
                continue;
            }
            let Some(response) = response(&operation) else {
                continue;
            };
            let list = format!("{} {path}", method.to_uppercase());
            let Some(list) = list_of(list, &response) else {
                continue;
            };
            let places = places(&response);
            let Some((sign, is_plain)) = convention(method, &parameters, &response, &places) else {
                continue;
            };
            found
                .entry(sign)
                .or_default()
                .push(List { is_plain, ..list });
        }
    }
    let mut proposals: Vec<PagingProposal> = Vec::new();
    for (sign, mut lists) in found {
        let cursor = sign.cursor.as_ref();
        let taking = cursor.and_then(|cursor| taking.get(cursor).copied());
        while let Some((items, fitting)) = items(&mut lists) {
            proposals.push(PagingProposal {
                paging: Paging {
                    cursor: sign.cursor.clone(),
                    next: sign.next.clone(),
                    next_is: sign.next_is,
                    items,
                    first: sign.first,
                },
                taking: taking.unwrap_or_default(),
                plain: fitting.iter().filter(|it| it.is_plain).count(),
                operations: fitting.into_iter().map(|it| it.operation).collect(),
            });
        }
    }
    proposals.sort_by_key(|it| {
        let doubt = !it.is_mostly_plain();
        (it.paging.next_is, doubt, Reverse(it.operations.len()))
    });
    proposals
}

/// An operation whose response is a page.
struct List {
    operation: String,
    /// The property with the items, if it can be determined.
    named: Option<String>,
    /// Whether it is the only list of the page, or the page itself.
    is_only: bool,
    /// Whether it follows the convention unambiguously.
    is_plain: bool,
}

/// The list in a response, if there is one.
fn list_of(operation: String, response: &Node<'_>) -> Option<List> {
    let of = |named: Option<String>, is_only: bool| List {
        operation,
        named,
        is_only,
        is_plain: false,
    };
    if is(&json(response)?, "array") {
        return Some(of(None, true));
    }
    let page = page(response)?;
    let lists = page.iter().filter(|(_, schema)| is(schema, "array"));
    let lists: Vec<&str> = lists.map(|(name, _)| *name).collect();
    let is_only = lists.len() == 1;
    let of_items = lists.iter().copied();
    let of_items: Vec<&str> = of_items
        .filter(|name| is_only || !BESIDE_ITEMS.contains(name))
        .collect();
    let named = ITEMS.into_iter().find(|name| lists.contains(name));
    let named = match (named, of_items.as_slice()) {
        (Some(named), _) => named,
        (None, [only]) => *only,
        (None, _) => return None,
    };
    Some(of(Some(named.to_owned()), is_only))
}

/// Names of lists beside the items of a page.
const BESIDE_ITEMS: [&str; 4] = ["errors", "links", "unreachable", "warnings"];

/// Names of properties that hold the items of a page with several lists.
const ITEMS: [&str; 6] = ["items", "data", "results", "value", "values", "records"];

/// Removes the operations that one convention fits, and returns them with the property that holds the
/// items: a name that most have, or `None` if each page has one list.
fn items(lists: &mut Vec<List>) -> Option<(Option<String>, Vec<List>)> {
    let alone = lists.iter().filter(|it| it.is_only).count();
    let names: BTreeSet<&String> = lists.iter().filter_map(|it| it.named.as_ref()).collect();
    let count = |name: &String| {
        lists
            .iter()
            .filter(|it| it.named.as_ref() == Some(name))
            .count()
    };
    let best = names.into_iter().max_by_key(|name| count(name));
    let name = best.filter(|name| count(name) >= alone).cloned();
    let fits = |it: &List| match &name {
        Some(_) => it.named == name,
        None => it.is_only,
    };
    let (fitting, rest) = std::mem::take(lists).into_iter().partition(fits);
    *lists = rest;
    let fitting: Vec<List> = fitting;
    (!fitting.is_empty()).then_some((name, fitting))
}

/// The query parameters of an operation, by name.
pub(super) fn query_parameters<'a>(item: &Node<'a>, operation: &Node<'a>) -> Parameters<'a> {
    let all = [item, operation].into_iter();
    all.flat_map(|node| node.items("parameters"))
        .filter(|parameter| parameter.str("in") == Some("query"))
        .filter_map(|parameter| Some((parameter.str("name")?.to_owned(), parameter)))
        .collect()
}

pub(super) type Properties<'a> = BTreeMap<&'a str, Node<'a>>;

/// The success response of an operation.
pub(super) fn response<'a>(operation: &Node<'a>) -> Option<Node<'a>> {
    let responses = operation.members("responses");
    let success = responses
        .into_iter()
        .find(|(status, _)| status.starts_with('2'));
    let success = success.map(|(_, response)| response);
    success.or_else(|| operation.get("responses")?.get("default"))
}

/// The JSON schema of a response.
pub(super) fn json<'a>(response: &Node<'a>) -> Option<Node<'a>> {
    let json = response
        .members("content")
        .into_iter()
        .find(|(media_type, _)| {
            let essence = media_type.split(';').next().unwrap_or_default().trim();
            essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
        });
    json?.1.get("schema")
}

/// The properties of the JSON object in a response.
fn page<'a>(response: &Node<'a>) -> Option<Properties<'a>> {
    let mut found = Properties::new();
    properties(&json(response)?, 0, &mut found);
    (!found.is_empty()).then_some(found)
}

/// Adds the properties of a schema and of its `allOf` parts.
pub(super) fn properties<'a>(schema: &Node<'a>, depth: usize, found: &mut Properties<'a>) {
    found.extend(schema.members("properties"));
    if depth < 8 {
        for part in schema.items("allOf") {
            properties(&part, depth + 1, found);
        }
    }
}

/// The strings of the page in a response.
fn places<'a>(response: &Node<'a>) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    if let Some(page) = page(response) {
        collect(&page, &[], &mut places);
    }
    places
}

/// The strings of a page, and those in its objects with paging data.
fn collect<'a>(page: &Properties<'a>, way: &[String], places: &mut Vec<Place<'a>>) {
    for (name, schema) in page {
        let path = [way, &[(*name).to_owned()]].concat();
        if is(schema, "string") {
            places.push((path, schema.clone()));
        } else if way.len() < 2 && holds_pages(name) {
            let mut inner = Properties::new();
            properties(schema, 0, &mut inner);
            collect(&inner, &path, places);
        } else if !way.is_empty() && is_next_link(name) {
            let mut link = Properties::new();
            properties(schema, 0, &mut link);
            let address = link.remove(ADDRESS).filter(|it| is(it, "string"));
            let place = [path.as_slice(), &[ADDRESS.to_owned()]].concat();
            places.extend(address.map(|it| (place, it)));
        }
    }
}

/// Whether the description has an example of a link with this parameter.
fn shows_a_link(node: &Value, parameter: &str) -> bool {
    match node {
        Value::String(text) => {
            let query = text.split_once('?').map(|it| it.1).unwrap_or_default();
            let is_link = text.starts_with("http") || text.starts_with('/');
            let is_here = |pair: &str| pair.split_once('=').is_some_and(|it| it.0 == parameter);
            is_link && query.split('&').any(is_here)
        }
        Value::Array(items) => items.iter().any(|item| shows_a_link(item, parameter)),
        Value::Object(members) => members
            .values()
            .any(|member| shows_a_link(member, parameter)),
        _ => false,
    }
}

//! How the lists of an API are read page by page. In: the effective description. Out: the conventions that
//! its operations follow, each with the operations that show it. Absent: offsets and page numbers without a
//! next page in the response, and links in headers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::places::sorted;
use crate::{NextIs, Paging};

/// A convention, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagingProposal {
    /// What `[paging]` of `generator.toml` should say.
    pub paging: Paging,
    /// The operations that follow it, such as `GET /disks`.
    pub operations: Vec<String>,
    /// How many operations take the cursor.
    pub taking: usize,
}

impl PagingProposal {
    /// Whether the description leaves no doubt: parameter and property have one name, `next` aside, or an
    /// example shows a link with the parameter.
    #[must_use]
    pub fn is_sure(&self, effective: &Value) -> bool {
        match self.paging.next_is {
            NextIs::Cursor => true,
            NextIs::Link => shows_a_link(effective, &self.paging.cursor),
        }
    }

    /// The table of `generator.toml`, under its evidence as comments.
    #[must_use]
    pub fn text(&self, effective: &Value) -> String {
        let paging = &self.paging;
        let string = |text: &str| {
            let text = toml_writer::TomlStringBuilder::new(text);
            toml_writer::ToTomlValue::to_toml_value(&text.as_basic())
        };
        let what = match (paging.next_is, self.is_sure(effective)) {
            (NextIs::Cursor, _) => "names the value of the next one",
            (NextIs::Link, true) => "has a link to the next page, which an example shows",
            (NextIs::Link, false) => {
                "has a link to the next page, which no example shows: check it"
            }
        };
        let next: Vec<String> = paging.next.iter().map(|it| string(it)).collect();
        let shown = self.operations.iter().take(3).map(|key| {
            let key: String = key.chars().filter(|c| !c.is_control()).collect();
            format!("# {key}\n")
        });
        let shown: String = shown.collect();
        let more = match self.operations.len().saturating_sub(3) {
            0 => String::new(),
            more => format!("# and {more} more\n"),
        };
        let next_is = match paging.next_is {
            NextIs::Link => "",
            NextIs::Cursor => "next-is = \"cursor\"\n",
        };
        let items = match &paging.items {
            Some(items) => format!("items = {}\n", string(items)),
            None => String::new(),
        };
        format!(
            "# {} of {} operations that take this parameter response with a page that {what}:\n{shown}{more}\
             [paging]\ncursor = {}\nnext = [{}]\n{next_is}{items}",
            self.operations.len(),
            self.taking,
            string(&paging.cursor),
            next.join(", "),
        )
    }
}

/// The conventions of an API, the one that most operations follow first.
#[must_use]
pub fn paging(effective: &Value) -> Vec<PagingProposal> {
    let mut found: BTreeMap<(String, Vec<String>, bool), Vec<List>> = BTreeMap::new();
    let mut taking: BTreeMap<String, usize> = BTreeMap::new();
    let paths = effective.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flat_map(sorted) {
        for (method, operation) in item.as_object().into_iter().flat_map(sorted) {
            if !matches!(method.as_str(), "get" | "post") || !operation.is_object() {
                continue;
            }
            let parameters = query_parameters(effective, item, operation);
            for parameter in &parameters {
                *taking.entry(parameter.clone()).or_default() += 1;
            }
            let Some(page) = response(effective, operation) else {
                continue;
            };
            let Some((cursor, next, next_is)) = convention(effective, &parameters, &page) else {
                continue;
            };
            let lists: Vec<&String> = (page.iter())
                .filter(|(_, schema)| is_list(effective, schema))
                .map(|(name, _)| *name)
                .collect();
            let list = List {
                operation: format!("{} {path}", method.to_uppercase()),
                named: (ITEMS.iter())
                    .find(|name| lists.iter().any(|list| list == *name))
                    .map(|name| (*name).to_owned())
                    .or_else(|| (lists.len() == 1).then(|| lists[0].clone())),
                is_only: lists.len() == 1,
            };
            let key = (cursor, next, next_is == NextIs::Cursor);
            found.entry(key).or_default().push(list);
        }
    }
    let mut proposals: Vec<PagingProposal> = found
        .into_iter()
        .filter_map(|((cursor, next, is_cursor), lists)| {
            let (items, operations) = items(lists)?;
            let taking = taking.get(&cursor).copied().unwrap_or_default();
            Some(PagingProposal {
                paging: Paging {
                    cursor,
                    next,
                    next_is: if is_cursor {
                        NextIs::Cursor
                    } else {
                        NextIs::Link
                    },
                    items,
                },
                operations,
                taking,
            })
        })
        .collect();
    proposals.sort_by_key(|it| std::cmp::Reverse(it.operations.len()));
    proposals
}

/// An operation whose response is a page.
struct List {
    operation: String,
    /// The property with the items, as far as that can be told.
    named: Option<String>,
    /// Whether it is the only list of the page.
    is_only: bool,
}

/// Properties that hold the items of a page that has other lists, too.
const ITEMS: [&str; 6] = ["items", "data", "results", "value", "values", "records"];

/// The property that holds the items, and the operations of which that is true: one name that all have,
/// or none, where each page has one list.
fn items(lists: Vec<List>) -> Option<(Option<String>, Vec<String>)> {
    let names: BTreeSet<&String> = lists.iter().filter_map(|it| it.named.as_ref()).collect();
    let name = match names.len() {
        0 => return None,
        1 => names.first().map(|name| (*name).clone()),
        _ => None,
    };
    let fits = |it: &List| match &name {
        Some(_) => it.named.is_some(),
        None => it.is_only,
    };
    let operations: Vec<String> = lists
        .iter()
        .filter(|it| fits(it))
        .map(|it| it.operation.clone())
        .collect();
    (!operations.is_empty()).then_some((name, operations))
}

/// The node that is meant, after its references.
fn resolve<'a>(root: &'a Value, node: &'a Value) -> Option<&'a Value> {
    let mut node = node;
    for _ in 0..16 {
        match node.get("$ref").and_then(Value::as_str) {
            Some(target) => node = root.pointer(target.strip_prefix('#')?)?,
            None => return Some(node),
        }
    }
    None
}

/// The names of the parameters in the query of an operation.
fn query_parameters(root: &Value, item: &Value, operation: &Value) -> BTreeSet<String> {
    let lists = [item.get("parameters"), operation.get("parameters")];
    let all = lists
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten();
    all.filter_map(|parameter| resolve(root, parameter))
        .filter(|parameter| parameter.get("in").is_some_and(|it| it == "query"))
        .filter_map(|parameter| parameter.get("name")?.as_str().map(str::to_owned))
        .collect()
}

type Properties<'a> = BTreeMap<&'a String, &'a Value>;

/// The properties of the JSON object that an operation responds with.
fn response<'a>(root: &'a Value, operation: &'a Value) -> Option<Properties<'a>> {
    let responses = operation.get("responses")?.as_object()?;
    let success = sorted(responses)
        .into_iter()
        .find(|(status, _)| status.starts_with('2'));
    let response = resolve(root, success.map(|it| it.1).or(responses.get("default"))?)?;
    let content = response.get("content")?.as_object()?;
    let json = sorted(content).into_iter().find(|(media_type, _)| {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        essence == "application/json" || essence.ends_with("+json") || essence == "*/*"
    });
    let mut found = Properties::new();
    properties(root, json?.1.get("schema")?, 0, &mut found);
    (!found.is_empty()).then_some(found)
}

/// Adds the properties of a schema and of the parts that it is made of.
fn properties<'a>(root: &'a Value, schema: &'a Value, depth: usize, found: &mut Properties<'a>) {
    let Some(schema) = resolve(root, schema).filter(|_| depth < 8) else {
        return;
    };
    let own = schema.get("properties").and_then(Value::as_object);
    found.extend(own.into_iter().flat_map(Map::iter));
    for part in schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        properties(root, part, depth + 1, found);
    }
}

fn is(root: &Value, schema: &Value, kind: &str) -> bool {
    resolve(root, schema).is_some_and(|it| match it.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|it| it == kind),
        other => other.is_some_and(|it| it == kind),
    })
}

fn is_list(root: &Value, schema: &Value) -> bool {
    is(root, schema, "array")
}

/// A name without its case and without what joins its words.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// What a cursor is called, as [`plain`] gives it and without `next`.
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

/// The parameters that a link to the next page changes, as [`plain`] gives them; the first that is there.
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

/// Objects that hold what a response says of its pages, as [`plain`] gives them.
const HOLDERS: [&str; 11] = [
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

/// The convention that an operation follows: parameter, property, and what that is.
fn convention(
    root: &Value,
    parameters: &BTreeSet<String>,
    page: &Properties<'_>,
) -> Option<(String, Vec<String>, NextIs)> {
    let mut places: Vec<(Vec<String>, &Value)> = Vec::new();
    collect(root, page, &[], &mut places);
    let without_next = |name: &str| {
        let name = plain(name);
        name.strip_prefix("next").map(str::to_owned).unwrap_or(name)
    };
    for (path, _) in &places {
        let last = plain(path.last()?);
        let stem = last.strip_prefix("next").unwrap_or_default();
        let parameter = parameters.iter().find(|it| {
            let it = without_next(it);
            it == stem && CURSORS.contains(&it.as_str())
        });
        if let Some(parameter) = parameter {
            return Some((parameter.clone(), path.clone(), NextIs::Cursor));
        }
    }
    let (path, _) = places.iter().find(|(path, schema)| {
        let last = path.last().map(|it| plain(it)).unwrap_or_default();
        let is_address = schema
            .get("format")
            .and_then(Value::as_str)
            .is_some_and(|it| it.starts_with("uri") || it == "url");
        let in_links = path.len() > 1 && plain(&path[0]).starts_with("link");
        match last.as_str() {
            "nextlink" | "nexturl" | "nexturi" | "nextpageurl" | "nextpagelink" | "nexthref" => {
                true
            }
            "next" | "nextpage" => is_address || in_links,
            _ => false,
        }
    })?;
    let parameter = IN_LINKS
        .iter()
        .find_map(|wanted| parameters.iter().find(|it| plain(it) == *wanted))?;
    Some((parameter.clone(), path.clone(), NextIs::Link))
}

/// The strings of a page, and those in the objects that tell of its pages.
fn collect<'a>(
    root: &'a Value,
    page: &Properties<'a>,
    way: &[String],
    places: &mut Vec<(Vec<String>, &'a Value)>,
) {
    for (name, schema) in page {
        let path = [way, &[(*name).clone()]].concat();
        if is(root, schema, "string") {
            places.extend(resolve(root, schema).map(|schema| (path, schema)));
        } else if way.len() < 2 && HOLDERS.contains(&plain(name).as_str()) {
            let mut inner = Properties::new();
            properties(root, schema, 0, &mut inner);
            collect(root, &inner, &path, places);
        }
    }
}

/// Whether an example of the description is a link with this parameter.
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

//! Paging schemes. In: `pagination` of the file. Out: each scheme in the form of
//! `x-speakeasy-pagination`, and whether an operation has the parameters and properties that it needs.
//! Absent: cursors in headers, in request bodies and in the last item.

use serde_json::Value;

use super::reading::Reading;
use crate::diagnostic::did_you_mean;
use crate::document::Node;
use crate::propose::overlay_text::Node as Text;
use crate::propose::paging::{Properties, json, properties, query_parameters, response};

const PURPOSE: &str = "x-stainless-pagination-property";
/// The kinds of paging in Stainless.
const TYPES: [&str; 6] = [
    "cursor",
    "cursor_id",
    "cursor_url",
    "fake_page",
    "offset",
    "page_number",
];

/// How a list is paged.
pub(super) struct Scheme {
    pub(super) name: String,
    /// Its location in the file.
    pub(super) place: String,
    kind: Kind,
    /// The property of the items; `None` if the response is the list.
    items: Option<String>,
}

enum Kind {
    Cursor {
        parameter: String,
        next: Vec<String>,
    },
    Link {
        next: Vec<String>,
    },
    Page {
        parameter: String,
    },
    Offset {
        parameter: String,
    },
}

/// The supported schemes, with a note on each of the others.
pub(super) fn read(reading: &mut Reading<'_>, root: &Node<'_>) -> Vec<Scheme> {
    let mut found = Vec::new();
    for node in root.items("pagination") {
        let name = node.str("name").unwrap_or_default().to_owned();
        let said = node.str("type").unwrap_or_default();
        if !TYPES.contains(&said) {
            let meant = did_you_mean(said, TYPES);
            let message = format!("Stainless has no paging of the type `{said}`{meant}");
            reading.error(node.at(), message);
            continue;
        }
        match scheme(&node, said) {
            Ok((kind, items)) => {
                let response = node.value().get("response").unwrap_or(&Value::Null);
                if find(response, "has_next_page").is_ok() {
                    let message = format!(
                        "`has_next_page` of paging `{name}` has no effect: a list ends without a \
                         reference to the next page, or with an empty page"
                    );
                    reading.note(node.at(), message);
                }
                found.push(Scheme {
                    name,
                    place: reading.place(node.at()),
                    kind,
                    items,
                });
            }
            Err(reason) => {
                let message = format!("paging `{name}` has no effect: {reason}");
                reading.note(node.at(), message);
            }
        }
    }
    found
}

fn scheme(node: &Node<'_>, kind: &str) -> Result<(Kind, Option<String>), String> {
    if node.str("param_location").is_some_and(|it| it != "query") {
        return Err("only parameters in the query are supported".to_owned());
    }
    let request = node.value().get("request").unwrap_or(&Value::Null);
    let response = node.value().get("response").unwrap_or(&Value::Null);
    let parameter = |purpose: &str| {
        let path = find(request, purpose)?;
        let [name] = path.as_slice() else {
            return Err(format!("`{purpose}` is within another parameter"));
        };
        Ok(name.clone())
    };
    let kind = match kind {
        "cursor" => Kind::Cursor {
            parameter: parameter("next_cursor_param")?,
            next: find(response, "next_cursor_field")?,
        },
        "cursor_url" => Kind::Link {
            next: find(response, "cursor_url_field")?,
        },
        "page_number" => Kind::Page {
            parameter: parameter("page_number_param")?,
        },
        "offset" => Kind::Offset {
            parameter: parameter("offset_count_param")?,
        },
        "cursor_id" => return Err("cursors in the last item are unsupported".to_owned()),
        _ => return Err("its lists have one page".to_owned()),
    };
    Ok((kind, items(response)?))
}

/// The property of the items; `None` if the response is the list.
fn items(response: &Value) -> Result<Option<String>, String> {
    let is_list = |said: &Value| said.get("is_top_level_array") == Some(&Value::Bool(true));
    let members = || response.as_object().into_iter().flatten();
    let mut said = members().filter_map(|(_, it)| it.get(PURPOSE));
    if is_list(response) || said.any(is_list) {
        return Ok(None);
    }
    let found = find(response, "items").or_else(|reason| {
        // The purpose of the only list needs no mention.
        let lists = members().filter(|(_, it)| it.get("type").is_some_and(|it| it == "array"));
        let names: Vec<String> = lists.map(|(name, _)| name.clone()).collect();
        (names.len() == 1).then_some(names).ok_or(reason)
    })?;
    match found.as_slice() {
        [items] => Ok(Some(items.clone())),
        _ => Err("lists within an object of the response are unsupported".to_owned()),
    }
}

/// The path of properties to the one with this purpose.
fn find(members: &Value, purpose: &str) -> Result<Vec<String>, String> {
    let mut open: Vec<(Vec<String>, &Value)> = vec![(Vec::new(), members)];
    while let Some((path, members)) = open.pop() {
        for (name, schema) in members.as_object().into_iter().flatten() {
            let path = [path.as_slice(), std::slice::from_ref(name)].concat();
            let said = schema.get(PURPOSE);
            if said
                .and_then(|it| it.get("purpose"))
                .is_some_and(|it| it == purpose)
            {
                return match said.is_some_and(|it| it.get("from_header").is_some()) {
                    true => Err(format!("`{purpose}` in a header is unsupported")),
                    false => Ok(path),
                };
            }
            if let Some(inner) = schema.get("properties") {
                open.push((path, inner));
            }
        }
    }
    Err(format!("no property has the purpose `{purpose}`"))
}

impl Scheme {
    /// Whether an operation has the parameter and its response the properties.
    pub(super) fn fits(&self, item: &Node<'_>, operation: &Node<'_>) -> bool {
        let Some(schema) = response(operation).as_ref().and_then(json) else {
            return false;
        };
        let has = |path: &[String]| {
            let mut here = Some(schema.clone());
            for name in path {
                let mut members = Properties::new();
                here.iter().for_each(|it| properties(it, 0, &mut members));
                here = members.remove(name.as_str());
            }
            here.is_some()
        };
        let takes = |name: &String| query_parameters(item, operation).contains_key(name);
        let fits = match &self.kind {
            Kind::Cursor { parameter, next } => takes(parameter) && has(next),
            Kind::Link { next } => has(next),
            Kind::Page { parameter } | Kind::Offset { parameter } => takes(parameter),
        };
        let list = match &self.items {
            Some(items) => has(std::slice::from_ref(items)),
            None => schema.str("type") == Some("array"),
        };
        fits && list
    }

    /// The value of `x-speakeasy-pagination`.
    pub(super) fn node(&self) -> Text {
        let object = |members: Vec<(&str, Text)>| {
            let members = members.into_iter();
            Text::Members(members.map(|(key, node)| (key.to_owned(), node)).collect())
        };
        let input = |kind: &str, name: &str| {
            let input = vec![
                ("name", Text::text(name)),
                ("in", Text::text("parameters")),
                ("type", Text::text(kind)),
            ];
            vec![object(input)]
        };
        let path = |names: &[String]| Text::text(format!("$.{}", names.join(".")));
        let results = self
            .items
            .as_ref()
            .map_or("$".to_owned(), |it| format!("$.{it}"));
        let mut outputs = vec![("results", Text::text(results))];
        let (kind, inputs) = match &self.kind {
            Kind::Cursor { parameter, next } => {
                outputs.push(("nextCursor", path(next)));
                ("cursor", input("cursor", parameter))
            }
            Kind::Link { next } => {
                outputs.push(("nextUrl", path(next)));
                ("url", Vec::new())
            }
            Kind::Page { parameter } => ("offsetLimit", input("page", parameter)),
            Kind::Offset { parameter } => ("offsetLimit", input("offset", parameter)),
        };
        let mut members = vec![("type", Text::text(kind))];
        if !inputs.is_empty() {
            members.push(("inputs", Text::Items(inputs)));
        }
        members.push(("outputs", object(outputs)));
        object(members)
    }
}

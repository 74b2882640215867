//! How the list of one operation is paged, if its description says so. In: the extensions
//! `x-ms-pageable`, `x-fern-pagination` and `x-speakeasy-pagination`. Out: the convention. Absent:
//! whether parameters and response fit it, and conventions of the whole API.

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Node, Pointer};
use crate::{NextIs, Paging};

const OF_AZURE: &str = "x-ms-pageable";
const OF_FERN: &str = "x-fern-pagination";
const OF_SPEAKEASY: &str = "x-speakeasy-pagination";

/// The paging convention that an operation states.
#[derive(Clone, Debug, Serialize)]
pub struct StatedPaging {
    /// The node of the extension.
    pub pointer: Pointer,
    /// The convention.
    pub convention: Paging,
}

/// Whether an operation states its convention.
pub(crate) fn states_paging(operation: &Node<'_>) -> bool {
    let names = [OF_SPEAKEASY, OF_FERN, OF_AZURE];
    names.iter().any(|name| operation.has(name))
}

/// The convention that an operation states, or a note that it is unsupported.
pub(super) fn stated(operation: &Node<'_>, notes: &mut Vec<Diagnostic>) -> Option<StatedPaging> {
    let names = [OF_SPEAKEASY, OF_FERN, OF_AZURE].into_iter();
    let (name, node) = names
        .filter_map(|name| Some((name, operation.written(name)?)))
        .next()?;
    let said = node.value();
    let convention = match name {
        OF_AZURE => of_azure(said),
        // `true` refers to the extension at the root of the description.
        OF_FERN if said == &Value::Bool(true) => {
            let of_all = operation.description().written(OF_FERN);
            of_fern(of_all.as_ref().map_or(said, Node::value))
        }
        OF_FERN => of_fern(said),
        _ => of_speakeasy(said),
    };
    let pointer = node.at().clone();
    match convention {
        Ok(convention) => convention.map(|convention| StatedPaging {
            pointer,
            convention,
        }),
        Err(reason) => {
            let message = format!("`{name}` has no effect: {reason}");
            notes.push(Diagnostic::new(Code::PagingHasNoEffect, &pointer, message));
            None
        }
    }
}

/// `nextLinkName: null` is a list of one page.
fn of_azure(said: &Value) -> Result<Option<Paging>, String> {
    let name = |key: &str, otherwise: &str| match said.get(key) {
        None => Ok(otherwise.to_owned()),
        Some(Value::String(name)) => Ok(name.clone()),
        Some(_) => Err(format!("`{key}` is not a string")),
    };
    if !said.is_object() {
        return Err("it is not an object".to_owned());
    }
    if said.get("nextLinkName").is_some_and(Value::is_null) {
        return Ok(None);
    }
    Ok(Some(Paging {
        next: vec![name("nextLinkName", "nextLink")?],
        items: Some(name("itemName", "value")?),
        ..Paging::default()
    }))
}

fn of_fern(said: &Value) -> Result<Option<Paging>, String> {
    const RESPONSE: &str = "$response";
    if said == &Value::Bool(false) {
        return Ok(None);
    }
    let items = items(said.get("results"), RESPONSE)?;
    let parameter = |key: &str| {
        let path = path(said.get(key), "$request")?;
        single(path).ok_or_else(|| format!("`{key}` is not a parameter"))
    };
    for link in ["next_uri", "next_path"] {
        if said.get(link).is_some() {
            return Ok(Some(Paging {
                next: path(said.get(link), RESPONSE)?,
                items,
                ..Paging::default()
            }));
        }
    }
    if said.get("cursor").is_some() {
        return Ok(Some(Paging {
            cursor: Some(parameter("cursor")?),
            next: path(said.get("next_cursor"), RESPONSE)?,
            next_is: NextIs::Cursor,
            items,
            ..Paging::default()
        }));
    }
    // With a step, the number is that of an item; without one, that of a page.
    let next_is = match said.get("step") {
        Some(_) => NextIs::Offset,
        None => NextIs::Page,
    };
    Ok(Some(Paging {
        cursor: Some(parameter("offset")?),
        next_is,
        items,
        ..Paging::default()
    }))
}

fn of_speakeasy(said: &Value) -> Result<Option<Paging>, String> {
    let input = |kind: &str| {
        let inputs = said.get("inputs").and_then(Value::as_array);
        let mut inputs = inputs.into_iter().flatten();
        inputs.find(|it| it.get("type").is_some_and(|it| it == kind))
    };
    let parameter = |input: &Value| match (input.get("in"), input.get("name")) {
        (Some(Value::String(place)), Some(Value::String(name))) if place == "parameters" => {
            Ok(name.clone())
        }
        _ => Err("only inputs in parameters are supported".to_owned()),
    };
    let output = |name: &str| said.get("outputs").and_then(|outputs| outputs.get(name));
    let items = items(output("results"), "$")?;
    let numbered = [("page", NextIs::Page), ("offset", NextIs::Offset)];
    match said.get("type").and_then(Value::as_str) {
        Some("url") => Ok(Some(Paging {
            next: path(output("nextUrl"), "$")?,
            items,
            ..Paging::default()
        })),
        Some("cursor") => Ok(Some(Paging {
            cursor: Some(parameter(
                input("cursor").ok_or("it has no input `cursor`")?,
            )?),
            next: path(output("nextCursor"), "$")?,
            next_is: NextIs::Cursor,
            items,
            ..Paging::default()
        })),
        Some("offsetLimit") => {
            let mut numbered = numbered.into_iter();
            let (input, next_is) = numbered
                .find_map(|(kind, next_is)| Some((input(kind)?, next_is)))
                .ok_or("it has no input `page` or `offset`")?;
            Ok(Some(Paging {
                cursor: Some(parameter(input)?),
                next_is,
                items,
                ..Paging::default()
            }))
        }
        _ => Err("its `type` is not `cursor`, `offsetLimit` or `url`".to_owned()),
    }
}

/// The property of the items; `None` if they are the response itself, or if it isn't stated.
fn items(said: Option<&Value>, start: &str) -> Result<Option<String>, String> {
    match said {
        None => Ok(None),
        Some(Value::String(text)) if text == start => Ok(None),
        said => {
            let path = path(said, start)?;
            let items =
                single(path).ok_or("lists within an object of the response are unsupported");
            Ok(Some(items?))
        }
    }
}

fn single(path: Vec<String>) -> Option<String> {
    let mut path = path.into_iter();
    path.next().filter(|_| path.next().is_none())
}

/// The properties of a path such as `$response.meta.next`.
fn path(said: Option<&Value>, start: &str) -> Result<Vec<String>, String> {
    let text = said.and_then(Value::as_str).unwrap_or_default();
    let path = text.strip_prefix(start).and_then(|it| it.strip_prefix('.'));
    let is_name = |name: &str| {
        let is_plain = |c: char| c.is_alphanumeric() || "_-@".contains(c);
        !name.is_empty() && name.chars().all(is_plain)
    };
    match path {
        Some(path) if path.split('.').all(is_name) => {
            Ok(path.split('.').map(str::to_owned).collect())
        }
        _ => Err(format!(
            "`{text}` is not a path of names such as `{start}.next`"
        )),
    }
}

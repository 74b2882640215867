//! What the methods of a client are called: as the documentation calls the operation, tidied.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::ident::NO_FILES;
use super::{Handle, Ident};
use crate::Names;
use crate::api::{Api, Operation, PathPart};
use crate::diagnostic::{Code, Diagnostic};

/// Words that make a name longer and no clearer.
const FILLERS: [&str; 3] = ["a", "an", "the"];

/// Names that a handle, a request or a module can't give away.
const RESERVED: [&str; 2] = ["new", "value"];

/// Types that the files of operations use under these names.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "AuthScheme",
    "BTreeMap",
    "Bytes",
    "Client",
    "ClientBuilder",
    "ClientInfo",
    "ConfigError",
    "Credential",
    "Date",
    "DateTime",
    "DecodeError",
    "Error",
    "ErrorBody",
    "Failure",
    "File",
    "From",
    "Into",
    "IntoFuture",
    "List",
    "ListStyle",
    "None",
    "Nullable",
    "Operation",
    "OperationInfo",
    "Option",
    "Paged",
    "RawResponse",
    "Request",
    "ResponseFuture",
    "Result",
    "Scheme",
    "SecurityScheme",
    "Self_",
    "Server",
    "ServerTemplate",
    "ServerVariable",
    "Some",
    "String",
    "Style",
    "Transport",
    "Uuid",
    "Value",
    "Vec",
];

/// What a reading operation may begin with; others are put behind `get`.
const READING: [&str; 14] = [
    "check", "count", "describe", "download", "export", "fetch", "find", "get", "is", "list",
    "lookup", "read", "retrieve", "search",
];

/// The method of every operation, in the order of the API.
///
/// A pinned name wins. Otherwise the summary is tidied; the operations of one handle whose names
/// are equal are told apart by what their paths lead through, the shortest path staying as it is.
pub(super) fn name_operations(
    api: &Api,
    handles: &[Handle],
    pinned: &Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Ident> {
    // By the name of the request, for `a1` and `a_1` are two methods and one type. All handles are
    // among them: a handle imports those whose operations it offers, too.
    let reserved: BTreeSet<Ident> = RESERVED
        .iter()
        .chain(NO_FILES)
        .chain(RESERVED_TYPES)
        .map(|name| Ident::pascal(name))
        .chain(handles.iter().map(|handle| handle.name.clone()))
        .chain(
            handles
                .iter()
                .map(|handle| Ident::pascal(handle.module.as_str())),
        )
        .collect();
    let mut taken: Taken<'_> = handles
        .iter()
        .map(|handle| (handle.tag.as_str(), reserved.clone()))
        .collect();
    let mut names: Vec<Option<Ident>> = vec![None; api.operations.len()];
    for (operation, slot) in api.operations.iter().zip(&mut names) {
        let Some(name) = pinned.operations.get(&operation.key) else {
            continue;
        };
        let ident = Ident::exact(name, false);
        let claimed = ident.filter(|ident| claim(&mut taken, operation, ident));
        if let Some(ident) = claimed {
            *slot = Some(ident);
        } else {
            diagnostics.push(Diagnostic::new(
                Code::NameCollision,
                &operation.pointer,
                format!(
                    "the pinned name `{name}` is taken under one of its tags or is no method name"
                ),
            ));
        }
    }
    let mut order: Vec<usize> = (0..names.len())
        .filter(|&index| names[index].is_none())
        .collect();
    order.sort_by_key(|&index| {
        (
            api.operations[index].parts.len(),
            api.operations[index].key.clone(),
        )
    });
    for index in order {
        let operation = &api.operations[index];
        let mut candidates = candidates(operation).into_iter();
        let name = candidates.find(|candidate| claim(&mut taken, operation, candidate));
        names[index] = Some(name.unwrap_or_else(|| {
            // Method and path are unique, but two of them may read the same as a name.
            let mut tried = BTreeSet::new();
            loop {
                let name = Ident::snake(&operation.key).unique(&mut tried);
                if claim(&mut taken, operation, &name) {
                    break name;
                }
            }
        }));
    }
    names.into_iter().flatten().collect()
}

/// The requests under each tag.
type Taken<'a> = BTreeMap<&'a str, BTreeSet<Ident>>;

fn claim(taken: &mut Taken<'_>, operation: &Operation, name: &Ident) -> bool {
    let name = Ident::pascal(name.as_str());
    let tags = operation.tags.iter().map(String::as_str);
    if tags
        .clone()
        .any(|tag| taken.get(tag).is_some_and(|names| names.contains(&name)))
    {
        return false;
    }
    for tag in tags {
        if let Some(names) = taken.get_mut(tag) {
            names.insert(name.clone());
        }
    }
    true
}

/// The names an operation may have, best first.
fn candidates(operation: &Operation) -> Vec<Ident> {
    let title = operation
        .summary
        .as_deref()
        .or(operation.id.as_deref())
        .unwrap_or(&operation.key);
    let tidied = tidy(title, &operation.method);
    let mut candidates = vec![Ident::snake(&tidied)];
    // `list tags` below `/conversations/{id}` is `list conversation tags`.
    if let Some((verb, rest)) = tidied.split_once('_') {
        let words: Vec<String> = literals(operation)
            .iter()
            .map(|word| singular(word))
            .collect();
        for word in words.iter().rev() {
            if !rest.split('_').any(|other| singular(other) == *word) {
                candidates.push(Ident::snake(&format!("{verb}_{word}_{rest}")));
            }
        }
    }
    candidates.push(Ident::snake(
        operation.id.as_deref().unwrap_or(&operation.key),
    ));
    candidates.push(Ident::snake(&operation.key));
    candidates
}

fn tidy(title: &str, method: &str) -> String {
    let snake = Ident::snake(title).as_str().to_snake_case();
    let mut words: Vec<&str> = snake
        .split('_')
        .filter(|word| !FILLERS.contains(word))
        .collect();
    if words.get(1) == Some(&"all") {
        words.remove(1);
    }
    let imperative = words
        .first()
        .map(|word| imperative(word))
        .unwrap_or_default();
    let Some(first) = words.first_mut() else {
        return snake;
    };
    *first = &imperative;
    let name = words.join("_");
    if method == "GET" && !READING.contains(&words[0]) {
        format!("get_{name}")
    } else {
        name
    }
}

/// `updates` as `update`, for the verbs that summaries begin with.
fn imperative(word: &str) -> String {
    const VERBS: [&str; 16] = [
        "adds",
        "assigns",
        "checks",
        "creates",
        "deletes",
        "finds",
        "gets",
        "lists",
        "moves",
        "patches",
        "removes",
        "retrieves",
        "searches",
        "sends",
        "sets",
        "updates",
    ];
    match word {
        "patches" | "searches" => word.trim_end_matches("es").to_owned(),
        _ if VERBS.contains(&word) => word.trim_end_matches('s').to_owned(),
        _ => word.to_owned(),
    }
}

fn literals(operation: &Operation) -> Vec<String> {
    let literals = operation.parts.iter().filter_map(|part| match part {
        PathPart::Literal(text) => Some(text),
        PathPart::Parameter(_) => None,
    });
    literals
        .flat_map(|text| text.split('/'))
        .filter(|word| !word.is_empty())
        .map(|word| word.to_snake_case())
        .collect()
}

fn singular(word: &str) -> String {
    match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if word.ends_with("ss") => word.to_owned(),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    }
}

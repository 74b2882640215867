//! The methods of a client and the types of their requests: the first name of each operation that is
//! free on all its handles.

use std::collections::{BTreeMap, BTreeSet};

use super::handles::CLIENT_METHODS;
use super::ident::{NO_FILES, PRELUDE};
use super::operation_words::{IdStyle, candidates, whole_words};
use super::{Handle, Ident};
use crate::Names;
use crate::api::{Api, Operation};
use crate::diagnostic::{Code, Diagnostic};

/// Names that are reserved in a handle, a request or a module.
const RESERVED: [&str; 2] = ["new", "value"];

/// The names of an operation.
#[derive(Clone, Debug)]
pub(super) struct OperationName {
    /// The method on its handles.
    pub(super) method: Ident,
    /// The type of its request.
    pub(super) request: Ident,
    /// The name for types in the scope of all operations: the method with the words that its handle
    /// already contains.
    pub(super) whole: Ident,
}

/// Operations, by their keys, and the tags under which they are not offered.
pub(super) type Withheld = BTreeSet<(String, String)>;

/// The name of every operation, in the order of the API.
///
/// A pinned name wins. The others take the first candidate that is free on all their handles, those
/// with the shortest path first.
pub(super) fn name_operations(
    api: &Api,
    handles: &[Handle],
    pinned: &Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<OperationName>, Withheld) {
    let mut withheld = Withheld::new();
    let mut namer = Namer::new(handles);
    let mut names: Vec<Option<OperationName>> = vec![None; api.operations.len()];
    for (operation, slot) in api.operations.iter().zip(&mut names) {
        let Some(name) = pinned.operations.get(&operation.key) else {
            continue;
        };
        let home = operation.tags.first().map(String::as_str);
        let ident = Ident::exact(name, false);
        *slot = ident.and_then(|ident| namer.claim_under(home, ident));
        if slot.is_none() {
            let message = format!(
                "the pinned name `{name}` is taken under one of its tags or is no method name"
            );
            let mut found = Diagnostic::new(Code::NameCollision, &operation.pointer, message);
            pinned.locate(&["operations", &operation.key], &mut found);
            diagnostics.push(found);
        }
    }
    // A released name stays; under a tag with a similar name the operation is not offered.
    for (operation, name) in api.operations.iter().zip(&names) {
        let Some(name) = name else { continue };
        for tag in operation.tags.iter().skip(1) {
            if namer
                .claim_under([tag.as_str()], name.method.clone())
                .is_none()
            {
                let method = &name.method;
                diagnostics.push(Diagnostic::new(
                    Code::NotOffered,
                    &operation.pointer,
                    format!(
                        "the tag `{tag}` has a method `{method}` already; this one is offered under \
                         its first tag only"
                    ),
                ));
                withheld.insert((operation.key.clone(), tag.clone()));
            }
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
    let habits = IdStyle::of(api);
    for index in order {
        let operation = &api.operations[index];
        let mut candidates = candidates(operation, habits).into_iter();
        let name = candidates.find_map(|candidate| namer.claim(operation, candidate));
        names[index] = Some(name.unwrap_or_else(|| namer.claim_any(operation)));
    }
    for (operation, name) in api.operations.iter().zip(names.iter_mut().flatten()) {
        let words = whole_words(operation, habits);
        name.whole = Ident::pascal(words.as_ref().unwrap_or(&name.method).as_str());
    }
    let mut names: Vec<OperationName> = names.into_iter().flatten().collect();
    // Methods of different handles may have one name.
    let mut seen: BTreeMap<Ident, usize> = BTreeMap::new();
    for name in &names {
        *seen.entry(name.whole.clone()).or_default() += 1;
    }
    for (operation, name) in api.operations.iter().zip(&mut names) {
        let tag = operation.tags.first();
        if let Some(tag) = tag.filter(|_| seen.get(&name.whole) > Some(&1)) {
            name.whole = Ident::pascal(&format!("{tag} {}", name.whole));
        }
    }
    (names, withheld)
}

/// The free names.
struct Namer<'a> {
    /// Methods that no handle can have.
    refused: BTreeSet<Ident>,
    /// The types of requests under each tag. Two methods may have the same type: `a1` and `a_1`.
    taken: BTreeMap<&'a str, BTreeSet<Ident>>,
    /// The types of handles, by tag.
    types: BTreeMap<&'a str, &'a Ident>,
}

impl<'a> Namer<'a> {
    fn new(handles: &'a [Handle]) -> Self {
        let pascal = |name: &str| Ident::pascal(name);
        Self {
            refused: RESERVED
                .iter()
                .chain(NO_FILES)
                .copied()
                .map(pascal)
                .collect(),
            types: handles
                .iter()
                .map(|it| (it.tag.as_str(), &it.name))
                .collect(),
            taken: handles
                .iter()
                .map(|handle| {
                    let mut names = BTreeSet::new();
                    if handle.on_client {
                        names.extend(CLIENT_METHODS.map(pascal));
                        names.extend(handles.iter().map(|it| pascal(it.module.as_str())));
                    }
                    (handle.tag.as_str(), names)
                })
                .collect(),
        }
    }

    /// Claims the name for an operation, if it is free under all its tags.
    fn claim(&mut self, operation: &Operation, method: Ident) -> Option<OperationName> {
        self.claim_under(operation.tags.iter().map(String::as_str), method)
    }

    /// Claims the name under some tags, if it is free under all of them.
    fn claim_under<'t>(
        &mut self,
        tags: impl IntoIterator<Item = &'t str> + Clone,
        method: Ident,
    ) -> Option<OperationName> {
        let plain = Ident::pascal(method.as_str());
        let mut request = plain.clone();
        if self.refused.contains(&request) {
            return None;
        }
        let is_handle = |tag: &str| self.types.get(tag) == Some(&&request);
        if PRELUDE.contains(&request.as_str()) || tags.clone().into_iter().any(is_handle) {
            request = Ident::pascal(&format!("{method} request"));
        }
        let is_taken = |tag: &str| {
            let names = self.taken.get(tag);
            names.is_some_and(|names| names.contains(&request) || names.contains(&plain))
        };
        if tags.clone().into_iter().any(is_taken) {
            return None;
        }
        for tag in tags {
            if let Some(names) = self.taken.get_mut(tag) {
                names.extend([request.clone(), plain.clone()]);
            }
        }
        let whole = request.clone();
        Some(OperationName {
            method,
            request,
            whole,
        })
    }

    /// Method and path are unique, but two of them may result in the same name.
    fn claim_any(&mut self, operation: &Operation) -> OperationName {
        let mut tried = BTreeSet::new();
        loop {
            let name = Ident::snake(&operation.key).unique(&mut tried);
            if let Some(name) = self.claim(operation, name) {
                return name;
            }
        }
    }
}

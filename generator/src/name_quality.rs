//! The quality of a client's names: each name beside the description's words, with its flaws.
//!
//! This module doesn't know how names are chosen, so a flaw in the rules shows as a flaw here.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use serde::{Deserialize, Serialize};

use crate::Described;
use crate::api::{self, SchemaId};
use crate::document::{Pointer, Step};
use crate::rust::{ModelKind, is_written_by_person};

/// A name with at least this many characters is a truncated sentence.
const CUT: usize = 115;

/// Words that distinguish two names but describe neither.
const PLACEHOLDERS: [&str; 7] = [
    "other", "another", "further", "more", "extra", "spare", "variant",
];

/// Words of operationIds that names may omit.
const FILLERS: [&str; 4] = ["a", "all", "an", "the"];

/// The kind of item that a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// A method of a handle.
    Method,
    /// A type of payloads.
    Type,
    /// A variant of an enum or union.
    Variant,
}

/// A flaw of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    /// It is so long that it was truncated.
    Cut,
    /// It has letters as code points.
    Hex,
    /// It has a number that isn't in the description.
    Numbered,
    /// It has a word such as `Other` that isn't in the description.
    Placeholder,
    /// The name of a body or response uses other words than the operation's method.
    Clash,
    /// The operationId is written by hand, and the method's name differs from it.
    NotOperationId,
}

/// A name of the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenName {
    /// The kind of item.
    pub kind: NameKind,
    /// The name as used in code: a method with its handle, a variant with its type.
    pub name: String,
    /// The number of characters of the name itself.
    pub length: usize,
    /// The names in the description, the best words first.
    pub said: Vec<String>,
    /// The flaws of the name.
    pub flaws: Vec<Flaw>,
}

/// The names of methods, types and variants, in the client's order.
#[must_use]
pub fn names(described: &Described) -> Vec<GivenName> {
    let mut names = methods(described);
    names.extend(types(described));
    names.extend(variants(described));
    names
}

fn methods(described: &Described) -> Vec<GivenName> {
    let client = &described.client;
    let pairs = described.api.operations.iter().zip(&client.operations);
    pairs
        .map(|(operation, made)| {
            let method = made.name.as_str();
            let said = operation.id.iter().chain(&operation.summary).cloned();
            let said: Vec<String> = said.chain([operation.key.clone()]).collect();
            let mut name = GivenName::new(NameKind::Method, method, said);
            let handle = client.handles.get(made.handle);
            let handle = handle.filter(|it| !it.on_client);
            let handle = handle.map_or(String::new(), |it| format!("{}().", it.module));
            name.name = format!("{handle}{method}");
            let written = is_written_by_person(&described.api, operation);
            let tag = client.handles.get(made.handle).map(|it| it.tag.as_str());
            if written && !says(method, operation, tag.unwrap_or_default()) {
                name.flaws.push(Flaw::NotOperationId);
            }
            name
        })
        .collect()
}

/// Whether a method has the words of its operationId, except those of the tag and fillers.
fn says(method: &str, operation: &api::Operation, tag: &str) -> bool {
    let id = operation.id.as_deref().unwrap_or_default();
    if letters(id).replacen(&letters(tag), "", 1) == letters(method) {
        return true;
    }
    let words = |text: &str| -> Vec<String> {
        let snake = text.to_snake_case();
        let words = snake.split('_').filter(|word| !FILLERS.contains(word));
        words.map(stem).collect()
    };
    let (method, id) = (words(method.trim_end_matches('_')), words(id));
    let tags: BTreeSet<String> = operation.tags.iter().flat_map(|tag| words(tag)).collect();
    let left_out = id.len().saturating_sub(method.len());
    let (before, rest) = id.split_at(left_out);
    // Names of the resources that contain the method: `projects.locations.list`.
    if rest == method && before.iter().any(|word| tags.contains(word)) {
        return true;
    }
    let mut left = method.iter().peekable();
    for word in &id {
        if left.next_if_eq(&word).is_none() && !tags.contains(word) {
            return method.concat() == id.concat();
        }
    }
    left.next().is_none()
}

fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A word without its plural ending.
fn stem(word: &str) -> String {
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

fn types(described: &Described) -> Vec<GivenName> {
    let client = &described.client;
    let mut seen = BTreeSet::new();
    let first = client.named.iter().filter(|(_, name)| seen.insert(*name));
    first
        .map(|(id, name)| {
            let mut name = GivenName::new(
                NameKind::Type,
                name.as_str(),
                described_names(described, id),
            );
            if clashes(described, id, &name.name) {
                name.flaws.push(Flaw::Clash);
            }
            name
        })
        .collect()
}

/// The names of a schema in the description: its component or location, its title, and the operation
/// that contains it.
fn described_names(described: &Described, id: &SchemaId) -> Vec<String> {
    let schema = described.api.schemas.get(id);
    let title = schema.and_then(|schema| schema.title.clone());
    let place = match id.component() {
        Some(component) => component,
        None => place(&id.0),
    };
    let mut said = vec![place];
    said.extend(title);
    let mut operations = described.api.operations.iter();
    let operation = operations.find(|it| id.0.as_str().starts_with(it.pointer.as_str()));
    said.extend(operation.and_then(|it| it.id.clone()));
    said
}

/// A pointer as words, without list indexes.
fn place(pointer: &Pointer) -> String {
    let keys = pointer.steps().filter_map(|step| match step {
        Step::Key(key) if key.chars().all(|c| c.is_ascii_digit()) && key.len() < 3 => None,
        Step::Key(key) => Some(key),
        Step::Made(_) => None,
    });
    keys.collect::<Vec<_>>().join(" / ")
}

/// Whether a body or response that is declared inline in an operation has a name without the words of
/// the method.
fn clashes(described: &Described, id: &SchemaId, name: &str) -> bool {
    let pairs = described.api.operations.iter();
    let mut pairs = pairs.zip(&described.client.operations);
    let schema = described.api.schemas.get(id);
    if schema.is_none_or(|schema| schema.title.is_some()) {
        return false;
    }
    let inside = |operation: &api::Operation| {
        let rest = id.0.as_str().strip_prefix(operation.pointer.as_str());
        rest.is_some_and(|rest| {
            rest.starts_with("/requestBody/") || rest.starts_with("/responses/")
        })
    };
    let name_words = words(name);
    pairs.any(|(operation, made)| {
        if !inside(operation) {
            return false;
        }
        let mut left = name_words.iter();
        let method = words(made.name.as_str());
        let mut method = method.iter().filter(|word| !word.is_empty());
        !method.all(|word| left.any(|it| it == word))
    })
}

fn variants(described: &Described) -> Vec<GivenName> {
    let mut names = Vec::new();
    for model in &described.client.models {
        let mut add = |variant: &str, said: Vec<String>| {
            let mut name = GivenName::new(NameKind::Variant, variant, said);
            name.name = format!("{}::{variant}", model.name);
            names.push(name);
        };
        match &model.kind {
            ModelKind::Struct(_) => {}
            ModelKind::Enum(known) => {
                for value in &known.values {
                    let wire = match &value.wire {
                        api::EnumWire::Text(text) => text.clone(),
                        api::EnumWire::Integer(number) => number.to_string(),
                    };
                    add(value.variant.as_str(), vec![wire]);
                }
            }
            ModelKind::Union(union) => {
                for variant in &union.variants {
                    let tag = variant.tag.iter().map(|tag| match tag.as_str() {
                        Some(text) => text.to_owned(),
                        None => tag.to_string(),
                    });
                    let payload = variant.payload.iter().map(ToString::to_string);
                    add(variant.name.as_str(), tag.chain(payload).collect());
                }
            }
        }
    }
    names
}

impl GivenName {
    fn new(kind: NameKind, name: &str, said: Vec<String>) -> Self {
        let text = said.join(" ");
        let text_words = words(&text);
        let mut flaws = Vec::new();
        let length = name.chars().count();
        if length >= CUT {
            flaws.push(Flaw::Cut);
        }
        let name_words = words(name);
        let is_hex = |word: &String| {
            let digits = word.strip_prefix('u');
            digits.is_some_and(|it| it.len() >= 3 && it.chars().all(|c| c.is_ascii_hexdigit()))
        };
        if !text.is_ascii() && name_words.iter().any(is_hex) {
            flaws.push(Flaw::Hex);
        }
        let mut numbers = name.split(|c: char| !c.is_ascii_digit());
        let said_letters = letters(&text);
        if numbers.any(|it| !it.is_empty() && !said_letters.contains(it))
            && !flaws.contains(&Flaw::Hex)
        {
            flaws.push(Flaw::Numbered);
        }
        let is_placeholder = |word: &String| {
            let word = word.as_str();
            let mut all = PLACEHOLDERS.into_iter();
            all.any(|it| it == word.trim_end_matches(|c: char| c.is_ascii_digit()))
                && !text_words.iter().any(|said| said == word)
        };
        if name_words.iter().any(is_placeholder) {
            flaws.push(Flaw::Placeholder);
        }
        Self {
            kind,
            name: name.to_owned(),
            length,
            said,
            flaws,
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let snake = text.to_snake_case();
    snake.split('_').map(str::to_owned).collect()
}

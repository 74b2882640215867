//! Models. In: the resources. Out: names of `names.toml` for schemas whose component is called otherwise.
//! Absent: names that stand for two schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::reading::{Reading, Resource};
use crate::diagnostic::did_you_mean;
use crate::document::Node;

const COMPONENTS: &str = "/components/schemas/";

pub(super) fn names(
    reading: &mut Reading<'_>,
    resources: &[Resource<'_>],
) -> BTreeMap<String, String> {
    let components = Node::root(reading.effective).get("components");
    let components = components.map(|it| it.members("schemas"));
    let components: Vec<&str> = components.into_iter().flatten().map(|it| it.0).collect();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = components.iter().map(|it| type_name(it)).collect();
    for resource in resources {
        for (model, node) in resource.node.members("models") {
            let Value::String(said) = node.value() else {
                reading.note(
                    node.at(),
                    format!("model `{model}` has no effect: it is no schema's name"),
                );
                continue;
            };
            let pointer = match said.strip_prefix('#') {
                Some(pointer) => pointer.to_owned(),
                None => format!("{COMPONENTS}{}", said.replace('~', "~0").replace('/', "~1")),
            };
            if reading.effective.pointer(&pointer).is_none() {
                let last = said.rsplit('/').next().unwrap_or(said);
                let meant = did_you_mean(last, components.iter().copied());
                let message = format!("the description has no schema `{said}`{meant}");
                reading.error(node.at(), message);
                continue;
            }
            let name = type_name(model);
            let component = pointer.strip_prefix(COMPONENTS);
            let component = component.filter(|it| !it.contains('/'));
            // Components are known by their names, other schemas by their pointers.
            let pointer = match component {
                Some(name) => name.replace("~1", "/").replace("~0", "~"),
                None => pointer.clone(),
            };
            if component.is_some_and(|it| type_name(it) == name) {
                continue;
            }
            if let Some(first) = found.get(&pointer) {
                let message =
                    format!("model `{model}` has no effect: the schema is `{first}` already");
                reading.note(node.at(), message);
                continue;
            }
            let is_name = name.starts_with(|c: char| c.is_ascii_uppercase());
            if !is_name || !taken.insert(name.clone()) {
                let message =
                    format!("model `{model}` has no effect: `{name}` is no name for one type");
                reading.note(node.at(), message);
                continue;
            }
            found.insert(pointer, name);
        }
    }
    found
}

/// The words of a name, each with a capital: `login_request` is `LoginRequest`.
fn type_name(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    words.map(word).collect()
}

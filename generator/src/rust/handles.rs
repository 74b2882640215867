//! The handles of a client, one per tag, and their names.

use std::collections::BTreeSet;

use super::ident::{NO_FILES, PRELUDE};
use super::{Handle, Ident, Operation, docs, untagged};
use crate::Config;
use crate::Names;
use crate::api::Api;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};

/// The client's other methods, and names with another meaning in its module.
pub(super) const CLIENT_METHODS: [&str; 7] = [
    "builder", "client", "clone", "from_env", "models", "new", "request",
];

/// One handle per tag, sorted by name.
pub(super) fn handles(
    api: &Api,
    names: &Names,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Handle> {
    let tags: BTreeSet<&String> = api.operations.iter().flat_map(|one| &one.tags).collect();
    for (tag, chosen) in config.handles.iter().filter(|(tag, _)| !tags.contains(tag)) {
        let meant = did_you_mean(tag, tags.iter().map(|tag| tag.as_str()));
        let message =
            format!("`[handles]` names `{tag}`, which is not a tag of an operation{meant}");
        diagnostics.push(chosen.docs.report(Code::UnusedName, message));
    }
    let said = |tag: &str| {
        let chosen = config.handles.get(tag).map(|it| it.docs.name.as_str());
        chosen.or_else(|| api.tags.get(tag).map(String::as_str))
    };
    // A new tag must not take the name of a released one.
    let kept: BTreeSet<&String> = names.tags.values().flatten().collect();
    let (released, others): (Vec<&String>, Vec<&String>) =
        tags.into_iter().partition(|tag| kept.contains(tag));
    let mut modules: BTreeSet<String> = NO_FILES.iter().map(|&name| name.into()).collect();
    let mut types = BTreeSet::new();
    // Names with another meaning in the client and the files of operations.
    let suffix = |name: &Ident, text: &str| {
        let hides = CLIENT_METHODS.contains(&name.as_str()) || PRELUDE.contains(&name.as_str());
        if hides {
            format!("{text} operations")
        } else {
            text.to_owned()
        }
    };
    // Names that a person chose are assigned first.
    let chosen = |tag: &String| {
        let name = names.handles.get(tag)?;
        Ident::exact(name, false)
    };
    let mut tags: Vec<&String> = released.into_iter().chain(others).collect();
    tags.sort_by_key(|tag| chosen(tag).is_none());
    let mut handles: Vec<Handle> = tags
        .into_iter()
        .map(|tag| {
            let on_client = tag == untagged::ON_CLIENT;
            let (module, name) = match on_client {
                true => ("untagged", "Client"),
                false => (tag.as_str(), tag.as_str()),
            };
            let chosen = chosen(tag).filter(|_| !on_client);
            let (module, name) = match &chosen {
                Some(chosen) => (chosen.as_str(), chosen.as_str()),
                None => (module, name),
            };
            let module = Ident::snake(&suffix(&Ident::snake(module), module));
            let name = match on_client {
                true => Ident::pascal(name),
                false => Ident::pascal(&suffix(&Ident::pascal(name), name)).unique(&mut types),
            };
            Handle {
                tag: tag.clone(),
                on_client,
                title: said(tag).map(docs::clean_line).unwrap_or_default(),
                docs: said(tag).map(docs::clean).unwrap_or_default(),
                module: module.unique(&mut modules),
                name,
                feature: None,
                module_features: Vec::new(),
                operations: Vec::new(),
                links: Vec::new(),
            }
        })
        .collect();
    handles.sort_by(|a, b| a.module.cmp(&b.module));
    handles
}

/// Assigns each handle its operations, and those that it links to.
pub(super) fn link(
    handles: &mut [Handle],
    api: &Api,
    operations: &[Operation],
    withheld: &BTreeSet<(String, String)>,
) {
    for (at, handle) in handles.iter_mut().enumerate() {
        for (index, (spec, operation)) in api.operations.iter().zip(operations).enumerate() {
            if operation.handle == at {
                handle.operations.push(index);
            } else if spec.tags.contains(&handle.tag)
                && !withheld.contains(&(spec.key.clone(), handle.tag.clone()))
            {
                handle.links.push(index);
            }
        }
    }
}

//! In large APIs, the module of each model: that of the tag whose operations alone reference it, or
//! that of the first word of its name if no operation does. A model keeps its module once released,
//! so that no path changes when another tag begins to use it.

use std::collections::{BTreeMap, BTreeSet};

use super::model_names::Named;
use super::{Handle, Ident, Model};
use crate::Names;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;

/// The number of models from which they are put into modules: people can read fewer as one list.
const MANY: usize = 100;

/// The number of models with the same first word from which they get a module.
const MANY_OF_A_WORD: usize = 20;

/// The known facts of the models.
pub(super) struct Known<'a> {
    pub(super) handles: &'a [Handle],
    /// The only handle whose operations reference a model.
    pub(super) only: &'a BTreeMap<Ident, usize>,
    /// The models that no operation references.
    pub(super) unused: &'a BTreeSet<Ident>,
    pub(super) named: &'a Named,
    pub(super) names: &'a Names,
}

/// Assigns each model its module.
pub(super) fn decide(models: &mut [Model], known: &Known<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let pinned = pinned(models, known, diagnostics);
    let by_rule = match models.len() >= MANY {
        true => by_rule(models, known),
        false => BTreeMap::new(),
    };
    for model in models.iter_mut() {
        let home = pinned.get(&model.name).or(by_rule.get(&model.name));
        model.home = home.cloned();
    }
    let homes: BTreeSet<Ident> = models.iter().filter_map(|it| it.home.clone()).collect();
    // No file has the name of a folder.
    let homes = homes.iter().map(|home| home.as_str().to_lowercase());
    let mut taken: BTreeSet<String> = homes.collect();
    for model in models.iter_mut().filter(|model| model.home.is_none()) {
        model.module = model.module.clone().unique(&mut taken);
    }
}

/// The modules in the file of pinned names. Invalid ones are reported.
fn pinned(
    models: &[Model],
    known: &Known<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Ident, Ident> {
    let mut found = BTreeMap::new();
    if known.names.modules.is_empty() {
        return found;
    }
    let types: BTreeSet<&str> = models.iter().map(|model| model.name.as_str()).collect();
    for (key, name, _) in known.named.keys() {
        let Some(module) = known.names.modules.get(&key) else {
            continue;
        };
        let home = Ident::exact(module, false).filter(|it| !types.contains(it.as_str()));
        let why = match (home, found.get(name)) {
            (None, _) => {
                format!("`{module}` is taken by a type or is not a Rust name in snake_case")
            }
            (Some(home), Some(other)) if home != *other => {
                format!("`{name}`, which several schemas share, is already in `{other}`")
            }
            (Some(home), _) => {
                found.insert(name.clone(), home);
                continue;
            }
        };
        let mut diagnostic = Diagnostic::new(Code::NameCollision, &Pointer::root(), why);
        known.names.locate(&["modules", &key], &mut diagnostic);
        diagnostics.push(diagnostic);
    }
    found
}

fn by_rule(models: &[Model], known: &Known<'_>) -> BTreeMap<Ident, Ident> {
    let types: BTreeSet<&str> = models.iter().map(|model| model.name.as_str()).collect();
    let mut of_words: BTreeMap<Ident, Vec<&Ident>> = BTreeMap::new();
    let mut homes = BTreeMap::new();
    for model in models {
        let handle = known.only.get(&model.name);
        if let Some(handle) = handle.and_then(|&at| known.handles.get(at)) {
            homes.insert(model.name.clone(), handle.module.clone());
        } else if known.unused.contains(&model.name) {
            let words = Ident::snake(model.name.as_str());
            let first = words.as_str().split('_').next().unwrap_or_default();
            of_words
                .entry(Ident::snake(first))
                .or_default()
                .push(&model.name);
        }
    }
    let of_words = of_words.into_iter();
    for (word, names) in of_words.filter(|(_, names)| names.len() >= MANY_OF_A_WORD) {
        homes.extend(names.into_iter().map(|name| (name.clone(), word.clone())));
    }
    // In a script without case, a type and a tag may have the same name.
    homes.retain(|_, home| !types.contains(home.as_str()));
    // A single module with all models would not help.
    let different: BTreeSet<&Ident> = homes.values().collect();
    match different.len() > 1 {
        true => homes,
        false => BTreeMap::new(),
    }
}

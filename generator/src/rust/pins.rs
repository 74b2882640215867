//! The names to keep: those for the next run, and the former names of types.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ident, Model, ModelKind, model_names, operation_names, own_types};
use crate::Names;
use crate::api::Api;

/// The former names of types that are still types.
pub(super) fn aliases(names: &Names, named: &model_names::Named) -> BTreeMap<Ident, Ident> {
    if names.aliases.is_empty() {
        return BTreeMap::new();
    }
    let by_key: BTreeMap<String, &Ident> = named
        .by_schema()
        .iter()
        .map(|(id, name)| (own_types::key(id), name))
        .collect();
    let pairs = names.aliases.iter();
    pairs
        .filter_map(|(alias, key)| Some((Ident::exact(alias, true)?, (*by_key.get(key)?).clone())))
        .filter(|(alias, name)| alias != name)
        .collect()
}

/// The given names with every computed one added.
pub(super) fn pinned(
    api: &Api,
    methods: &[operation_names::OperationName],
    named: &model_names::Named,
    (models, sent): (&[Model], &BTreeSet<Ident>),
    names: &Names,
) -> Names {
    let mut pinned = names.clone();
    for (operation, method) in api.operations.iter().zip(methods) {
        pinned
            .operations
            .entry(operation.key.clone())
            .or_insert_with(|| method.method.to_string());
    }
    let by_name: BTreeMap<&Ident, &Model> = models.iter().map(|it| (&it.name, it)).collect();
    for (key, name, defines_it) in named.keys() {
        let model = by_name.get(name).filter(|_| defines_it);
        // Response-only models have no `new`. Their pinned order stays: they may have been sent
        // before.
        if let Some(ModelKind::Struct(structure)) = model.map(|model| &model.kind)
            && sent.contains(name)
        {
            let required = structure.fields.iter().filter(|field| field.asked);
            let arguments: Vec<String> = required.map(|field| field.wire.clone()).collect();
            if arguments.len() > 1 {
                pinned.arguments.insert(key.clone(), arguments);
            }
        }
        if let Some(home) = model.and_then(|model| model.home.as_ref()) {
            pinned.modules.insert(key.clone(), home.to_string());
        }
        pinned
            .schemas
            .entry(key)
            .or_insert_with(|| name.to_string());
    }
    pinned
}

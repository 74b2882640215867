//! Cargo features, one a tag: which of them compile a handle, an operation and a model, so that a program
//! that needs one tag compiles a part of the client.

use std::collections::BTreeMap;

use super::reach::{inputs, parts};
use super::{FailureBody, Handle, Ident, Model, Operation, Type};

/// The most tags that have features: crates.io takes 300 features a crate. With more tags, all of the client
/// is always compiled.
const MOST: usize = 256;

/// A set of tags by the indexes of their handles.
#[derive(Clone, Copy, Default, PartialEq)]
struct Tags([u64; MOST / 64 + 1]);

impl Tags {
    /// The operations on the client itself, which every program has.
    const ALWAYS: Self = Self([u64::MAX; MOST / 64 + 1]);

    fn insert(&mut self, tag: usize) {
        if let Some(word) = self.0.get_mut(tag / 64) {
            *word |= 1 << (tag % 64);
        }
    }

    fn contains(&self, tag: usize) -> bool {
        let word = self.0.get(tag / 64);
        word.is_some_and(|word| word & (1 << (tag % 64)) != 0)
    }

    /// Adds the tags of another set; whether one of them was missing.
    fn add(&mut self, other: &Self) -> bool {
        let before = *self;
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
        *self != before
    }

    /// The features that compile what these tags need: none where every program needs it.
    fn features(&self, handles: &[Handle]) -> Vec<String> {
        if *self == Self::ALWAYS {
            return Vec::new();
        }
        let tags = handles.iter().enumerate();
        let tags = tags.filter(|(at, _)| self.contains(*at));
        tags.filter_map(|(_, handle)| handle.feature.clone())
            .collect()
    }
}

/// Decides the features of the handles and of the operations, and returns those of the models. What has no
/// features is always compiled.
pub(super) fn decide(
    handles: &mut [Handle],
    operations: &mut [Operation],
    models: &[Model],
    failures: &[FailureBody],
) -> BTreeMap<Ident, Vec<String>> {
    if handles.iter().filter(|it| !it.on_client).count() > MOST {
        return BTreeMap::new();
    }
    for handle in handles.iter_mut().filter(|it| !it.on_client) {
        let module = handle.module.file().replace('_', "-");
        handle.feature = Some(format!("tag-{module}"));
    }
    let mut of_operations = vec![Tags::default(); operations.len()];
    for (tag, handle) in handles.iter().enumerate() {
        for &at in handle.operations.iter().chain(&handle.links) {
            match of_operations.get_mut(at) {
                Some(tags) if handle.on_client => *tags = Tags::ALWAYS,
                Some(tags) => tags.insert(tag),
                None => {}
            }
        }
    }
    // The module of a handle has operations that other handles lead to.
    let mut of_handles = vec![Tags::default(); handles.len()];
    for (tag, (handle, tags)) in handles.iter().zip(&mut of_handles).enumerate() {
        tags.insert(tag);
        for of_operation in handle
            .operations
            .iter()
            .filter_map(|&at| of_operations.get(at))
        {
            tags.add(of_operation);
        }
    }
    for (operation, tags) in operations.iter_mut().zip(&of_operations) {
        if of_handles.get(operation.handle) != Some(tags) {
            operation.features = tags.features(handles);
        }
    }
    for (at, tags) in of_handles.iter().enumerate() {
        let features = tags.features(handles);
        if let Some(handle) = handles.get_mut(at).filter(|it| !it.on_client) {
            handle.module_features = features;
        }
    }
    let of_models = of_models(models, operations, &of_operations, failures);
    let of_models = models.iter().zip(of_models);
    let of_models = of_models.map(|(model, tags)| (model.name.clone(), tags.features(handles)));
    of_models
        .filter(|(_, features)| !features.is_empty())
        .collect()
}

/// The tags that need each model.
fn of_models(
    models: &[Model],
    operations: &[Operation],
    of_operations: &[Tags],
    failures: &[FailureBody],
) -> Vec<Tags> {
    let names = models.iter().enumerate();
    let by_name: BTreeMap<&Ident, usize> = names.map(|(at, model)| (&model.name, at)).collect();
    let mut found = vec![Tags::default(); models.len()];
    let mut waiting = Vec::new();
    let mut need = |ty: &Type, tags: &Tags, waiting: &mut Vec<(usize, Tags)>| {
        for &at in ty.models().filter_map(|name| by_name.get(name)) {
            if let Some(known) = found.get_mut(at)
                && known.add(tags)
            {
                waiting.push((at, *known));
            }
        }
    };
    // The error type of the client names them all.
    for failure in failures {
        need(&failure.ty, &Tags::ALWAYS, &mut waiting);
    }
    for (operation, tags) in operations.iter().zip(of_operations) {
        let inputs = inputs(std::slice::from_ref(operation));
        for ty in inputs.chain(operation.output.types()) {
            need(ty, tags, &mut waiting);
        }
    }
    while let Some((at, tags)) = waiting.pop() {
        for part in models.get(at).into_iter().flat_map(|it| parts(&it.kind)) {
            need(part, &tags, &mut waiting);
        }
    }
    found
}

//! Cargo features, one per tag: which of them enable a handle, an operation and a model, so that a
//! program that needs one tag compiles only a part of the client.

use std::collections::{BTreeMap, BTreeSet};

use super::reach::{inputs, parts};
use super::{Client, FailureBody, Handle, Ident, Model, Operation, Type};

/// The cargo feature of the models that no operation references. It enables all tags.
pub(crate) const ALL_MODELS: &str = "all-models";

/// The cargo feature of the events.
pub(crate) const WEBHOOKS: &str = "webhooks";

/// The most tags that have features: crates.io permits 300 features per crate. With more tags, the
/// whole client is always compiled.
const MOST: usize = 256;

/// The tags that need an item.
#[derive(Clone, PartialEq)]
enum Tags {
    /// Every program needs it.
    Always,
    /// These, by the indexes of their handles.
    Some(BTreeSet<usize>),
}

impl Default for Tags {
    fn default() -> Self {
        Self::Some(BTreeSet::new())
    }
}

impl Tags {
    /// Adds the tags of others; returns whether one of them was missing.
    fn add(&mut self, others: &Self) -> bool {
        match (self, others) {
            (Self::Always, _) => false,
            (Self::Some(tags), Self::Some(others)) => {
                let before = tags.len();
                tags.extend(others);
                tags.len() > before
            }
            (this, Self::Always) => {
                *this = Self::Always;
                true
            }
        }
    }

    /// The tag, if only one needs it.
    fn only(&self) -> Option<usize> {
        match self {
            Self::Some(tags) if tags.len() == 1 => tags.first().copied(),
            _ => None,
        }
    }

    /// The features of these tags: empty if every program needs the item.
    fn features(&self, handles: &[Handle]) -> Vec<String> {
        let Self::Some(tags) = self else {
            return Vec::new();
        };
        let handles = tags.iter().filter_map(|&tag| handles.get(tag));
        handles
            .filter_map(|handle| handle.feature.clone())
            .collect()
    }
}

/// The tags of the models.
pub(super) struct TagsOfModels {
    /// The features of a model, any of which enables it. A model without features is always
    /// compiled.
    pub(super) features: BTreeMap<Ident, Vec<String>>,
    /// The only handle whose operations reference a model, by its index.
    pub(super) only: BTreeMap<Ident, usize>,
}

/// Decides the features of the handles and of the operations, and returns those of the models.
/// Items without features are always compiled.
pub(super) fn decide(
    handles: &mut [Handle],
    operations: &mut [Operation],
    models: &[Model],
    failures: &[FailureBody],
) -> TagsOfModels {
    if handles.iter().filter(|it| !it.on_client).count() <= MOST {
        for handle in handles.iter_mut().filter(|it| !it.on_client) {
            let module = handle.module.file().replace('_', "-");
            handle.feature = Some(format!("tag-{module}"));
        }
    }
    let mut of_operations = vec![Tags::default(); operations.len()];
    for (tag, handle) in handles.iter().enumerate() {
        for &at in handle.operations.iter().chain(&handle.links) {
            let tags = match handle.on_client {
                true => Tags::Always,
                false => Tags::Some([tag].into()),
            };
            if let Some(of_operation) = of_operations.get_mut(at) {
                of_operation.add(&tags);
            }
        }
    }
    // The module of a handle contains operations that other handles link to.
    let of_handles = handles.iter().enumerate().map(|(tag, handle)| {
        let mut tags = Tags::Some([tag].into());
        let operations = handle.operations.iter();
        for of_operation in operations.filter_map(|&at| of_operations.get(at)) {
            tags.add(of_operation);
        }
        tags
    });
    let of_handles: Vec<Tags> = of_handles.collect();
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
    let mut found = TagsOfModels {
        features: BTreeMap::new(),
        only: BTreeMap::new(),
    };
    for (model, tags) in models.iter().zip(of_models) {
        let features = tags.features(handles);
        if !features.is_empty() {
            found.features.insert(model.name.clone(), features);
        }
        if let Some(tag) = tags.only() {
            found.only.insert(model.name.clone(), tag);
        }
    }
    found
}

impl Client {
    /// The features of which any compiles a model; empty if it is always compiled.
    pub(crate) fn features_of_model(&self, name: &Ident) -> BTreeSet<&str> {
        if self.unused.contains(name) {
            return [ALL_MODELS].into();
        }
        let features = self.features.get(name).into_iter().flatten();
        features.map(String::as_str).collect()
    }

    /// The features of which any compiles a module of models: those of all models in it.
    pub(crate) fn features_of_home(&self, home: &Ident) -> BTreeSet<&str> {
        let models = self.models.iter();
        let models = models.filter(|model| model.home.as_ref() == Some(home));
        let mut all = BTreeSet::new();
        for features in models.map(|model| self.features_of_model(&model.name)) {
            if features.is_empty() {
                return features;
            }
            all.extend(features);
        }
        all
    }
}

/// Makes all of a client compile without features, in a crate that has none of them.
pub(crate) fn drop(client: &mut Client) {
    for handle in &mut client.handles {
        handle.feature = None;
        handle.module_features.clear();
    }
    for operation in &mut client.operations {
        operation.features.clear();
    }
    client.features.clear();
    client.unused.clear();
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
                waiting.push((at, known.clone()));
            }
        }
    };
    // The client's error type names them all.
    for failure in failures {
        need(&failure.ty, &Tags::Always, &mut waiting);
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

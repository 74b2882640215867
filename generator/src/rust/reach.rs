//! The payload types that operations reference: those that the client sends, response-only ones,
//! and the others, such as the payloads of webhooks, which are compiled only on demand: there may
//! be more of them than of the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::{FailureBody, Ident, Model, ModelKind, Operation, Type};

/// The models that operations take; all of them if there are no operations, since the models are then
/// the whole API.
pub(super) fn sent(models: &[Model], operations: &[Operation]) -> BTreeSet<Ident> {
    let taken = reachable(models, inputs(operations));
    let names = models.iter().map(|model| &model.name);
    let sent = names.filter(|name| operations.is_empty() || taken.contains(name));
    sent.cloned().collect()
}

/// The models that no operation takes or returns; empty if there are no operations, since the
/// models are then the whole API.
pub(super) fn unused(
    models: &[Model],
    operations: &[Operation],
    failures: &[FailureBody],
) -> BTreeSet<Ident> {
    if operations.is_empty() {
        return BTreeSet::new();
    }
    let outputs = operations
        .iter()
        .flat_map(|operation| operation.output.types());
    let failures = failures.iter().map(|failure| &failure.ty);
    let used = reachable(models, inputs(operations).chain(outputs).chain(failures));
    let names = models.iter().map(|model| &model.name);
    names.filter(|name| !used.contains(name)).cloned().collect()
}

/// The types of all inputs of operations.
pub(super) fn inputs(operations: &[Operation]) -> impl Iterator<Item = &Type> {
    operations.iter().flat_map(|operation| {
        let inputs = operation.arguments.iter().chain(&operation.setters);
        let others = operation.alternatives.iter().map(|other| &other.input);
        inputs.chain(others).map(|input| &input.ty)
    })
}

/// The models that types reference.
fn reachable<'a>(
    models: &'a [Model],
    types: impl Iterator<Item = &'a Type>,
) -> BTreeSet<&'a Ident> {
    let by_name: BTreeMap<&Ident, &Model> =
        models.iter().map(|model| (&model.name, model)).collect();
    let mut waiting: Vec<&Type> = types.collect();
    let mut reached = BTreeSet::new();
    while let Some(ty) = waiting.pop() {
        waiting.extend(ty.inner());
        if let Some(name) = ty.as_model()
            && reached.insert(name)
        {
            let model = by_name.get(name).into_iter();
            waiting.extend(model.flat_map(|model| parts(&model.kind)));
        }
    }
    reached
}

/// The types that a model contains.
pub(super) fn parts(kind: &ModelKind) -> Vec<&Type> {
    match kind {
        ModelKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| &field.ty);
            let rest = structure
                .additional
                .iter()
                .chain(structure.parts.iter().map(|it| &it.ty));
            fields.chain(rest).collect()
        }
        ModelKind::Union(union) => union
            .variants
            .iter()
            .filter_map(|variant| variant.payload.as_ref())
            .collect(),
        ModelKind::Enum(_) => Vec::new(),
    }
}

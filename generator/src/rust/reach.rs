//! Which types of payloads the operations lead to. The others, such as the payloads of webhooks,
//! are compiled only where a program asks for them: there may be more of them than of the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::{FailureBody, Ident, Model, ModelKind, Operation, Type};

/// The models that no operation takes or answers with; none where there are no operations, since
/// the models are all there is then.
pub(super) fn unused(
    models: &[Model],
    operations: &[Operation],
    failures: &[FailureBody],
) -> BTreeSet<Ident> {
    if operations.is_empty() {
        return BTreeSet::new();
    }
    let by_name: BTreeMap<&Ident, &Model> =
        models.iter().map(|model| (&model.name, model)).collect();
    let inputs = operations.iter().flat_map(|operation| {
        let inputs = operation.arguments.iter().chain(&operation.setters);
        let others = operation.alternatives.iter().map(|other| &other.input);
        inputs.chain(others).map(|input| &input.ty)
    });
    let outputs = operations
        .iter()
        .flat_map(|operation| operation.output.types());
    let failures = failures.iter().map(|failure| &failure.ty);
    let mut waiting: Vec<&Type> = inputs.chain(outputs).chain(failures).collect();
    let mut unused: BTreeSet<&Ident> = by_name.keys().copied().collect();
    while let Some(ty) = waiting.pop() {
        match ty {
            Type::Model(name) if unused.remove(name) => {
                if let Some(model) = by_name.get(name) {
                    waiting.extend(parts(&model.kind));
                }
            }
            other => waiting.extend(inner(other)),
        }
    }
    unused.into_iter().cloned().collect()
}

/// The types that a model is made of.
fn parts(kind: &ModelKind) -> Vec<&Type> {
    match kind {
        ModelKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| &field.ty);
            fields.chain(&structure.additional).collect()
        }
        ModelKind::Union(union) => union
            .variants
            .iter()
            .filter_map(|variant| variant.payload.as_ref())
            .collect(),
        ModelKind::Enum(_) => Vec::new(),
    }
}

/// The types that a type is made of.
fn inner(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Box(inner)
        | Type::Option(inner)
        | Type::Nullable(inner)
        | Type::Vec(inner)
        | Type::Events(inner)
        | Type::Lines(inner)
        | Type::List(inner) => vec![inner],
        Type::Map(key, value) => vec![key, value],
        Type::Tuple(items) => items.iter().collect(),
        _ => Vec::new(),
    }
}

//! Types that contain themselves: a box wherever a value would have no finite size.

use std::collections::{BTreeMap, BTreeSet};

use super::{Ident, Model, ModelKind, Type};

/// Boxes every field and variant that refers back to its own type without a list or map in between,
/// which are boxes themselves. Setters box their values.
pub(super) fn break_cycles(models: &mut [Model]) {
    let edges: BTreeMap<Ident, BTreeSet<Ident>> = models
        .iter()
        .map(|model| {
            let targets = slots(&model.kind)
                .flat_map(|ty| ty.embedded().into_iter().cloned())
                .collect();
            (model.name.clone(), targets)
        })
        .collect();
    for model in models {
        let reaching = |target: &Ident| reaches(&edges, target, &model.name);
        match &mut model.kind {
            ModelKind::Struct(structure) => {
                for field in &mut structure.fields {
                    if field.ty.embedded().into_iter().any(reaching) {
                        field.ty = field.ty.boxed();
                    }
                }
            }
            ModelKind::Union(union) => {
                for payload in union
                    .variants
                    .iter_mut()
                    .filter_map(|one| one.payload.as_mut())
                {
                    if payload.embedded().into_iter().any(reaching) {
                        *payload = payload.boxed();
                    }
                }
            }
            ModelKind::Enum(_) => {}
        }
    }
}

fn slots(kind: &ModelKind) -> Box<dyn Iterator<Item = &Type> + '_> {
    match kind {
        ModelKind::Struct(structure) => Box::new(structure.fields.iter().map(|field| &field.ty)),
        ModelKind::Union(union) => Box::new(
            union
                .variants
                .iter()
                .filter_map(|variant| variant.payload.as_ref()),
        ),
        ModelKind::Enum(_) => Box::new(std::iter::empty()),
    }
}

fn reaches(edges: &BTreeMap<Ident, BTreeSet<Ident>>, from: &Ident, to: &Ident) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(name) = waiting.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            waiting.extend(edges.get(name).into_iter().flatten());
        }
    }
    false
}

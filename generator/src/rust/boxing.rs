//! Types that contain themselves: a box wherever a value would have no finite size.

use std::collections::BTreeMap;
use std::mem::replace;

use super::{Ident, Model, ModelKind, Type};

/// Boxes every field and variant that refers back to its own type without a list or map in between,
/// which are boxes themselves. Setters box their values.
pub(super) fn break_cycles(models: &mut [Model]) {
    let names = models.iter().enumerate();
    let numbers: BTreeMap<Ident, usize> = names.map(|(at, it)| (it.name.clone(), at)).collect();
    let number = |name: &Ident| numbers.get(name).copied();
    let edges: Vec<Vec<usize>> = models
        .iter()
        .map(|model| {
            let targets = slots(&model.kind).flat_map(Type::embedded);
            targets.filter_map(number).collect()
        })
        .collect();
    let cycles = cycles(&edges);
    for (at, model) in models.iter_mut().enumerate() {
        // A type that a value contains leads back to it if both are in one cycle.
        let leads_back = |target: &Ident| number(target).is_some_and(|to| cycles[to] == cycles[at]);
        match &mut model.kind {
            ModelKind::Struct(structure) => {
                for field in &mut structure.fields {
                    if field.ty.embedded().into_iter().any(leads_back) {
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
                    if payload.embedded().into_iter().any(leads_back) {
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

/// For each node one of those that it reaches and that reach it, the same for all of them: the strongly
/// connected components, by Kosaraju's algorithm.
fn cycles(edges: &[Vec<usize>]) -> Vec<usize> {
    // The nodes in the order in which all that they reach is visited.
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut path = Vec::new();
        if !replace(&mut seen[start], true) {
            path.push((start, 0));
        }
        while let Some((at, next)) = path.last_mut() {
            match edges[*at].get(*next) {
                Some(&to) => {
                    *next += 1;
                    if !replace(&mut seen[to], true) {
                        path.push((to, 0));
                    }
                }
                None => {
                    order.push(*at);
                    path.pop();
                }
            }
        }
    }
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            back[to].push(from);
        }
    }
    let mut cycles = vec![None; edges.len()];
    for &root in order.iter().rev() {
        let mut waiting = vec![root];
        while let Some(at) = waiting.pop() {
            if cycles[at].is_none() {
                cycles[at] = Some(root);
                waiting.extend(&back[at]);
            }
        }
    }
    cycles.into_iter().flatten().collect()
}

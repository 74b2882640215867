//! Matches the operations of the revision with those of the base, and likewise their parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::pair::{Matched, Pair};
use crate::api::{Api, Location, Operation, Parameter, PathPart};

/// The operations of both sides; the same ones in the order of the base.
pub(super) type Alignment<'a> = Matched<'a, Operation>;

impl<'a> Alignment<'a> {
    /// Aligns operations by method and path; the rest by method and path, ignoring the names of
    /// path parameters; then by method and operationId, then by operationId alone.
    pub(super) fn of(apis: Pair<&'a Api>) -> Self {
        let all = apis.map(|api| api.operations.as_slice());
        let mut pairs: Vec<Pair<usize>> = Vec::new();
        let mut left = all.map(|all| (0..all.len()).collect::<BTreeSet<usize>>());
        let ways: [fn(&Operation) -> Option<String>; 4] = [
            |one| Some(one.key.clone()),
            |one| Some(shape(one)),
            |one| one.id.as_ref().map(|id| format!("{} {id}", one.method)),
            |one| one.id.clone(),
        ];
        for way in ways {
            let by = all.with(left.as_ref()).map(|(all, left)| {
                let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
                for &at in left {
                    if let Some(key) = way(&all[at]) {
                        by.entry(key).or_default().push(at);
                    }
                }
                by
            });
            for (key, old) in by.old {
                // A key that two operations share identifies neither.
                if let ([old], Some([new])) = (old.as_slice(), by.new.get(&key).map(Vec::as_slice))
                {
                    left.old.remove(old);
                    left.new.remove(new);
                    pairs.push(Pair {
                        old: *old,
                        new: *new,
                    });
                }
            }
        }
        pairs.sort_unstable();
        let pair = |at: Pair<usize>| at.with(all).map(|(at, all)| &all[at]);
        let left = left.with(all);
        let left = left.map(|(left, all)| left.into_iter().map(|at| &all[at]).collect());
        Self {
            pairs: pairs.into_iter().map(pair).collect(),
            removed: left.old,
            added: left.new,
        }
    }

    /// The names of the revision's operations and their parameters in the base.
    pub(super) fn canonical(&self) -> Canonical {
        let mut canonical = Canonical::default();
        for pair in &self.pairs {
            let key = pair.map(|one| one.key.clone());
            for pair in pair.parameters().pairs {
                let name = pair.map(|one| one.location.input_name(&one.name));
                if name.differs() {
                    canonical
                        .inputs
                        .insert((key.old.clone(), name.new), name.old);
                }
            }
            if key.differs() {
                canonical.operations.insert(key.new, key.old);
            }
        }
        canonical
    }
}

/// The names by which both sides know operations and their parameters: those of the base.
#[derive(Debug, Default)]
pub(super) struct Canonical {
    operations: BTreeMap<String, String>,
    /// By the key of the operation in the base and the name in the revision.
    inputs: BTreeMap<(String, String), String>,
}

impl Canonical {
    /// Whether both sides have the same names for everything that they share.
    pub(super) fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.inputs.is_empty()
    }

    /// The key of an operation.
    pub(super) fn key<'a>(&'a self, key: &'a str) -> &'a str {
        self.operations.get(key).map_or(key, String::as_str)
    }

    /// The base name of an input of the operation that has this key in the base.
    pub(super) fn input(&self, key: &str, name: String) -> String {
        let known = self.inputs.get(&(key.to_owned(), name.clone()));
        known.cloned().unwrap_or(name)
    }
}

/// Method and path, ignoring the names of path parameters.
pub(super) fn shape(operation: &Operation) -> String {
    let parts = operation.parts.iter().map(|part| match part {
        PathPart::Literal(text) => text.as_str(),
        PathPart::Parameter(_) => "{}",
    });
    format!("{} {}", operation.method, parts.collect::<String>())
}

impl<'a> Pair<&'a Operation> {
    /// The key that both sides know the operation by.
    pub(super) fn key(&self) -> &'a str {
        &self.old.key
    }

    /// Whether the path has the same parameters on both sides, in another order.
    pub(super) fn swaps_parameters(&self) -> bool {
        let names = self.map(|one| -> Vec<&str> {
            let names = one.parts.iter().filter_map(|part| match part {
                PathPart::Parameter(name) => Some(name.as_str()),
                PathPart::Literal(_) => None,
            });
            names.collect()
        });
        let sets = names
            .as_ref()
            .map(|names| -> BTreeSet<&&str> { names.iter().collect() });
        names.differs() && !sets.differs()
    }

    /// Aligns parameters: path parameters by position if only their names differ, the others by
    /// location and name, and the rest by name alone.
    pub(super) fn parameters(&self) -> Matched<'a, Parameter> {
        let mut matched = Matched::none(self.map(|one| one.parameters.as_slice()));
        // Parameters that only changed places keep their names.
        if !self.swaps_parameters() && !self.map(shape).differs() {
            let in_path = |one: &&Parameter| one.location == Location::Path;
            let of_path = |all: &[&'a Parameter]| -> Vec<&'a Parameter> {
                all.iter().copied().filter(in_path).collect()
            };
            let (old, new) = (of_path(&matched.removed), of_path(&matched.added));
            if old.len() == new.len() {
                let pairs = old.into_iter().zip(new);
                matched
                    .pairs
                    .extend(pairs.map(|(old, new)| Pair { old, new }));
                matched.removed.retain(|one| !in_path(one));
                matched.added.retain(|one| !in_path(one));
            }
        }
        let name = |one: &Parameter| one.location.input_name(&one.name);
        matched.add(|old, new| name(old) == name(new));
        matched.add(|old, new| old.name == new.name);
        matched
    }
}

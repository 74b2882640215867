//! Matches the operations of the revision with those of the base, and likewise their parameters.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Api, Location, Operation, Parameter, PathPart};

/// The operations of both sides.
pub(super) struct Alignment<'a> {
    /// The same operation on both sides, in the order of the base.
    pub(super) pairs: Vec<OperationPair<'a>>,
    /// Those of the base that are gone.
    pub(super) removed: Vec<&'a Operation>,
    /// Those of the revision that are new.
    pub(super) added: Vec<&'a Operation>,
}

/// One operation on both sides.
#[derive(Clone, Copy)]
pub(super) struct OperationPair<'a> {
    pub(super) base: &'a Operation,
    pub(super) revision: &'a Operation,
}

impl<'a> Alignment<'a> {
    /// Aligns operations by method and path; the rest by method and path, ignoring the names of
    /// path parameters; then by method and operationId, then by operationId alone.
    pub(super) fn of(base: &'a Api, revision: &'a Api) -> Self {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut removed: BTreeSet<usize> = (0..base.operations.len()).collect();
        let mut added: BTreeSet<usize> = (0..revision.operations.len()).collect();
        let ways: [fn(&Operation) -> Option<String>; 4] = [
            |one| Some(one.key.clone()),
            |one| Some(shape(one)),
            |one| one.id.as_ref().map(|id| format!("{} {id}", one.method)),
            |one| one.id.clone(),
        ];
        for way in ways {
            let by = |side: &'a Api, left: &BTreeSet<usize>| {
                let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
                for &at in left {
                    if let Some(key) = way(&side.operations[at]) {
                        by.entry(key).or_default().push(at);
                    }
                }
                by
            };
            let (was, is) = (by(base, &removed), by(revision, &added));
            for (key, old) in was {
                // A key that two operations share identifies neither.
                if let ([old], Some([new])) = (old.as_slice(), is.get(&key).map(Vec::as_slice)) {
                    removed.remove(old);
                    added.remove(new);
                    pairs.push((*old, *new));
                }
            }
        }
        pairs.sort_unstable();
        let pair = |(old, new): (usize, usize)| OperationPair {
            base: &base.operations[old],
            revision: &revision.operations[new],
        };
        Self {
            pairs: pairs.into_iter().map(pair).collect(),
            removed: removed.iter().map(|&at| &base.operations[at]).collect(),
            added: added.iter().map(|&at| &revision.operations[at]).collect(),
        }
    }

    /// The names of the revision's operations and their parameters in the base.
    pub(super) fn canonical(&self) -> Canonical {
        let mut canonical = Canonical::default();
        for pair in &self.pairs {
            let (old, new) = (pair.key().to_owned(), pair.revision.key.clone());
            for (one, other) in pair.parameters().pairs {
                let [was, is] = [one, other].map(|one| one.location.input_name(&one.name));
                if is != was {
                    canonical.inputs.insert((old.clone(), is), was);
                }
            }
            if new != old {
                canonical.operations.insert(new, old);
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
fn shape(operation: &Operation) -> String {
    let parts = operation.parts.iter().map(|part| match part {
        PathPart::Literal(text) => text.as_str(),
        PathPart::Parameter(_) => "{}",
    });
    format!("{} {}", operation.method, parts.collect::<String>())
}

/// The parameters of one operation on both sides.
pub(super) struct Parameters<'a> {
    pub(super) pairs: Vec<(&'a Parameter, &'a Parameter)>,
    pub(super) removed: Vec<&'a Parameter>,
    pub(super) added: Vec<&'a Parameter>,
}

impl<'a> OperationPair<'a> {
    /// The key that both sides know the operation by.
    pub(super) fn key(&self) -> &'a str {
        &self.base.key
    }

    /// Aligns parameters: path parameters by position if only their names differ, the others by
    /// location and name, and the rest by name alone.
    pub(super) fn parameters(&self) -> Parameters<'a> {
        let mut removed: Vec<&Parameter> = self.base.parameters.iter().collect();
        let mut added: Vec<&Parameter> = self.revision.parameters.iter().collect();
        let mut pairs = Vec::new();
        if shape(self.base) == shape(self.revision) {
            let in_path = |one: &&Parameter| one.location == Location::Path;
            let old: Vec<&Parameter> = removed.iter().copied().filter(in_path).collect();
            let new: Vec<&Parameter> = added.iter().copied().filter(in_path).collect();
            if old.len() == new.len() {
                pairs.extend(old.into_iter().zip(new));
                removed.retain(|one| !in_path(one));
                added.retain(|one| !in_path(one));
            }
        }
        let ways: [fn(&Parameter) -> String; 2] = [
            |one| one.location.input_name(&one.name),
            |one| one.name.clone(),
        ];
        for way in ways {
            removed.retain(|old| {
                let Some(at) = added.iter().position(|new| way(old) == way(new)) else {
                    return true;
                };
                pairs.push((old, added.remove(at)));
                false
            });
        }
        Parameters {
            pairs,
            removed,
            added,
        }
    }
}

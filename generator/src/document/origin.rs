//! The origins of the nodes of the effective value: the description, unless an overlay wrote or moved
//! them.

use std::collections::BTreeMap;

use super::Pointer;

/// A node in one of the texts of a document.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The index of the text; 0 is the description.
    pub(super) text: usize,
    /// The address in that text.
    pub(super) pointer: Pointer,
}

/// The nodes whose origin isn't the same address in the description. An entry applies to the node and
/// to all nodes below it without an entry of their own.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins(BTreeMap<String, Origin>);

impl Origins {
    /// The origin of the node at `pointer`.
    pub(super) fn of(&self, pointer: &Pointer) -> Origin {
        let address = pointer.as_str();
        let mut prefix = Some(address);
        while let Some(known) = prefix {
            if let Some(origin) = self.0.get(known) {
                let below = &address[known.len()..];
                let pointer = Pointer::parse(&format!("{}{below}", origin.pointer.as_str()));
                return Origin {
                    text: origin.text,
                    pointer: pointer.unwrap_or_default(),
                };
            }
            prefix = known.rfind('/').map(|end| &known[..end]);
        }
        Origin {
            text: 0,
            pointer: pointer.clone(),
        }
    }

    /// Sets the origin of the node at `pointer` and of all nodes below it.
    pub(super) fn write(&mut self, pointer: &Pointer, origin: Origin) {
        for below in self.below(pointer) {
            self.0.remove(&below);
        }
        self.0.insert(pointer.as_str().to_owned(), origin);
    }

    /// Records that the node at `to`, with all nodes below it, was at `from` when the origins were
    /// `before`.
    pub(super) fn copy(&mut self, before: &Self, from: &Pointer, to: &Pointer) {
        self.write(to, before.of(from));
        for key in before.below(from) {
            if let Some(origin) = before.0.get(&key) {
                let moved = format!("{}{}", to.as_str(), &key[from.len()..]);
                self.0.insert(moved, origin.clone());
            }
        }
    }

    /// Records that the item at `index` was removed from an array of `length` items.
    pub(super) fn remove_item(&mut self, array: &Pointer, index: usize, length: usize) {
        for to in index..length.saturating_sub(1) {
            let (from, to) = (array.child(to + 1), array.child(to));
            let origin = self.of(&from);
            let below: Vec<(String, Origin)> = self
                .below(&from)
                .into_iter()
                .filter_map(|key| Some((key[from.len()..].to_owned(), self.0.get(&key)?.clone())))
                .collect();
            self.write(&to, origin);
            for (tail, origin) in below {
                self.0.insert(format!("{}{tail}", to.as_str()), origin);
            }
        }
    }

    /// The entries below `pointer`: `0` is the character after `/`.
    fn below(&self, pointer: &Pointer) -> Vec<String> {
        let (from, to) = (
            format!("{}/", pointer.as_str()),
            format!("{}0", pointer.as_str()),
        );
        self.0.range(from..to).map(|(key, _)| key.clone()).collect()
    }
}

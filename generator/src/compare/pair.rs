//! Two values at one position, and the matching of two lists.

/// What the base and the revision have at one position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pair<T> {
    /// That of the base.
    pub(super) old: T,
    /// That of the revision.
    pub(super) new: T,
}

impl<T> Pair<T> {
    /// The same of each.
    pub(super) fn map<U>(self, mut each: impl FnMut(T) -> U) -> Pair<U> {
        Pair {
            old: each(self.old),
            new: each(self.new),
        }
    }

    /// Each with its counterpart.
    pub(super) fn with<U>(self, other: Pair<U>) -> Pair<(T, U)> {
        Pair {
            old: (self.old, other.old),
            new: (self.new, other.new),
        }
    }

    /// References to both.
    pub(super) fn as_ref(&self) -> Pair<&T> {
        Pair {
            old: &self.old,
            new: &self.new,
        }
    }

    /// The base first.
    pub(super) fn sides(self) -> [T; 2] {
        [self.old, self.new]
    }
}

impl<T: Copy> Pair<T> {
    /// One value on both sides.
    pub(super) fn same(value: T) -> Self {
        let (old, new) = (value, value);
        Self { old, new }
    }
}

impl<T: PartialEq> Pair<T> {
    /// Whether the two are different.
    pub(super) fn differs(&self) -> bool {
        self.old != self.new
    }
}

impl<T> Pair<Option<T>> {
    /// Both, if neither is absent.
    pub(super) fn both(self) -> Option<Pair<T>> {
        let (old, new) = self.old.zip(self.new)?;
        Some(Pair { old, new })
    }
}

/// The items of two lists: those that correspond, and the others.
pub(super) struct Matched<'a, T> {
    pub(super) pairs: Vec<Pair<&'a T>>,
    /// Those of the base that are gone.
    pub(super) removed: Vec<&'a T>,
    /// Those of the revision that are new.
    pub(super) added: Vec<&'a T>,
}

impl<'a, T> Matched<'a, T> {
    /// The items, none of them matched yet.
    pub(super) fn none(lists: Pair<&'a [T]>) -> Self {
        Self {
            pairs: Vec::new(),
            removed: lists.old.iter().collect(),
            added: lists.new.iter().collect(),
        }
    }

    /// Matches each item that is left with the first one that is the same.
    pub(super) fn add(&mut self, is_same: impl Fn(&T, &T) -> bool) {
        let (pairs, added) = (&mut self.pairs, &mut self.added);
        self.removed.retain(|old| {
            let at = added.iter().position(|new| is_same(old, new));
            let pair = at.map(|at| Pair {
                old: *old,
                new: added.remove(at),
            });
            pairs.extend(pair);
            pair.is_none()
        });
    }
}

//! A reproducible selection of documents, or of other named items.

use crate::disk::digest;

/// A number of the items, in their own order; all without a number. The selection depends only on
/// the names and the seed, so it is the same on every machine, and mostly stays the same when items
/// are added.
pub(crate) fn choose<T>(
    items: Vec<T>,
    name: impl Fn(&T) -> String,
    number: Option<usize>,
    seed: u64,
) -> Vec<T> {
    let Some(number) = number else { return items };
    let mut items: Vec<(usize, T)> = items.into_iter().enumerate().collect();
    items.sort_by_cached_key(|(_, item)| {
        digest::of_bytes(format!("{seed}\n{}", name(item)).as_bytes())
    });
    items.truncate(number);
    items.sort_by_key(|(at, _)| *at);
    items.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides() {
        let names = |number, seed| -> Vec<String> {
            let all = (0..20).map(|number| format!("{number:02}.yaml")).collect();
            choose(all, String::clone, number, seed)
        };
        assert_eq!(names(None, 1).len(), 20);
        assert_eq!(names(Some(30), 1).len(), 20);
        assert_eq!(names(Some(5), 1).len(), 5);
        assert_eq!(names(Some(5), 1), names(Some(5), 1));
        assert_ne!(names(Some(5), 1), names(Some(5), 2));
        assert!(names(Some(5), 1).is_sorted());
    }
}

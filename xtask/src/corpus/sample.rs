//! A reproducible choice of documents.

use super::find::Document;
use crate::digest;

/// So many of the documents, in their own order; all where no number is given. The choice depends
/// on the paths below the folder and the seed only, so it is the same on every machine, and most of
/// it stays when documents are added.
pub(super) fn choose(
    mut documents: Vec<Document>,
    number: Option<usize>,
    seed: u64,
) -> Vec<Document> {
    if let Some(number) = number {
        documents.sort_by_cached_key(|document| {
            digest::of_bytes(format!("{seed}\n{}", document.name).as_bytes())
        });
        documents.truncate(number);
        documents.sort_by(|a, b| a.name.cmp(&b.name));
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_decides() {
        let documents: Vec<Document> = (0..20)
            .map(|number| Document {
                name: format!("{number:02}.yaml"),
                path: String::new().into(),
                package: String::new(),
            })
            .collect();
        let names = |number, seed| -> Vec<String> {
            let chosen = choose(documents.clone(), number, seed);
            chosen.into_iter().map(|document| document.name).collect()
        };
        assert_eq!(names(None, 1).len(), 20);
        assert_eq!(names(Some(30), 1).len(), 20);
        assert_eq!(names(Some(5), 1).len(), 5);
        assert_eq!(names(Some(5), 1), names(Some(5), 1));
        assert_ne!(names(Some(5), 1), names(Some(5), 2));
        assert!(names(Some(5), 1).is_sorted());
    }
}

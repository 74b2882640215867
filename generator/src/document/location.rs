//! Where a node of the value is located: in the description, in one of its files, or in the overlay
//! that wrote it.

use std::collections::{BTreeMap, BTreeSet};

use super::description::Document;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pointer::Pointer;

impl Document {
    /// The location of the node at `pointer` in the description; `None` if an overlay wrote it.
    #[must_use]
    pub fn origin(&self, pointer: &Pointer) -> Option<Pointer> {
        let origin = self.origins.of(pointer);
        (origin.text == 0).then_some(origin.pointer)
    }

    /// Sets file, position and excerpt of the diagnostics that have no file yet: in the description, or
    /// in the overlay that wrote the node.
    pub fn locate(&self, diagnostics: &mut [Diagnostic]) {
        let mut about: Vec<Vec<_>> = self.texts.iter().map(|_| Vec::new()).collect();
        for diagnostic in diagnostics.iter_mut().filter(|it| it.file.is_empty()) {
            let origin = self.origins.of(&diagnostic.pointer);
            let why = self.dead.get(&(origin.text, origin.pointer.clone()));
            if let Some(why) = why {
                diagnostic.message.push_str(&format!(": {why}"));
            }
            if let Some(about) = about.get_mut(origin.text) {
                about.push((diagnostic, origin.pointer));
            }
        }
        for (text, about) in self.texts.iter().zip(about) {
            if !about.is_empty() {
                text.locate(about);
            }
        }
    }

    /// File and position of many nodes at once, with one pass over each text.
    #[must_use]
    pub fn sites(&self, pointers: Vec<Pointer>) -> BTreeMap<Pointer, (String, Option<Place>)> {
        let pointers: BTreeSet<Pointer> = pointers.into_iter().collect();
        let mut found: Vec<Diagnostic> = pointers
            .iter()
            .map(|pointer| Diagnostic::new(Code::Internal, pointer, String::new()))
            .collect();
        self.locate(&mut found);
        let found = found.into_iter().map(|it| (it.file, it.place));
        pointers.into_iter().zip(found).collect()
    }

    /// The file and the position of the node at `pointer`, or of its nearest ancestor in a text. The
    /// position of a mapping's entry is that of its key.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Option<(String, Place)> {
        let origin = self.origins.of(pointer);
        let text = self.texts.get(origin.text)?;
        Some((text.name().to_owned(), text.place(&origin.pointer)?))
    }
}

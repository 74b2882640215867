//! One text of a document, with the positions of its nodes on demand.

use std::slice;

use serde_json::Value;

use super::places::Places;
use super::read::{self, Failure};
use super::{Limits, Pointer, json_places};
use crate::Source;
use crate::diagnostic::{Code, Diagnostic, Excerpt, Place};

/// A text and the positions of its nodes.
#[derive(Clone, Debug)]
pub(super) struct Text {
    source: Source,
    /// `None` for a JSON text, which is scanned when positions are requested.
    places: Option<Places>,
}

impl Text {
    /// Parses a text that contains an object, with notes on its oddities.
    pub(super) fn parse(
        source: &Source,
        limits: Limits,
    ) -> Result<(Self, Value, Vec<Diagnostic>), Vec<Diagnostic>> {
        let read = Self::parse_any(source, limits)?;
        if read.1.is_object() {
            return Ok(read);
        }
        let found = read::kind(&read.1);
        let message = format!("the document must be an object, not {found}");
        let mut diagnostic = Diagnostic::new(Code::NotReadable, &Pointer::root(), message);
        diagnostic.file.clone_from(&source.name);
        Err(vec![diagnostic])
    }

    /// Parses a text, with notes on its oddities.
    pub(super) fn parse_any(
        source: &Source,
        limits: Limits,
    ) -> Result<(Self, Value, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut source = source.clone();
        // JSON doesn't allow a byte order mark, and it would shift the columns of the first line.
        if source.text.starts_with('\u{feff}') {
            source.text.drain(..'\u{feff}'.len_utf8());
        }
        let mut text = Self {
            source,
            places: None,
        };
        match read::read(&text.source.text, limits) {
            Ok(read) => {
                text.places = read.places;
                let mut notes = Vec::new();
                if read.documents > 1 {
                    let message = format!(
                        "the file contains {} YAML documents (`---`); number {} is used",
                        read.documents,
                        read.document + 1
                    );
                    let note = Diagnostic::new(Code::Malformed, &Pointer::root(), message);
                    notes.push((note, None));
                }
                notes.extend(read.found.into_iter().map(|found| {
                    let note = Diagnostic::new(found.code, &found.pointer(), found.message);
                    (note, found.offset)
                }));
                text.mark_at(notes.iter_mut().map(|(note, offset)| {
                    let at = || {
                        text.offsets(slice::from_ref(&note.pointer))
                            .first()
                            .copied()
                    };
                    let offset = offset.or_else(at).unwrap_or_default();
                    (offset, note)
                }));
                let notes = notes.into_iter().map(|(note, _)| note).collect();
                Ok((text, read.value, notes))
            }
            Err(Failure {
                code,
                message,
                place,
            }) => {
                let mut diagnostic = Diagnostic::new(code, &Pointer::root(), message);
                diagnostic.file.clone_from(&text.source.name);
                if let Some(place) = place {
                    text.mark(&mut diagnostic, place);
                }
                Err(vec![diagnostic])
            }
        }
    }

    /// The name of the text in diagnostics.
    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    /// The position of a node, or of its nearest ancestor in the text.
    pub(super) fn place(&self, pointer: &Pointer) -> Option<Place> {
        let mut found = Diagnostic::new(Code::Internal, pointer, String::new());
        self.locate(vec![(&mut found, pointer.clone())]);
        found.place
    }

    /// Sets file, position and excerpt of diagnostics about nodes of this text.
    pub(super) fn locate(&self, about: Vec<(&mut Diagnostic, Pointer)>) {
        let (about, pointers): (Vec<_>, Vec<_>) = about.into_iter().unzip();
        self.mark_at(self.offsets(&pointers).into_iter().zip(about));
    }

    /// The offset of each node, or of its nearest ancestor in the text.
    fn offsets(&self, pointers: &[Pointer]) -> Vec<usize> {
        match &self.places {
            Some(places) => {
                let text = &self.source.text;
                pointers.iter().map(|it| places.find(text, it)).collect()
            }
            None => json_places::offsets(&self.source.text, pointers),
        }
    }

    fn mark_at<'a>(&self, about: impl IntoIterator<Item = (usize, &'a mut Diagnostic)>) {
        let text = &self.source.text;
        let mut about: Vec<_> = about.into_iter().collect();
        about.sort_by_key(|(offset, _)| *offset);
        // From one to the next, since the whole document may be on one line.
        let (mut line, mut start, mut column, mut before) = (1, 0, 1, 0);
        for (offset, diagnostic) in about {
            diagnostic.file.clone_from(&self.source.name);
            let Some(passed) = text.get(before..offset) else {
                continue;
            };
            if let Some(end) = passed.rfind('\n') {
                line += passed.matches('\n').count();
                start = before + end + 1;
                column = 1;
                before = start;
            }
            column += text.get(before..offset).map_or(0, |it| it.chars().count());
            before = offset;
            diagnostic.place = Some(Place { line, column });
            diagnostic.excerpt = Some(Box::new(Excerpt::within(text, start, offset, column)));
        }
    }

    fn mark(&self, diagnostic: &mut Diagnostic, place: Place) {
        diagnostic.file.clone_from(&self.source.name);
        diagnostic.place = Some(place);
        let line = self.source.text.lines().nth(place.line.saturating_sub(1));
        diagnostic.excerpt = line.map(|line| Box::new(Excerpt::new(line, place.column)));
    }
}

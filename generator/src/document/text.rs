//! One text that a document is made from, with its places on demand.

use std::sync::OnceLock;

use serde_json::Value;

use super::places::Places;
use super::read::{self, Failure};
use super::{Limits, Pointer, Source, json_places};
use crate::diagnostic::{Code, Diagnostic, Excerpt, Place};

/// A text and the places of its nodes.
#[derive(Clone, Debug)]
pub(super) struct Text {
    source: Source,
    /// Which of the documents of a YAML text is meant.
    document: usize,
    places: OnceLock<Places>,
}

impl Text {
    /// Reads a text that holds an object; notes say what is odd about it.
    pub(super) fn parse(
        source: &Source,
        limits: Limits,
    ) -> Result<(Self, Value, Vec<Diagnostic>), Vec<Diagnostic>> {
        let read = Self::parse_any(source, limits)?;
        if read.1.is_object() {
            return Ok(read);
        }
        let found = read::kind(&read.1);
        let message = format!("the text holds {found}, an object is expected");
        let mut diagnostic = Diagnostic::new(Code::NotReadable, &Pointer::root(), message);
        diagnostic.file.clone_from(&source.name);
        Err(vec![diagnostic])
    }

    /// Reads the text; notes say what is odd about it.
    pub(super) fn parse_any(
        source: &Source,
        limits: Limits,
    ) -> Result<(Self, Value, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut source = source.clone();
        // A byte order mark is not JSON, and it would shift the columns of the first line.
        if source.text.starts_with('\u{feff}') {
            source.text.drain(..'\u{feff}'.len_utf8());
        }
        let mut text = Self {
            source,
            document: 0,
            places: OnceLock::new(),
        };
        match read::read(&text.source.text, limits) {
            Ok(read) => {
                text.document = read.document;
                let mut notes = if read.duplicates.is_empty() {
                    Vec::new()
                } else {
                    text.duplicates(&read.duplicates)
                };
                if read.documents > 1 {
                    let message = format!(
                        "the text holds {} YAML documents (`---`); number {} is read",
                        read.documents,
                        read.document + 1
                    );
                    notes.push(text.note(&Pointer::root(), message));
                }
                notes.extend(read.odd.iter().map(|odd| {
                    let keys = odd.path.iter().rev();
                    let at = keys.fold(Pointer::root(), |at, key| at.child(key));
                    text.note(&at, odd.message.clone())
                }));
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

    fn note(&self, at: &Pointer, message: String) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(Code::Malformed, at, message);
        diagnostic.file.clone_from(&self.source.name);
        if let Some(place) = self.place(at) {
            self.mark(&mut diagnostic, place);
        }
        diagnostic
    }

    fn duplicates(&self, keys: &[String]) -> Vec<Diagnostic> {
        let message = |key: &str| format!("the key `{key}` stands twice in one mapping");
        let found = |(pointer, place): &(Pointer, Place)| {
            let key = pointer.last().unwrap_or_default();
            let mut diagnostic = Diagnostic::new(Code::DuplicateKey, pointer, message(&key));
            self.mark(&mut diagnostic, *place);
            diagnostic
        };
        let mut all: Vec<Diagnostic> = self.places().duplicates.iter().map(found).collect();
        if all.is_empty() {
            // The two parsers read the text differently: better without a place than not at all.
            let unplaced = |key: &String| Diagnostic {
                file: self.source.name.clone(),
                ..Diagnostic::new(Code::DuplicateKey, &Pointer::root(), message(key))
            };
            all.extend(keys.iter().map(unplaced));
        }
        all
    }

    /// The name under which diagnostics speak of the text.
    pub(super) fn name(&self) -> &str {
        &self.source.name
    }

    fn places(&self) -> &Places {
        self.places
            .get_or_init(|| Places::read(&self.source.text, self.document))
    }

    /// The place of a node, or of its nearest ancestor that the text has.
    pub(super) fn place(&self, pointer: &Pointer) -> Option<Place> {
        self.places().find(pointer)
    }

    /// Fills file, place and excerpt of diagnostics about nodes of this text.
    pub(super) fn locate(&self, mut about: Vec<(&mut Diagnostic, Pointer)>) {
        let text = &self.source.text;
        for (diagnostic, _) in &mut about {
            diagnostic.file.clone_from(&self.source.name);
        }
        if !read::is_json(text) {
            let lines: Vec<&str> = text.lines().collect();
            let placed = about.into_iter();
            let mut placed: Vec<_> = placed
                .filter_map(|(diagnostic, pointer)| Some((self.place(&pointer)?, diagnostic)))
                .collect();
            placed.sort_by_key(|(place, _)| (place.line, place.column));
            // From one to the next, since all of a document may stand in one line.
            let (mut number, mut column, mut offset) = (0, 1, 0);
            for (place, diagnostic) in placed {
                if place.line != number {
                    (number, column, offset) = (place.line, 1, 0);
                }
                let line = lines.get(number.saturating_sub(1)).copied().unwrap_or("");
                let rest = line.get(offset..).unwrap_or_default();
                let mut passed = rest.char_indices().map(|(at, _)| at);
                offset += passed.nth(place.column - column).unwrap_or(rest.len());
                column = place.column;
                diagnostic.place = Some(place);
                diagnostic.excerpt = Some(Box::new(Excerpt::within(line, 0, offset, column)));
            }
            return;
        }
        let pointers: Vec<Pointer> = about.iter().map(|(_, pointer)| pointer.clone()).collect();
        let mut found: Vec<_> = json_places::offsets(text, &pointers)
            .into_iter()
            .zip(about)
            .collect();
        found.sort_by_key(|(offset, _)| *offset);
        // From one to the next, since all of a document may stand in one line.
        let (mut line, mut start, mut column, mut before) = (1, 0, 1, 0);
        for (offset, (diagnostic, _)) in found {
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

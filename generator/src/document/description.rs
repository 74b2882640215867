//! A description as one value: its source texts, and operations on the whole description.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::limits::Limits;
use super::node::Node;
use super::origin::Origins;
use super::text::Text;
use super::{normalise, several};
use crate::Source;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pointer::Pointer;

/// A description: its current value, and the texts that it came from.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) value: Value,
    /// The description, the files that it references, then the overlays in the order in which they were
    /// applied.
    pub(super) texts: Vec<Text>,
    pub(super) limits: Limits,
    pub(super) origins: Origins,
    /// Findings from parsing, reported together with those of normalising.
    notes: Vec<Diagnostic>,
    /// The broken references to other files, by their origin, with the reason.
    pub(super) dead: BTreeMap<(usize, Pointer), String>,
    /// The names of operations that aren't selected: operationIds, and methods with paths.
    pub(super) unselected: BTreeSet<String>,
}

impl Document {
    /// Parses a description. The text determines whether it is YAML or JSON, not the file name. The
    /// value's object keys are sorted, so that nothing depends on their order in the text. Nodes from
    /// [`Source::files`] become components of the value.
    ///
    /// # Errors
    ///
    /// If the text, or a file that it references, is invalid YAML or JSON, has too large numbers in
    /// JSON, or exceeds the limits on size (see [`Limits::default`]) or depth (128).
    pub fn parse(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        Self::parse_within(source, Limits::default())
    }

    /// Parses a description with custom limits.
    ///
    /// # Errors
    ///
    /// As of [`Self::parse`].
    pub fn parse_within(source: &Source, limits: Limits) -> Result<Self, Vec<Diagnostic>> {
        let (text, value, notes) = Text::parse(source, limits)?;
        let mut document = Self {
            value,
            texts: vec![text],
            limits,
            origins: Origins::default(),
            notes,
            dead: BTreeMap::new(),
            unselected: BTreeSet::new(),
        };
        document.join(source)?;
        Ok(document)
    }

    /// Joins the files that the description references into its value.
    fn join(&mut self, source: &Source) -> Result<(), Vec<Diagnostic>> {
        if source.files.is_empty() {
            return Ok(());
        }
        let joined = several::join(&mut self.value, &source.files, &source.name, self.limits);
        let is_error = |it: &Diagnostic| it.severity() == Severity::Error;
        if joined.notes.iter().any(is_error) {
            return Err(joined.notes);
        }
        self.texts.extend(joined.texts);
        self.notes.extend(joined.notes);
        self.origins = joined.origins;
        self.dead = joined.dead;
        Ok(())
    }
}

impl Document {
    /// Adds strings to a list, and removes others.
    pub(crate) fn edit_list(&mut self, list: &Pointer, add: &[String], remove: &[String]) {
        let Some(Value::Array(items)) = self.value.pointer_mut(list.as_str()) else {
            return;
        };
        let is_removed = |item: &Value| remove.iter().any(|it| item.as_str() == Some(it));
        items.retain(|item| !is_removed(item));
        items.extend(add.iter().map(|it| Value::String(it.clone())));
    }

    /// Converts the value to plain OpenAPI 3.0. Constructs of 3.1, 3.2 and Swagger 2.0 are translated
    /// to their 3.0 form, malformed parts are repaired if their meaning is clear and omitted otherwise,
    /// and a schema with a broken reference becomes arbitrary JSON: each with a note. Only a value that
    /// isn't a description, or has nothing to generate, is an error.
    ///
    /// The findings have no location yet: see [`Self::locate`].
    pub fn normalise(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.notes);
        found.extend(normalise::normalise(&mut self.value, &mut self.origins));
        found
    }

    /// The limits within which it was parsed.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// The current value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The current value alone.
    pub(crate) fn into_value(self) -> Value {
        self.value
    }
}

impl Document {
    /// The root node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::root(&self.value)
    }
}

impl Document {
    /// The node at `pointer`.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.find(&self.value)
    }
}

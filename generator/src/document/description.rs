//! A description as one value: what it is read from, and what is done to it as a whole.

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

/// A description: its value as it stands now, and the texts that it came from.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) value: Value,
    /// The description, the files that it refers to, then the overlays in the order in which they
    /// were applied.
    pub(super) texts: Vec<Text>,
    pub(super) limits: Limits,
    pub(super) origins: Origins,
    /// What was found while the description was read, told with what is found when it is
    /// normalised.
    notes: Vec<Diagnostic>,
    /// The references out of a file that lead nowhere, by where they stand, and why.
    pub(super) dead: BTreeMap<(usize, Pointer), String>,
    /// What operations that are not selected are called: operationIds, and methods with paths.
    pub(super) unselected: BTreeSet<String>,
}

impl Document {
    /// Reads a description. Whether it is YAML or JSON shows in the text, not in the name.
    /// Object keys of the value are sorted, so that nothing depends on their order in the text. What
    /// stands in [`Source::files`] becomes components of the value.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, or with a file that it refers to, as YAML or JSON: its syntax, numbers that are too large in JSON, a
    /// size (see [`Limits::default`]) or depth (128) beyond the limits.
    pub fn parse(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        Self::parse_within(source, Limits::default())
    }

    /// Reads a description within other limits than the usual ones.
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

    /// Brings the files that the description refers to into its value.
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
    /// Adds texts to a list, and takes others out.
    pub(crate) fn edit_list(&mut self, list: &Pointer, add: &[String], remove: &[String]) {
        let Some(Value::Array(items)) = self.value.pointer_mut(list.as_str()) else {
            return;
        };
        let is_removed = |item: &Value| remove.iter().any(|it| item.as_str() == Some(it));
        items.retain(|item| !is_removed(item));
        items.extend(add.iter().map(|it| Value::String(it.clone())));
    }

    /// Brings the value to plain OpenAPI 3.0. What 3.1, 3.2 and Swagger 2.0 write differently becomes
    /// the 3.0 form, what has the wrong form is read as it is meant or left out, and a schema's
    /// reference that leads nowhere becomes free-form JSON: each with a note. Only a value that is no
    /// description, or holds nothing to generate, is an error.
    ///
    /// The findings are not located yet: see [`Self::locate`].
    pub fn normalise(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.notes);
        found.extend(normalise::normalise(&mut self.value, &mut self.origins));
        found
    }

    /// The value as it stands now.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }
}

impl Document {
    /// Its value as a node.
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

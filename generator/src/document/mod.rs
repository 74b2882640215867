//! Stage 1. In: the text of a description and of its overlays. Out: one value, plain OpenAPI 3.0,
//! with the place of every node. Absent: anything that knows what an operation or a schema means.

mod json_places;
mod limits;
mod mentions;
mod node;
mod normalise;
mod operations;
mod origin;
mod overlay;
mod places;
mod read;
mod reference;
mod rename;
mod select;
mod several;
mod swagger2;
mod text;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::Source;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use origin::Origins;
use text::Text;

pub use crate::pointer::{Made, Pointer, Step};
pub use limits::Limits;
pub(crate) use mentions::is_mentioned;
pub use node::Node;
pub(crate) use normalise::{METHODS, is_absolute};
pub use normalise::{known_fields, used_fields};
pub use operations::{Described, operations};
pub use overlay::Applied;
pub(crate) use overlay::{EXPECT, Fitted, LeftOut, Misfit, differences, member, quoted};
pub(crate) use read::kind;
pub use reference::{RefError, resolve};
pub(crate) use rename::renamed;
pub use several::Files;

/// A description: its value as it stands now, and the texts that it came from.
#[derive(Clone, Debug)]
pub struct Document {
    value: Value,
    /// The description, the files that it refers to, then the overlays in the order in which they
    /// were applied.
    texts: Vec<Text>,
    limits: Limits,
    origins: Origins,
    /// What was found while the description was read, told with what is found when it is
    /// normalised.
    notes: Vec<Diagnostic>,
    /// The references out of a file that lead nowhere, by where they stand, and why.
    dead: BTreeMap<(usize, Pointer), String>,
    /// What operations that are not selected are called: operationIds, and methods with paths.
    unselected: BTreeSet<String>,
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

    /// Applies overlays (OpenAPI Overlay specification 1.2) in order, strictly: an action that
    /// matches nothing, matches another number of nodes than `x-matches` says (1 where it is not
    /// given), or finds another value than `x-expect` says, is an error.
    ///
    /// Where `x-expect` is an object it names members, as a merge patch does (RFC 7396): each
    /// must be equal to what stands there, nested objects likewise, `null` says that the member
    /// must be absent (as it is within an object that is absent), and what it does not name is not
    /// looked at.
    ///
    /// # Errors
    ///
    /// All findings of all overlays, located. The value is then of no use.
    pub fn apply(&mut self, overlays: &[Source]) -> Result<Applied, Vec<Diagnostic>> {
        overlay::apply(self, overlays)
    }

    /// Applies overlays as far as they fit, without what is `left_out`, for a comparison.
    ///
    /// # Errors
    ///
    /// What is wrong with an overlay by itself, and a value that is no description.
    pub(crate) fn fit(
        &mut self,
        overlays: &[Source],
        left_out: &LeftOut,
    ) -> Result<Fitted, Vec<Diagnostic>> {
        overlay::fit(self, overlays, left_out)
    }

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

    /// Method and path of every operation, such as `GET /agents`.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<String> {
        let keys = self.described().map(|(key, _)| key);
        keys.collect()
    }

    /// Its value as a node.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::root(&self.value)
    }

    /// Every operation below `paths`, with method and path.
    pub(crate) fn described(&self) -> impl Iterator<Item = (String, Described<'_>)> {
        let items = self.root().members("paths").into_iter();
        items.flat_map(|(path, item)| {
            let described = operations(&item).into_iter();
            described.map(move |it| (format!("{} {path}", it.method), it))
        })
    }

    /// How many operations the API calls, not the client: those of webhooks and of callbacks.
    #[must_use]
    pub fn uncalled(&self) -> usize {
        let webhooks = self.root().get("webhooks");
        let webhooks = webhooks.map(|it| operations_in(&it)).unwrap_or_default();
        let called = webhooks.iter().cloned();
        let callers = called.chain(self.described().map(|(_, it)| it.node));
        let callbacks = callers.flat_map(|operation| operation.members("callbacks"));
        let called_back = callbacks.map(|(_, callback)| operations_in(&callback).len());
        webhooks.len() + called_back.sum::<usize>()
    }

    /// The node at `pointer`.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.find(&self.value)
    }

    /// Where the node at `pointer` stood in the description; `None` where an overlay wrote it.
    #[must_use]
    pub fn origin(&self, pointer: &Pointer) -> Option<Pointer> {
        let origin = self.origins.of(pointer);
        (origin.text == 0).then_some(origin.pointer)
    }

    /// Fills file, place and excerpt of the diagnostics that have no file yet: in the description,
    /// or in the overlay that wrote the node.
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

    /// File and place of many nodes at once, which takes one pass over each text.
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

    /// The file and the place of the node at `pointer`, or of its nearest ancestor that stands in
    /// a text. The place of a mapping's entry is that of its key.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Option<(String, Place)> {
        let origin = self.origins.of(pointer);
        let text = self.texts.get(origin.text)?;
        Some((text.name().to_owned(), text.place(&origin.pointer)?))
    }
}

/// The operations of path items by their names.
fn operations_in<'a>(items: &Node<'a>) -> Vec<Node<'a>> {
    let items = items.entries().into_iter();
    let items = items.filter(|(key, _)| !key.starts_with("x-"));
    let found = items.flat_map(|(_, item)| operations(&item.followed()));
    found.map(|it| it.node).collect()
}

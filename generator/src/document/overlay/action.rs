//! The form of an overlay document.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::fields;
use super::message::shown;
use super::query::query;
use super::reusable::Reusable;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Pointer;
use crate::document::read::kind;

/// The value that an action expects at its target; an extension of this generator.
pub(crate) const EXPECT: &str = "x-expect";

/// The versions of the specification, without patch numbers.
const VERSIONS: [&str; 3] = ["1.0.", "1.1.", "1.2."];

/// One action of an overlay, validated.
pub(super) struct Action<'o> {
    /// Its address in the overlay.
    pub(super) pointer: Pointer,
    /// The address of `update`, `copy` and `remove`: its own, or that of a reusable action's fields.
    pub(super) fields: Pointer,
    pub(super) target: JsonPath,
    pub(super) target_text: String,
    /// The number of nodes that it must match.
    pub(super) matches: usize,
    pub(super) expect: Option<&'o Value>,
    pub(super) change: Change<'o>,
}

/// The effect of an action on its targets.
pub(super) enum Change<'o> {
    Update(&'o Value),
    Remove,
    /// Merges the one node that this query selects into the targets.
    Copy(JsonPath, String),
}

impl Action<'_> {
    /// The action as written, with the fields of the reusable action that it references.
    pub(super) fn whole(&self, overlay: &Value) -> Value {
        let mut action = self.pointer.find(overlay).cloned().unwrap_or_default();
        if let (Some(Value::Object(fields)), Some(action)) = (
            self.fields
                .find(overlay)
                .filter(|_| self.fields != self.pointer),
            action.as_object_mut(),
        ) {
            action.remove("$ref");
            for (key, value) in fields {
                action.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        action
    }
}

/// The well-formed actions, and the findings about the others and about the overlay.
pub(super) fn read(overlay: &Value) -> (Vec<Action<'_>>, Vec<Diagnostic>) {
    let mut form = Form {
        found: Vec::new(),
        reusable: Reusable::new(),
    };
    let actions = form.overlay(overlay).unwrap_or_default();
    (actions, form.found)
}

pub(super) struct Form<'o> {
    found: Vec<Diagnostic>,
    pub(super) reusable: Reusable<'o>,
}

impl<'o> Form<'o> {
    pub(super) fn wrong(&mut self, pointer: &Pointer, message: impl Into<String>) {
        self.found
            .push(Diagnostic::new(Code::OverlayMalformed, pointer, message));
    }

    fn overlay(&mut self, overlay: &'o Value) -> Option<Vec<Action<'o>>> {
        let root = Pointer::root();
        let members = self.object(overlay, &root, "an overlay")?;
        self.known(members, &root, "an overlay");
        let version = self
            .text(members, &root, "overlay", true)
            .unwrap_or_default();
        let is_known = VERSIONS.iter().any(|it| version.starts_with(it));
        if !version.is_empty() && !is_known {
            let message =
                format!("the version `{version}` is not supported; use 1.0.0, 1.1.0 or 1.2.0");
            self.wrong(&root.child("overlay"), message);
        }
        for key in ["$self", "extends"] {
            let address = self.text(members, &root, key, false);
            // Versions before 1.2 don't specify fragments.
            if version.starts_with("1.2.") && address.is_some_and(|it| it.contains('#')) {
                let message = format!("`{key}` must be the URL of a document, without a fragment");
                self.wrong(&root.child(key), message);
            }
        }
        for key in ["$self", "components"] {
            if members.contains_key(key) {
                self.since(key, &root, &version, "1.2.0");
            }
        }
        self.reusable(members);
        match members.get("info") {
            None => self.wrong(&root, "an overlay needs `info` with `title` and `version`"),
            Some(info) => {
                let at = root.child("info");
                if let Some(info) = self.object(info, &at, "`info`") {
                    self.known(info, &at, "`info`");
                    self.text(info, &at, "title", true);
                    self.text(info, &at, "version", true);
                    self.text(info, &at, "description", false);
                }
            }
        }
        let at = root.child("actions");
        let actions = match members.get("actions") {
            Some(Value::Array(actions)) if !actions.is_empty() => actions,
            Some(other) => {
                let message = format!(
                    "`actions` must be an array with at least one action, not {}",
                    shown(other)
                );
                self.wrong(&at, message);
                return None;
            }
            None => {
                self.wrong(&root, "an overlay needs `actions`");
                return None;
            }
        };
        let read = |(index, action)| self.action(action, at.child(index), &version);
        Some(actions.iter().enumerate().filter_map(read).collect())
    }

    fn action(&mut self, action: &'o Value, at: Pointer, version: &str) -> Option<Action<'o>> {
        let before = self.found.len();
        let members = self.object(action, &at, "an action")?;
        let (own, fields) = if members.contains_key("$ref") {
            self.since("$ref", &at, version, "1.2.0");
            self.known(members, &at, "a reference to an action");
            let reference = self.text(members, &at, "$ref", true)?;
            let referred = self.referred(&reference, &at.child("$ref"));
            (members, referred?)
        } else {
            self.known(members, &at, "an action");
            (members, (members, at.clone()))
        };
        let (members, body) = fields;
        let extension = |key: &str| own.get(key).or_else(|| members.get(key));
        self.text(own, &at, "description", false);
        let matches = match extension("x-matches") {
            None => 1,
            Some(value) => match value.as_u64().and_then(|count| usize::try_from(count).ok()) {
                Some(count) if count > 0 => count,
                _ => {
                    let message = format!(
                        "`x-matches` must be a positive integer, not {}",
                        shown(value)
                    );
                    self.wrong(&at.child("x-matches"), message);
                    1
                }
            },
        };
        let target_text = self.text(own, &at, "target", true);
        let target = target_text
            .as_deref()
            .and_then(|text| self.query(text, &at.child("target")));
        let change = self.change(members, &body, version);
        (self.found.len() == before).then_some(())?;
        Some(Action {
            fields: body,
            expect: extension(EXPECT),
            pointer: at,
            target: target?,
            target_text: target_text?,
            matches,
            change: change?,
        })
    }

    fn change(
        &mut self,
        members: &'o Map<String, Value>,
        at: &Pointer,
        version: &str,
    ) -> Option<Change<'o>> {
        let remove = match members.get("remove") {
            None => false,
            Some(Value::Bool(remove)) => *remove,
            Some(other) => {
                self.wrong(
                    &at.child("remove"),
                    format!("`remove` must be a boolean, not {}", kind(other)),
                );
                return None;
            }
        };
        let copy = self.text(members, at, "copy", false);
        let update = members.get("update");
        match (update, remove, copy) {
            (Some(value), false, None) => Some(Change::Update(value)),
            (None, true, None) => Some(Change::Remove),
            (None, false, Some(_)) if version.starts_with("1.0.") => {
                self.since("copy", at, version, "1.1.0");
                None
            }
            (None, false, Some(text)) => {
                let query = self.query(&text, &at.child("copy"))?;
                Some(Change::Copy(query, text))
            }
            _ => {
                self.wrong(
                    at,
                    "an action needs exactly one of `update`, `copy` and `remove: true`",
                );
                None
            }
        }
    }

    /// Reports a member that requires a later version than the overlay declares.
    fn since(&mut self, key: &str, at: &Pointer, version: &str, since: &str) {
        let minor = |version: &str| version.rsplit_once('.').map(|(it, _)| it.to_owned());
        let is_known = VERSIONS.iter().any(|it| version.starts_with(it));
        if is_known && minor(version) < minor(since) {
            let message =
                format!("`{key}` requires overlay version {since}; write `overlay: {since}`");
            self.wrong(&at.child(key), message);
        }
    }

    fn query(&mut self, text: &str, at: &Pointer) -> Option<JsonPath> {
        let query = query(text);
        if let Err(error) = &query {
            self.wrong(
                at,
                format!(
                    "`{text}` is not a JSONPath query (RFC 9535): {error}; names with other \
                     characters than letters, digits and `_` need brackets: `['x-name']`"
                ),
            );
        }
        query.ok()
    }

    pub(super) fn object(
        &mut self,
        value: &'o Value,
        at: &Pointer,
        what: &str,
    ) -> Option<&'o Map<String, Value>> {
        let members = value.as_object();
        if members.is_none() {
            self.wrong(at, format!("{what} must be an object, not {}", kind(value)));
        }
        members
    }

    pub(super) fn text(
        &mut self,
        members: &Map<String, Value>,
        at: &Pointer,
        key: &str,
        required: bool,
    ) -> Option<String> {
        match members.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => {
                self.wrong(
                    &at.child(key),
                    format!("`{key}` must be a string, not {}", kind(other)),
                );
                None
            }
            None => {
                if required {
                    self.wrong(at, format!("`{key}` is missing"));
                }
                None
            }
        }
    }

    /// Reports members that are neither known nor an extension, and extensions similar to ours:
    /// `x-match` would otherwise silently check nothing.
    pub(super) fn known(&mut self, members: &Map<String, Value>, at: &Pointer, what: &str) {
        let known: Vec<&str> = fields::of(what).iter().map(|(name, _)| *name).collect();
        for key in members.keys() {
            let near = ["x-matches", EXPECT].iter().find(|ours| {
                **ours != key
                    && similar::get_close_matches(key.as_str(), &[**ours], 1, 0.8).len() == 1
            });
            if let Some(ours) = near {
                self.wrong(
                    &at.child(key),
                    format!("unknown field `{key}`; did you mean `{ours}`?"),
                );
            } else if !known.contains(&key.as_str()) && !key.starts_with("x-") {
                let message = format!(
                    "{what} has no field `{key}`; it has `{}` and `x-…`",
                    known.join("`, `")
                );
                self.wrong(&at.child(key), message);
            }
        }
    }
}

//! Actions that an overlay defines once, under `components.actions`, and references (Overlay
//! specification 1.2.0, "Components Object" and "Reusable Action Reference Object").

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::action::Form;
use crate::diagnostic::did_you_mean;
use crate::document::Pointer;

/// The prefix of a reference to a reusable action.
const ACTIONS: &str = "#/components/actions/";

/// The fields of each reusable action and their address, by name; `None` if they are malformed.
pub(super) type Reusable<'o> = BTreeMap<String, Option<(&'o Map<String, Value>, Pointer)>>;

impl<'o> Form<'o> {
    /// Parses `components`.
    pub(super) fn reusable(&mut self, overlay: &'o Map<String, Value>) {
        let Some(components) = overlay.get("components") else {
            return;
        };
        let at = Pointer::root().child("components");
        let Some(components) = self.object(components, &at, "`components`") else {
            return;
        };
        self.known(components, &at, "`components`");
        let at = at.child("actions");
        let Some(actions) = components.get("actions") else {
            return;
        };
        let actions = self.object(actions, &at, "`actions`");
        for (name, action) in actions.into_iter().flatten() {
            let fields = self.fields(action, at.child(name));
            self.reusable.insert(name.clone(), fields);
        }
    }

    fn fields(
        &mut self,
        action: &'o Value,
        at: Pointer,
    ) -> Option<(&'o Map<String, Value>, Pointer)> {
        let action = self.object(action, &at, "a reusable action")?;
        self.known(action, &at, "a reusable action");
        self.text(action, &at, "description", false);
        let Some(fields) = action.get("fields") else {
            self.wrong(&at, "a reusable action needs `fields`");
            return None;
        };
        let at = at.child("fields");
        let fields = self.object(fields, &at, "`fields`")?;
        self.known(fields, &at, "`fields`");
        self.text(fields, &at, "description", false);
        Some((fields, at))
    }

    /// The fields that an action's `$ref` references, and their address.
    pub(super) fn referred(
        &mut self,
        reference: &str,
        at: &Pointer,
    ) -> Option<(&'o Map<String, Value>, Pointer)> {
        let name = reference.strip_prefix(ACTIONS);
        let name = name.map(|name| name.replace("~1", "/").replace("~0", "~"));
        let Some(name) = name else {
            let message = format!("`{reference}` does not begin with `{ACTIONS}`");
            self.wrong(at, message);
            return None;
        };
        if let Some(found) = self.reusable.get(&name) {
            return found.clone();
        }
        let meant = did_you_mean(&name, self.reusable.keys().map(String::as_str));
        let message = format!("`components.actions` has no `{name}`{meant}");
        self.wrong(at, message);
        None
    }
}

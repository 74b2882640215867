//! Multipart bodies whose parts are described one by one.
//!
//! Later stages expect the array of all parts as `schema`. `itemSchema` (OpenAPI 3.2, Media Type Object,
//! "Sequential Media Types") describes each of them. Parts of a form have names, which it can't give.

use serde_json::{Value, json};

use crate::document::Pointer;
use crate::document::origin::Origins;

/// Translates the media types of a `content`.
pub(super) fn translate(content: &mut Value, at: &Pointer, origins: &mut Origins) {
    for (name, media) in content.as_object_mut().into_iter().flatten() {
        let name_in_lower_case = name.trim().to_ascii_lowercase();
        let is_sequence = name_in_lower_case.starts_with("multipart/")
            && !name_in_lower_case.starts_with("multipart/form-data");
        let Some(members) = media.as_object_mut().filter(|_| is_sequence) else {
            continue;
        };
        if members.contains_key("schema") {
            continue;
        }
        if let Some(item) = members.remove("itemSchema") {
            let at = at.child(name);
            let origin = origins.of(&at.child("itemSchema"));
            origins.write(&at.child("schema"), origin.clone());
            origins.write(&at.child("schema").child("items"), origin);
            members.insert(
                "schema".to_owned(),
                json!({ "type": "array", "items": item }),
            );
        }
    }
}

//! Styles in an Encoding Object that the specification says to ignore: they apply to URL-encoded forms,
//! and from OpenAPI 3.1 on to `multipart/form-data`. Swagger 2.0 has no such object; its
//! `collectionFormat` also applies to forms with parts.

use serde_json::{Map, Value};

use super::notes::Notes;
use super::version::Version;
use crate::diagnostic::Code;
use crate::document::Pointer;

const STYLES: [&str; 3] = ["style", "explode", "allowReserved"];

/// Removes the styles of one Encoding Object if they don't apply to its media type.
pub(super) fn remove_ignored(
    members: &mut Map<String, Value>,
    version: Version,
    at: &Pointer,
    notes: &mut Notes,
) {
    if version == Version::V2 || !STYLES.iter().any(|key| members.contains_key(*key)) {
        return;
    }
    let mut path = at.segments().rev().skip(1);
    let (Some("encoding"), Some(media_type)) = (path.next().as_deref(), path.next()) else {
        return;
    };
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let applies = |known: &str| essence.eq_ignore_ascii_case(known);
    if applies("application/x-www-form-urlencoded")
        || version == Version::V31 && applies("multipart/form-data")
    {
        return;
    }
    for key in STYLES {
        if members.remove(key).is_some() {
            let message = match version {
                Version::V30 => format!(
                    "`{key}` is ignored: in OpenAPI 3.0 it only applies to `application/x-www-form-urlencoded`"
                ),
                _ => format!(
                    "`{key}` is ignored: it only applies to `application/x-www-form-urlencoded` and `multipart/form-data`"
                ),
            };
            notes.say(Code::NotInClient, &at.child(key), message);
        }
    }
}

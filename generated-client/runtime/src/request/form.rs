//! URL-encoded forms: how values become `application/x-www-form-urlencoded` (OpenAPI, [Encoding
//! Object]). A property is encoded like a query parameter.
//!
//! [Encoding Object]: https://spec.openapis.org/oas/v3.1.1.html#encoding-object

use super::style::{self, Place, Style};
use super::tree::Tree;

/// Encodes an object as a form. Properties without a style: strings, numbers and booleans as they
/// are, lists as a repeated name, objects as JSON; null is omitted.
pub(super) fn encode(value: &Tree, styles: &[(&str, Style)]) -> Result<String, String> {
    let Tree::Object(object) = value else {
        return Err("a URL-encoded form is an object; the body is not".to_owned());
    };
    let pairs = object.iter().filter_map(|(name, value)| {
        let known = styles.iter().find(|(known, _)| known == name);
        let style = match (known, value) {
            (Some((_, style)), _) => *style,
            (None, Tree::Object(_)) => Style::Json,
            (None, _) => Style::FormExploded,
        };
        style::encode(name, style, value, Place::Query)
    });
    Ok(pairs.collect::<Vec<String>>().join("&"))
}

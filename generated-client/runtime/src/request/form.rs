//! URL-encoded forms: how values become `application/x-www-form-urlencoded` (OpenAPI, [Encoding
//! Object]). A property is spelled like a parameter of the query.
//!
//! [Encoding Object]: https://spec.openapis.org/oas/v3.1.1.html#encoding-object

use super::style::{self, Place, Style};
use super::tree::Tree;

/// Writes an object as a form. Properties without a style of their own: texts, numbers and
/// booleans as they are, lists by the name again for each item, objects as JSON; null is left out.
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
        style::spell(name, style, value, Place::Query)
    });
    Ok(pairs.collect::<Vec<String>>().join("&"))
}

use serde::ser::{SerializeMap, Serializer};

use super::Constant;
use super::object::{Map, Object};

/// Writes a variant that does not write its own tag: first the tag, then the properties. An
/// optional tag that was missing is not written, and one that was null is null again.
///
/// # Errors
///
/// Those of the serializer.
pub fn write_variant<T: Object, S: Serializer>(
    value: &T,
    tag: &'static str,
    name: impl Into<Constant>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    value.write(Map::new::<T>(&mut map, Some((tag, name.into()))))?;
    map.end()
}

/// Writes a variant without properties: only the tag.
///
/// # Errors
///
/// Those of the serializer.
pub fn write_tag<S: Serializer>(
    tag: &'static str,
    name: impl Into<Constant>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(tag, &name.into())?;
    map.end()
}

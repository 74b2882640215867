use serde::ser::{Serialize, SerializeMap, Serializer};

use super::object::{Map, Object};

/// Writes a variant that does not write its own tag: first the tag, then the properties.
///
/// # Errors
///
/// As the writer.
pub fn write_variant<T: Object, S: Serializer>(
    value: &T,
    tag: &'static str,
    name: &(impl Serialize + ?Sized),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry(tag, name)?;
    value.write(Map {
        map: &mut map,
        tag: Some(tag),
    })?;
    map.end()
}

/// Writes a variant without properties: only the tag.
///
/// # Errors
///
/// As the writer.
pub fn write_tag<S: Serializer>(
    tag: &'static str,
    name: &(impl Serialize + ?Sized),
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(tag, name)?;
    map.end()
}

//! The fields of overlays (Overlay specification 1.0 to 1.2), each with the version that introduced it.

/// The fields of every object of an overlay, by the object's name.
pub(super) const FIELDS: [(&str, &[(&str, &str)]); 7] = [
    (
        "an overlay",
        &[
            ("overlay", "1.0"),
            ("$self", "1.2"),
            ("info", "1.0"),
            ("extends", "1.0"),
            ("actions", "1.0"),
            ("components", "1.2"),
        ],
    ),
    (
        "`info`",
        &[("title", "1.0"), ("version", "1.0"), ("description", "1.1")],
    ),
    (
        "an action",
        &[
            ("target", "1.0"),
            ("description", "1.0"),
            ("update", "1.0"),
            ("remove", "1.0"),
            ("copy", "1.1"),
        ],
    ),
    (
        "a reference to an action",
        &[("$ref", "1.2"), ("target", "1.2"), ("description", "1.2")],
    ),
    ("`components`", &[("actions", "1.2")]),
    (
        "a reusable action",
        &[("description", "1.2"), ("fields", "1.2")],
    ),
    (
        "`fields`",
        &[
            ("description", "1.2"),
            ("update", "1.2"),
            ("remove", "1.2"),
            ("copy", "1.2"),
        ],
    ),
];

/// The fields of an object.
pub(super) fn of(object: &str) -> &'static [(&'static str, &'static str)] {
    let found = FIELDS.iter().find(|(name, _)| *name == object);
    found.map_or(&[], |(_, fields)| fields)
}

/// The fields of each object of an overlay, by the object's name in messages, each with the version of
/// the specification that introduced it. All others except extensions are refused.
#[must_use]
pub fn overlay_fields() -> &'static [(&'static str, &'static [(&'static str, &'static str)])] {
    &FIELDS
}

//! `$ref`: resolving references.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Pointer;

/// Why a reference can't be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefError {
    /// It is external: a URL, or a file that could not be read.
    Foreign,
    /// It points into the document, but to a missing node.
    Broken {
        /// The deepest existing node on its path.
        existing: Pointer,
        /// The first missing key or index on its path.
        missing: String,
    },
}

/// Resolves one reference, such as `#/components/schemas/Agent`: a fragment that is a JSON pointer (RFC
/// 6901 section 6), percent-decoded. Only one step is taken; the target may be a reference itself.
///
/// # Errors
///
/// [`RefError::Foreign`] if the reference has more than a fragment, [`RefError::Broken`] if its target
/// doesn't exist. A fragment that is a name (`#agent`) is broken: OpenAPI 3.0 has no anchors.
pub fn resolve<'a>(root: &'a Value, reference: &str) -> Result<(Pointer, &'a Value), RefError> {
    let fragment = reference.strip_prefix('#').ok_or(RefError::Foreign)?;
    let fragment = percent_decode_str(fragment).decode_utf8_lossy();
    let Some(pointer) = Pointer::parse(&fragment) else {
        return Err(RefError::Broken {
            existing: Pointer::root(),
            missing: fragment.into_owned(),
        });
    };
    if let Some(value) = pointer.find(root) {
        return Ok((pointer, value));
    }
    // A key that is written without encoding may look encoded.
    if let Some(raw) = reference.strip_prefix('#').and_then(Pointer::parse)
        && let Some(value) = raw.find(root)
    {
        return Ok((raw, value));
    }
    let mut existing = Pointer::root();
    let missing = pointer.segments().find(|segment| {
        let next = existing.child(segment);
        let missing = next.find(root).is_none();
        if !missing {
            existing = next;
        }
        missing
    });
    Err(RefError::Broken {
        existing,
        missing: missing.unwrap_or_default(),
    })
}

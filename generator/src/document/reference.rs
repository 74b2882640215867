//! `$ref`: where a reference leads.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::Pointer;

/// Why a reference leads to nothing that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefError {
    /// It leads out of the document: to a URL, or to a file that could not be read.
    Foreign,
    /// It leads into the document, where nothing stands.
    Broken {
        /// The deepest node on its way that exists.
        existing: Pointer,
        /// The first key or index on its way that does not.
        missing: String,
    },
}

/// Follows one reference, such as `#/components/schemas/Agent`: a fragment that is a JSON pointer
/// (RFC 6901 section 6), percent-decoded. It is followed once; what it leads to may be a
/// reference again.
///
/// # Errors
///
/// [`RefError::Foreign`] where the reference has more than a fragment, [`RefError::Broken`] where
/// nothing stands at its end. A fragment that is a name (`#agent`) is broken: OpenAPI 3.0 has no
/// anchors.
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
    // Written without encoding it, a key may look encoded.
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

//! The values in the mapping of a discriminator that have no variant.

use std::collections::BTreeMap;

use super::discriminator::component;
use super::discriminator::discriminator;
use super::keywords::Keywords;
use super::reports::shown;
use super::{Schema, SchemaId, SchemaKind, Union};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::Node;

/// Reports the values that map to an existing schema, but not to a variant of the settled union.
pub(super) fn report(
    root: &Node<'_>,
    schemas: &BTreeMap<SchemaId, Schema>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (SchemaId(at), schema) in schemas {
        let SchemaKind::Union(Union {
            discriminator: Some(_),
            variants,
            ..
        }) = &schema.kind
        else {
            continue;
        };
        let stated = at.find(root.value()).map(Keywords::new);
        let mapping = stated.and_then(discriminator).map(|it| it.mapping);
        for (tag, to) in mapping.into_iter().flatten() {
            let has_variant = variants.iter().any(|it| it.tag.as_ref() == Some(&tag));
            if let Some(target) = component(root.value(), &to)
                && !has_variant
            {
                let message = format!("`{tag}` maps to {}, which is not a variant", shown(&target));
                let at = at.child("discriminator").child("mapping").child(&tag);
                diagnostics.push(Diagnostic::new(Code::DeadMapping, &at, message));
            }
        }
    }
}

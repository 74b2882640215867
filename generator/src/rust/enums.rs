//! Enums: a variant for each known value.

use std::collections::BTreeSet;

use super::docs::clean_line;
use super::{Enum, EnumValue, EnumWire, Ident};
use crate::api;

/// The variants, called as the document calls them, else by their values.
pub(super) fn known_values(known: &api::Enum) -> Enum {
    let mut taken = BTreeSet::from(["unknown".to_owned()]);
    let values = known.values.iter().map(|value| {
        let name = match (&value.name, &value.wire) {
            (Some(name), _) => name.clone(),
            (None, EnumWire::Text(text)) if text.trim().is_empty() => "Empty".to_owned(),
            (None, EnumWire::Text(text)) => text.clone(),
            (None, EnumWire::Integer(number)) => number.to_string(),
        };
        EnumValue {
            variant: Ident::pascal(&name).unique(&mut taken),
            wire: value.wire.clone(),
            docs: value
                .description
                .as_deref()
                .map(clean_line)
                .unwrap_or_default(),
        }
    });
    Enum {
        values: values.collect(),
        integer: known.is_integer(),
    }
}

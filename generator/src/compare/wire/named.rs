//! The types of schemas.

use std::collections::BTreeMap;

use crate::api::SchemaId;
use crate::rust::Ident;

/// The type of every schema that has one.
pub(in crate::compare) type Named = BTreeMap<SchemaId, Ident>;

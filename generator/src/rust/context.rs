//! The input of decisions about an operation.

use std::collections::BTreeMap;

use super::model_names::Named;
use super::{Ident, Model, Type};
use crate::api::Api;
use crate::{Config, Names};

/// The input of decisions about an operation.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) config: &'a Config,
    pub(super) named: &'a Named,
    pub(super) models: &'a BTreeMap<&'a Ident, &'a Model>,
    pub(super) names: &'a Names,
}

impl Context<'_> {
    /// Whether other types convert into it: the payloads of a union, the strings or integers of an
    /// enum.
    pub(super) fn is_open(&self, ty: &Type) -> bool {
        let model = ty.as_model().and_then(|name| self.models.get(name));
        model.is_some_and(|model| model.is_open())
    }
}

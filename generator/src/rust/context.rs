//! The input of decisions about an operation.

use super::model_names::Named;
use super::{Model, Type};
use crate::api::Api;
use crate::{Config, Names};

/// The input of decisions about an operation.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) config: &'a Config,
    pub(super) named: &'a Named,
    pub(super) models: &'a [Model],
    pub(super) names: &'a Names,
}

impl Context<'_> {
    /// Whether other types convert into it: the payloads of a union, the strings or integers of an
    /// enum.
    pub(super) fn is_open(&self, ty: &Type) -> bool {
        let Some(name) = ty.as_model() else {
            return false;
        };
        let mut models = self.models.iter();
        models.any(|model| model.name == *name && model.is_open())
    }
}

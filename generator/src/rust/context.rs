//! What the decisions about an operation look at.

use super::Model;
use super::model_names::Named;
use crate::api::Api;
use crate::{Config, Names};

/// What the decisions about an operation look at.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) config: &'a Config,
    pub(super) named: &'a Named,
    pub(super) models: &'a [Model],
    pub(super) names: &'a Names,
}

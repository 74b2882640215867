//! What all uses of two schemas have in common, where that decides how their values are encoded.

use super::pairs::{SchemaPair, SchemaPairs, UsePair, User};
use crate::api::{Api, Encoding, Location, Parameter, SchemaKind, Style};
use crate::rust::items::Origin;

/// How deep lists may be nested.
const DEEPEST: usize = 4;

impl SchemaPairs<'_> {
    /// Whether all values are those of parameters, or of lists in parameters: strings on the wire.
    pub(super) fn is_parameter(&self, at: usize, depth: usize) -> bool {
        let is = |used: &UsePair| match &used.from {
            User::Operation(_, _, Origin::Input(_, name)) => name != "body",
            User::Operation(..) => false,
            User::Schema(user, ..) => {
                let mut sides = self.nodes[*user].schemas.sides().into_iter();
                let is_list = sides.all(|one| matches!(one.kind, SchemaKind::List(_)));
                depth < DEEPEST && is_list && self.is_parameter(*user, depth + 1)
            }
        };
        self.nodes[at].has_only(is)
    }

    /// Whether some values are those of parts of multipart forms, or of lists in parts. `api` is the base.
    pub(super) fn is_part(&self, api: &Api, at: usize, depth: usize) -> bool {
        let is = |used: &UsePair| match &used.from {
            User::Schema(user, Some(_), _) => is_form(api, &self.nodes[*user]),
            User::Schema(user, None, _) => depth < DEEPEST && self.is_part(api, *user, depth + 1),
            User::Operation(..) => false,
        };
        self.nodes[at].uses.iter().any(is)
    }
}

impl SchemaPair<'_> {
    /// Whether all values are those of query parameters that the revision repeats for each item.
    pub(super) fn is_exploded_query(&self, revision: &Api) -> bool {
        self.has_only(|used| {
            let User::Operation(_, _, Origin::Input(_, name)) = &used.from else {
                return false;
            };
            let mut operations = revision.operations.iter();
            let parameter = operations.find_map(|operation| {
                // Another one than before is located at the list with its reference.
                let list = operation.pointer.child("parameters");
                let is_named = |one: &Parameter| one.location.input_name(&one.name) == *name;
                let mut parameters = operation.parameters.iter();
                parameters
                    .find(|one| one.at.0 == used.at.new || used.at.new == list && is_named(one))
            });
            parameter.is_some_and(|one| {
                one.location == Location::Query && one.style == Style::Form && one.explode
            })
        })
    }

    pub(super) fn has_only(&self, is: impl Fn(&UsePair) -> bool) -> bool {
        !self.uses.is_empty() && self.uses.iter().all(is)
    }
}

/// Whether a multipart body of the base has this schema.
fn is_form(api: &Api, form: &SchemaPair<'_>) -> bool {
    let bodies = api.operations.iter().filter_map(|one| one.body.as_ref());
    let mut contents = bodies.flat_map(|body| &body.contents);
    contents
        .any(|one| one.encoding == Encoding::Multipart && one.value.schema == form.schemas.old.id)
}

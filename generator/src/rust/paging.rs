//! Which operations are read page by page, by the convention of the API.

use serde::Serialize;

use super::context::Context;
use super::{Field, Ident, ModelKind, Output, Type};
use crate::api::{self, Location};

/// How further pages are reached.
#[derive(Clone, Debug, Serialize)]
pub struct Paging {
    /// The query parameter of the cursor.
    pub cursor: String,
    /// From the answer to the link to the next page.
    pub next: Vec<Step>,
    /// The properties on that way, by their names on the wire.
    pub link: Vec<String>,
    /// The field of the items.
    pub items: Ident,
    /// Whether the items may be absent.
    pub items_optional: bool,
    /// The type of an item.
    pub item: Type,
}

/// A step from a struct to a field.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The field.
    pub field: Ident,
    /// Whether it may be absent.
    pub optional: bool,
    /// Whether it may be null as well as absent.
    pub nullable: bool,
}

/// The paging of an operation: it takes the cursor in the query, and its answer has the items
/// and the link to the next page where the convention says.
pub(super) fn decide(
    context: &Context<'_>,
    operation: &api::Operation,
    output: &Output,
) -> Option<Paging> {
    let convention = context.config.paging.as_ref()?;
    operation.parameters.iter().find(|parameter| {
        parameter.location == Location::Query && parameter.name == convention.cursor
    })?;
    let Type::Model(answer) = &output.ty else {
        return None;
    };
    let items = field(context, answer, &convention.items)?;
    let (items_optional, item) = match &items.ty {
        Type::Vec(item) => (false, item),
        Type::List(item) => (true, item),
        _ => return None,
    };
    let mut next = Vec::new();
    let mut at = answer.clone();
    for (index, wire) in convention.next.iter().enumerate() {
        let field = field(context, &at, wire)?;
        let (optional, plain) = match &field.ty {
            Type::Option(inner) | Type::Nullable(inner) => (true, inner.as_ref()),
            other => (false, other),
        };
        next.push(Step {
            field: field.name.clone(),
            optional,
            nullable: matches!(field.ty, Type::Nullable(_)),
        });
        match plain {
            Type::Model(model) => at = model.clone(),
            Type::String if index + 1 == convention.next.len() => {}
            _ => return None,
        }
    }
    Some(Paging {
        cursor: convention.cursor.clone(),
        next,
        link: convention.next.clone(),
        items: items.name.clone(),
        items_optional,
        item: item.as_ref().clone(),
    })
}

fn field<'a>(context: &'a Context<'_>, model: &Ident, wire: &str) -> Option<&'a Field> {
    let model = context.models.iter().find(|one| one.name == *model)?;
    let ModelKind::Struct(structure) = &model.kind else {
        return None;
    };
    structure.fields.iter().find(|field| field.wire == wire)
}

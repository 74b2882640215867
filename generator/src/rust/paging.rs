//! Which operations are read page by page, by the convention of the API.

use serde::Serialize;

use super::context::Context;
use super::{Field, Ident, ModelKind, Output, Type};
use crate::NextIs;
use crate::api::{self, Location};

/// How further pages are reached.
#[derive(Clone, Debug, Serialize)]
pub struct Paging {
    /// The query parameter of the cursor.
    pub cursor: String,
    /// From the response to what says where the next page is.
    pub next: Vec<Step>,
    /// What that is.
    pub next_is: NextIs,
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

/// The paging of an operation: it takes the cursor in the query, and its response has the items
/// and the next page where the convention says.
pub(super) fn decide(
    context: &Context<'_>,
    operation: &api::Operation,
    output: &Output,
) -> Option<Paging> {
    let convention = context.config.paging.as_ref()?;
    operation.parameters.iter().find(|parameter| {
        parameter.location == Location::Query && parameter.name == convention.cursor
    })?;
    let Type::Model(response) = &output.ty else {
        return None;
    };
    let items = match &convention.items {
        Some(wire) => field(context, response, wire)?,
        None => only_list(context, response)?,
    };
    let (items_optional, item) = match &items.ty {
        Type::Vec(item) => (false, item),
        Type::List(item) => (true, item),
        _ => return None,
    };
    let mut next = Vec::new();
    let mut at = response.clone();
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
        next_is: convention.next_is,
        link: convention.next.clone(),
        items: items.name.clone(),
        items_optional,
        item: item.as_ref().clone(),
    })
}

/// The field of a model that is a list, where there is one alone.
fn only_list<'a>(context: &'a Context<'_>, model: &Ident) -> Option<&'a Field> {
    let is_list = |field: &&Field| matches!(field.ty, Type::Vec(_) | Type::List(_));
    let mut lists = fields(context, model)?.iter().filter(is_list);
    lists.next().filter(|_| lists.next().is_none())
}

fn field<'a>(context: &'a Context<'_>, model: &Ident, wire: &str) -> Option<&'a Field> {
    fields(context, model)?
        .iter()
        .find(|field| field.wire == wire)
}

fn fields<'a>(context: &'a Context<'_>, model: &Ident) -> Option<&'a [Field]> {
    let model = context.models.iter().find(|one| one.name == *model)?;
    match &model.kind {
        ModelKind::Struct(structure) => Some(&structure.fields),
        _ => None,
    }
}

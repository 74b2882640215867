//! Operations that are read page by page, by their own declaration or by a convention of the API.

use super::context::Context;
use super::{Field, Generic, Ident, ModelKind, Output, Paging, Plain, Step, Type};
use crate::api::{self, Location, SchemaKind};
use crate::{PageSource, Paging as Convention};

/// The paging of an operation: by its own declaration, else by the first convention that fits.
pub(super) fn decide(
    context: &Context<'_>,
    operation: &api::Operation,
    output: &Output,
) -> Option<Paging> {
    let stated = operation.paging.iter().map(|it| &it.convention);
    stated
        .chain(&context.config.paging)
        .find_map(|convention| follow(context, operation, output, convention, is_text))
}

/// Whether an operation has no pages because the string with the next page has a chosen type.
pub(super) fn is_hindered(
    context: &Context<'_>,
    operation: &api::Operation,
    output: &Output,
) -> bool {
    let stated = operation.paging.iter().map(|it| &it.convention);
    let mut all = stated.chain(&context.config.paging);
    let is_text = |ty: &Type| is_text(ty.described());
    all.any(|convention| follow(context, operation, output, convention, is_text).is_some())
}

fn is_text(ty: &Type) -> bool {
    *ty == Plain::String
}

/// Paging by a convention: the operation has the cursor in the query, and its response has the
/// items and the next page at the convention's positions.
fn follow(
    context: &Context<'_>,
    operation: &api::Operation,
    output: &Output,
    convention: &Convention,
    is_text: fn(&Type) -> bool,
) -> Option<Paging> {
    let is_cursor = |it: &&api::Parameter| {
        it.location == Location::Query && Some(&it.name) == convention.cursor.as_ref()
    };
    let parameter = operation.parameters.iter().find(is_cursor);
    if parameter.is_none() && convention.cursor.is_some() {
        return None;
    }
    let is_number = |parameter: &api::Parameter| {
        let schema = parameter.value.as_ref();
        let schema = schema.and_then(|value| context.api.schemas.get(&value.schema));
        schema.is_some_and(|it| matches!(it.kind, SchemaKind::Integer(_) | SchemaKind::Number))
    };
    let has_link = || {
        let headers = operation.success.iter().flat_map(|it| &it.headers);
        headers
            .into_iter()
            .any(|it| it.name.eq_ignore_ascii_case("link"))
    };
    let is_possible = match convention.style().source {
        PageSource::Body => true,
        PageSource::LinkHeader => has_link(),
        PageSource::Request => parameter.is_some_and(is_number),
    };
    if !is_possible {
        return None;
    }
    let items = match (output.ty.as_model(), &convention.items) {
        (None, None) => None,
        (Some(response), Some(wire)) => Some(field(context, response, wire)?),
        (Some(response), None) => Some(only_list(context, response)?),
        (None, Some(_)) => return None,
    };
    let (items_optional, item) = match items.map_or(&output.ty, |items| &items.ty).generic()? {
        (Generic::Vec, item) => (false, item),
        (Generic::List, item) if items.is_some() => (true, item),
        _ => return None,
    };
    let first = parameter.and_then(|it| it.default.as_ref()?.as_u64());
    let first = first.filter(|first| *first < 2).or(convention.first);
    Some(Paging {
        convention: convention.clone(),
        next: steps(context, output, convention, is_text)?,
        first: first.unwrap_or(1),
        items: items.map(|items| items.name.clone()),
        items_optional,
        item: item.clone(),
    })
}

/// The path from the response to the position of the next page.
fn steps(
    context: &Context<'_>,
    output: &Output,
    convention: &Convention,
    is_text: fn(&Type) -> bool,
) -> Option<Vec<Step>> {
    let mut next = Vec::new();
    let Some(response) = output.ty.as_model() else {
        return convention.next.is_empty().then_some(next);
    };
    let mut at = response.clone();
    for (index, wire) in convention.next.iter().enumerate() {
        let field = field(context, &at, wire)?;
        let plain = field.ty.present();
        next.push(Step {
            field: field.name.clone(),
            optional: *plain != field.ty,
            nullable: field.ty.is(Generic::Nullable),
        });
        match plain.as_model() {
            Some(model) => at = model.clone(),
            None if is_text(plain) && index + 1 == convention.next.len() => {}
            None => return None,
        }
    }
    Some(next)
}

/// The only field of a model that is a list, if there is exactly one.
fn only_list<'a>(context: &'a Context<'_>, model: &Ident) -> Option<&'a Field> {
    let is_list = |field: &&Field| field.ty.is(Generic::Vec) || field.ty.is(Generic::List);
    let mut lists = fields(context, model)?.iter().filter(is_list);
    lists.next().filter(|_| lists.next().is_none())
}

fn field<'a>(context: &'a Context<'_>, model: &Ident, wire: &str) -> Option<&'a Field> {
    fields(context, model)?
        .iter()
        .find(|field| field.wire == wire)
}

fn fields<'a>(context: &'a Context<'_>, model: &Ident) -> Option<&'a [Field]> {
    match &context.models.get(model)?.kind {
        ModelKind::Struct(structure) => Some(&structure.fields),
        _ => None,
    }
}

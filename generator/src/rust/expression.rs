//! The arguments of documented examples: built from what must be given, and no more.

use super::operations::Context;
use super::{Expression, Ident, Input, Model, ModelKind, Type};
use crate::api;

/// How deep an example builds values before it takes a variable instead.
const DEEPEST: usize = 5;

/// An argument of the documented call of an operation.
pub(super) fn argument(
    context: &Context<'_>,
    operation: &api::Operation,
    input: &Input,
) -> Expression {
    let shown = operation
        .parameters
        .iter()
        .find(|parameter| parameter.name == input.wire)
        .and_then(|parameter| parameter.example.as_ref()?.as_str());
    match (shown, &input.ty) {
        (Some(text), Type::String) => Expression::Text(text.to_owned()),
        _ => value(context.models, &input.name, &input.ty, 0),
    }
}

fn value(models: &[Model], name: &Ident, ty: &Type, depth: usize) -> Expression {
    match ty {
        Type::Bool => Expression::True,
        Type::I32 | Type::I64 => Expression::Int(4711),
        Type::F32 | Type::F64 => Expression::Float,
        Type::String => {
            Expression::Text(format!("some {}", name.as_str().replace('_', " ").trim()))
        }
        Type::Box(inner) => value(models, name, inner, depth),
        Type::Option(_) | Type::Nullable(_) | Type::Map(..) | Type::List(_) => {
            Expression::Empty(ty.clone())
        }
        Type::Vec(inner) if depth < DEEPEST => {
            Expression::List(vec![value(models, &item_name(name), inner, depth + 1)])
        }
        Type::Model(model) if depth < DEEPEST => {
            let found = models.iter().find(|one| one.name == *model);
            found.map_or_else(
                || variable(name, ty),
                |model| build(models, model, name, depth),
            )
        }
        _ => variable(name, ty),
    }
}

fn variable(name: &Ident, ty: &Type) -> Expression {
    Expression::Variable(name.clone(), ty.clone())
}

/// `agent_ids` holds `agent_id`.
fn item_name(name: &Ident) -> Ident {
    match name.as_str().strip_suffix('s') {
        Some(stem) if stem.len() > 2 => Ident::snake(stem),
        _ => name.clone(),
    }
}

fn build(models: &[Model], model: &Model, name: &Ident, depth: usize) -> Expression {
    let whole = || variable(name, &Type::Model(model.name.clone()));
    match &model.kind {
        ModelKind::Struct(structure) => {
            let required = structure.fields.iter().filter(|field| field.required);
            let arguments = required
                .map(|field| value(models, &field.name, &field.argument, depth + 1))
                .collect();
            Expression::New(model.name.clone(), arguments)
        }
        ModelKind::Enum(values) => match values.first() {
            Some(first) => Expression::Variant(model.name.clone(), first.variant.clone(), None),
            None => whole(),
        },
        ModelKind::Union(union) => match union.variants.first() {
            Some(variant) => {
                let payload = variant.payload.as_ref().map(|ty| match ty {
                    Type::Box(_) => Box::new(variable(name, ty)),
                    _ => Box::new(value(models, name, ty, depth + 1)),
                });
                Expression::Variant(model.name.clone(), variant.name.clone(), payload)
            }
            None => whole(),
        },
    }
}

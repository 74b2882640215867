//! The arguments of documented examples: built from what must be given, and no more.

use std::collections::BTreeSet;

use super::context::Context;
use super::{Expression, Field, Ident, Input, Model, ModelKind, Type};
use crate::api;

/// How deep an example builds values before it takes a variable instead.
const DEEPEST: usize = 5;
/// How many values an example builds before it takes variables for the rest.
const MOST: usize = 100;

/// Gives each variable a name of its own, ids aside: they can be used again under the same name.
pub(super) fn tell_apart(arguments: &mut [Expression]) {
    let mut taken = BTreeSet::from(["client".to_owned(), "response".to_owned()]);
    let mut ids = BTreeSet::new();
    arguments
        .iter_mut()
        .for_each(|argument| rename(argument, &mut taken, &mut ids));
}

fn rename(expression: &mut Expression, taken: &mut BTreeSet<String>, ids: &mut BTreeSet<Ident>) {
    match expression {
        Expression::Variable(name, Type::Uuid) if ids.contains(name) => {}
        Expression::Variable(name, ty) => {
            *name = name.clone().unique(taken);
            if *ty == Type::Uuid {
                ids.insert(name.clone());
            }
        }
        Expression::List(items) | Expression::New(_, items) => {
            items.iter_mut().for_each(|item| rename(item, taken, ids));
        }
        Expression::NewNamed(_, _, fields) => {
            fields
                .iter_mut()
                .for_each(|(_, item)| rename(item, taken, ids));
        }
        Expression::Variant(_, _, Some(inner)) => rename(inner, taken, ids),
        _ => {}
    }
}

/// An argument of the documented call of an operation.
pub(super) fn argument(
    context: &Context<'_>,
    operation: &api::Operation,
    input: &Input,
) -> Expression {
    let shown = operation
        .parameters
        .iter()
        .find(|parameter| {
            parameter.name == input.wire && input.target.location() == Some(parameter.location)
        })
        .and_then(|parameter| parameter.example.as_ref()?.as_str());
    match (shown, &input.ty) {
        (Some(text), Type::String) => Expression::Text(text.to_owned()),
        _ => {
            let mut builder = Builder {
                models: context.models,
                left: MOST,
            };
            builder.value(&input.name, &input.ty, 0)
        }
    }
}

/// Builds one argument.
struct Builder<'a> {
    models: &'a [Model],
    /// How many values may still be built.
    left: usize,
}

impl Builder<'_> {
    fn value(&mut self, name: &Ident, ty: &Type, depth: usize) -> Expression {
        if self.left == 0 {
            return variable(name, ty);
        }
        self.left -= 1;
        match ty {
            Type::Bool => Expression::True,
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => Expression::Int(4711),
            Type::I128 | Type::U128 => Expression::Int(4711),
            Type::F64 => Expression::Float,
            Type::String => {
                Expression::Text(format!("some {}", name.as_str().replace('_', " ").trim()))
            }
            Type::Box(inner) => self.value(name, inner, depth),
            Type::Option(_) | Type::Nullable(_) | Type::Map(..) | Type::List(_) => {
                Expression::Empty(ty.clone())
            }
            Type::Vec(inner) if depth < DEEPEST => {
                Expression::List(vec![self.value(&item_name(name), inner, depth + 1)])
            }
            Type::Model(model) if depth < DEEPEST => {
                let found = self.models.iter().find(|one| one.name == *model);
                found.map_or_else(
                    || variable(name, ty),
                    |model| self.build(model, name, depth),
                )
            }
            _ => variable(name, ty),
        }
    }

    fn build(&mut self, model: &Model, name: &Ident, depth: usize) -> Expression {
        let whole = || variable(name, &Type::Model(model.name.clone()));
        match &model.kind {
            ModelKind::Struct(structure) => {
                let required = structure.fields.iter().filter(|field| field.asked);
                let mut value = |field: &Field| self.value(&field.name, &field.argument, depth + 1);
                match &structure.arguments {
                    Some(named) => {
                        let fields = required.map(|field| (field.name.clone(), value(field)));
                        let fields = fields.collect();
                        Expression::NewNamed(model.name.clone(), named.clone(), fields)
                    }
                    None => Expression::New(model.name.clone(), required.map(value).collect()),
                }
            }
            ModelKind::Enum(known) => match known.values.first() {
                Some(first) => Expression::Variant(model.name.clone(), first.variant.clone(), None),
                None => whole(),
            },
            ModelKind::Union(union) => match union.variants.first() {
                Some(variant) => {
                    let payload = variant.payload.as_ref().map(|ty| match ty {
                        Type::Box(_) => Box::new(variable(name, ty)),
                        _ => Box::new(self.value(name, ty, depth + 1)),
                    });
                    Expression::Variant(model.name.clone(), variant.name.clone(), payload)
                }
                None => whole(),
            },
        }
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

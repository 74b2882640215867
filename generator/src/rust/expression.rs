//! The arguments of documented examples: built from required inputs only.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::{
    Expression, Field, Generic, Ident, Input, Model, ModelKind, Plain, Type, sample_limits,
};
use crate::api;

/// How deep an example builds values before it takes a variable instead.
const DEEPEST: usize = 5;
/// How many values an example builds before it takes variables for the rest.
const MOST: usize = 100;

/// Gives each variable a unique name, except ids, which can be used again under the same name.
pub(super) fn make_unique(arguments: &mut [Expression]) {
    let mut taken = BTreeSet::from(["client".to_owned(), "response".to_owned()]);
    let mut ids = BTreeSet::new();
    arguments
        .iter_mut()
        .for_each(|argument| rename(argument, &mut taken, &mut ids));
}

fn rename(expression: &mut Expression, taken: &mut BTreeSet<String>, ids: &mut BTreeSet<Ident>) {
    match expression {
        Expression::Variable(name, ty) if *ty == Plain::Uuid && ids.contains(name) => {}
        Expression::Variable(name, ty) => {
            *name = name.clone().unique(taken);
            if *ty == Plain::Uuid {
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
    let parameter = operation.parameters.iter().find(|parameter| {
        parameter.name == input.wire && input.target.location() == Some(parameter.location)
    });
    let limited = |parameter: &api::Parameter| {
        let schema = context.api.schemas.get(&parameter.value.as_ref()?.schema)?;
        let sample = context.named.limited.get(&schema.id)?;
        sample_limits::shown(schema, sample).map(str::to_owned)
    };
    let shown = parameter.and_then(|it| match &it.example {
        Some(example) => example.as_str().map(str::to_owned),
        None => limited(it),
    });
    match shown.filter(|_| input.ty == Plain::String) {
        Some(text) => Expression::Text(text),
        None => {
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
    models: &'a BTreeMap<&'a Ident, &'a Model>,
    /// How many values may still be built.
    left: usize,
}

impl Builder<'_> {
    fn value(&mut self, name: &Ident, ty: &Type, depth: usize) -> Expression {
        if self.left == 0 {
            return variable(name, ty);
        }
        self.left -= 1;
        if let Some(plain) = ty.plain() {
            return match plain {
                Plain::Bool => Expression::True,
                Plain::F64 => Expression::Float,
                Plain::String => {
                    Expression::Text(format!("some {}", name.as_str().replace('_', " ").trim()))
                }
                number if number.is_integer() => Expression::Int(4711),
                _ => variable(name, ty),
            };
        }
        let model = ty.as_model().filter(|_| depth < DEEPEST);
        if let Some(model) = model.and_then(|name| self.models.get(name)) {
            return self.build(model, name, depth);
        }
        match ty.generic() {
            Some((Generic::Box, inner)) => self.value(name, inner, depth),
            Some((generic, _)) if generic.may_be_absent() => Expression::Empty(ty.clone()),
            Some((Generic::Vec, inner)) if depth < DEEPEST => {
                Expression::List(vec![self.value(&item_name(name), inner, depth + 1)])
            }
            _ if ty.map_values().is_some() => Expression::Empty(ty.clone()),
            _ => variable(name, ty),
        }
    }

    fn build(&mut self, model: &Model, name: &Ident, depth: usize) -> Expression {
        let whole = || variable(name, &Type::model(&model.name));
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
                    let payload = variant
                        .payload
                        .as_ref()
                        .map(|ty| match ty.is(Generic::Box) {
                            true => Box::new(variable(name, ty)),
                            false => Box::new(self.value(name, ty, depth + 1)),
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

//! A test for each payload in the description, unless its schema excludes it, which is reported.

use std::collections::BTreeSet;

use super::model_names::Named;
use super::{
    Decoding, ExampleTest, FailureBody, Ident, Operation, Plain, Target, Type, sample,
    schema_examples,
};
use crate::api::{Api, Direction, fault};
use crate::diagnostic::Diagnostic;

/// The tests of all payloads that are JSON, in the order of the operations.
pub(super) fn decide_examples(
    api: &Api,
    named: &Named,
    operations: &[Operation],
    failures: &[FailureBody],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ExampleTest> {
    let mut taken = BTreeSet::new();
    let mut said = BTreeSet::new();
    let mut tests = Vec::new();
    for (spec, operation) in api.operations.iter().zip(operations) {
        for example in &spec.examples {
            if example.direction == Direction::Request
                && example.value.is_null()
                && body_can_be_null(api, spec)
            {
                // A null body is not sent.
                continue;
            }
            let Some(ty) = example_type(operation, spec, failures, example.direction) else {
                continue;
            };
            let of = sample::described(spec, example.direction);
            let fault = of.and_then(|of| fault(api, of, &example.value, &example.pointer));
            if let Some(fault) = fault {
                if said.insert(fault.at.clone()) {
                    diagnostics.push(schema_examples::report(&fault));
                }
                continue;
            }
            let direction = match example.direction {
                Direction::Request => "request".to_owned(),
                Direction::Response(status) => format!("response {status}"),
            };
            let mut key = format!("{} {direction}", operation.key);
            if let Some(name) = &example.name {
                key.push_str(": ");
                key.push_str(name);
            }
            let name = example.name.as_deref().unwrap_or_default();
            let handle = &spec.tags.first().map_or("", String::as_str);
            let test = Ident::snake(&format!("{handle} {} {direction} {name}", operation.name));
            tests.push(ExampleTest {
                name: test.unique(&mut taken),
                key,
                pointer: example.pointer.as_str().to_owned(),
                ty,
                value: match of {
                    Some(of) => named.nulls.without(api, of, &example.value),
                    None => example.value.clone(),
                },
            });
        }
    }
    tests
}

fn body_can_be_null(api: &Api, spec: &crate::api::Operation) -> bool {
    let contents = spec.body.iter().flat_map(|body| &body.contents);
    contents.map(|content| &content.value).any(|value| {
        let schema = api.schemas.get(&value.schema);
        value.nullable || schema.is_some_and(|schema| schema.nullable)
    })
}

fn example_type(
    operation: &Operation,
    spec: &crate::api::Operation,
    failures: &[FailureBody],
    direction: Direction,
) -> Option<Type> {
    match direction {
        Direction::Request => {
            let inputs = operation.arguments.iter().chain(&operation.setters);
            let body = inputs
                .into_iter()
                .find(|input| input.target == Target::JsonBody)?;
            Some(body.ty.clone())
        }
        Direction::Response(status) if spec.success.iter().any(|one| one.status == status) => {
            let mut described = spec.success.iter().filter(|one| one.status == status);
            if described.all(|one| one.contents.is_empty()) {
                return None;
            }
            match &operation.output.decoding {
                // A response with variants is no payload; each of its variants has one.
                Decoding::ByStatus(variants) => variants
                    .iter()
                    .find(|variant| variant.status == status)
                    .filter(|variant| variant.decoding.is_json())
                    .map(|variant| variant.ty.clone()),
                _ => (operation.output.ty != Plain::Unit).then(|| operation.output.ty.clone()),
            }
        }
        Direction::Response(status) => {
            let mut described = operation.failures.iter();
            let failure = described.find(|failure| failure.status == status)?;
            let body = failures
                .iter()
                .find(|body| body.variant == failure.variant)?;
            Some(body.ty.clone())
        }
    }
}

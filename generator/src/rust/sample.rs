//! A call of every operation for tests: payloads from the description, else made from the schemas.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::model_names::Named;
use super::sample_limits::{self, MOST_ITEMS, TEXT};
use super::sample_value::make;
use super::{Input, Sample};
use crate::api::{Api, Direction, Encoding, Operation, Status, Use};
use crate::diagnostic::{Code, Diagnostic};

/// Values for all inputs of an operation and the response of a server.
pub(super) fn call<'a>(
    api: &Api,
    named: &Named,
    operation: &Operation,
    inputs: impl Iterator<Item = &'a Input>,
) -> Sample {
    let mut values = BTreeMap::new();
    for input in inputs {
        let value = if input.is_body() {
            body(api, named, operation)
        } else {
            let parameter = operation.parameters.iter().find(|one| {
                one.name == input.wire && input.target.location() == Some(one.location)
            });
            parameter.map_or(Value::Null, |parameter| {
                parameter
                    .example
                    .clone()
                    .unwrap_or_else(|| match &parameter.value {
                        Some(value) => make(api, named, value),
                        None => json!(TEXT),
                    })
            })
        };
        values.insert(input.name.to_string(), value);
    }
    Sample {
        inputs: values,
        response: response(api, named, operation),
    }
}

fn body(api: &Api, named: &Named, operation: &Operation) -> Value {
    let shown = operation
        .examples
        .iter()
        .find(|one| one.direction == Direction::Request);
    match (shown, &operation.body) {
        (Some(example), _) => match described(operation, Direction::Request) {
            Some(of) => named.nulls.without(api, of, &example.value),
            None => example.value.clone(),
        },
        (None, Some(body)) => body
            .preferred()
            .map_or(Value::Null, |content| make(api, named, &content.value)),
        (None, None) => Value::Null,
    }
}

/// The schema of the payloads in this direction.
pub(super) fn described(spec: &Operation, direction: Direction) -> Option<&Use> {
    let contents = match direction {
        Direction::Request => &spec.body.as_ref()?.contents,
        Direction::Response(status) => {
            let mut responses = spec.success.iter().chain(&spec.failures);
            &responses.find(|one| one.status == status)?.contents
        }
    };
    let json = contents.iter().find(|one| one.encoding == Encoding::Json);
    Some(&json?.value)
}

fn response(api: &Api, named: &Named, operation: &Operation) -> (u16, Option<Value>) {
    let mut successes = operation.success.iter();
    let Some(response) = successes.find(|one| !one.status.is_redirect()) else {
        return (200, None);
    };
    let code = match response.status {
        Status::Code(code) => code,
        Status::Range(_) | Status::Default => 200,
    };
    let mut shown = operation
        .examples
        .iter()
        .filter(|_| !response.contents.is_empty());
    let shown = shown.find(|example| example.direction == Direction::Response(response.status));
    let made = || {
        response
            .preferred()
            .map(|content| make(api, named, &content.value))
    };
    (
        code,
        shown.map(|example| example.value.clone()).or_else(made),
    )
}

/// Reports lists whose samples have fewer items than `minItems`.
pub(super) fn report_short(api: &Api, named: &Named, diagnostics: &mut Vec<Diagnostic>) {
    for schema in api.schemas.values() {
        let least = sample_limits::count(schema, "minItems").unwrap_or_default();
        if least < 2 {
            continue;
        }
        let of = Use {
            schema: schema.id.clone(),
            nullable: false,
        };
        let made = make(api, named, &of);
        let Some(found) = made.as_array().map(Vec::len).filter(|it| *it < least) else {
            continue;
        };
        let most = sample_limits::count(schema, "maxItems");
        let reason = match most.filter(|most| *most < least) {
            Some(most) => format!("`maxItems` is {most}"),
            None if least > MOST_ITEMS => format!("samples have at most {MOST_ITEMS} items"),
            None => "no further items were found that differ, or the list is too large".to_owned(),
        };
        let message = format!(
            "generated tests use a list of {found}, fewer than its `minItems` of {least}: {reason}"
        );
        diagnostics.push(Diagnostic::new(Code::ShortSample, &schema.id.0, message));
    }
}

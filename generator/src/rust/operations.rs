//! Operations to methods and requests.

use std::collections::BTreeSet;

use super::docs::clean_line;
use super::model_names::Named;
use super::models::passing;
use super::types::type_of;
use super::{
    Decoding, Expression, Failure, FailureBody, Handle, Ident, Input, Model, Operation, Output,
    Passing, Target, Type, expression, operation_docs, paging, parameters, sample,
};
use crate::Config;
use crate::api::{self, Api, Encoding};

/// What the decisions about an operation look at.
pub(super) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) config: &'a Config,
    pub(super) named: &'a Named,
    pub(super) models: &'a [Model],
}

impl Context<'_> {
    /// The bodies of failures, one variant for each type, sorted by variant.
    pub(super) fn failure_bodies(&self) -> Vec<FailureBody> {
        let failures = self
            .api
            .operations
            .iter()
            .flat_map(|operation| &operation.failures);
        let types: BTreeSet<Type> = failures
            .filter_map(|failure| failure.content.as_ref())
            .map(|content| self.content_type(content).0)
            .collect();
        let mut taken = BTreeSet::new();
        let mut bodies: Vec<FailureBody> = types
            .into_iter()
            .map(|ty| {
                let name = match &ty {
                    Type::Model(name) => name.clone(),
                    Type::String => Ident::pascal("Text"),
                    Type::Bytes => Ident::pascal("Bytes"),
                    Type::Vec(_) => Ident::pascal("List"),
                    _ => Ident::pascal("Json"),
                };
                FailureBody {
                    variant: name.unique(&mut taken),
                    ty,
                }
            })
            .collect();
        bodies.sort_by(|a, b| a.variant.cmp(&b.variant));
        bodies
    }

    /// Everything about one operation.
    pub(super) fn decide(
        &self,
        operation: &api::Operation,
        name: &Ident,
        handles: &[Handle],
        failures: &[FailureBody],
    ) -> Operation {
        let home = operation.tags.first();
        let handle = handles
            .iter()
            .position(|handle| home == Some(&handle.tag))
            .unwrap_or_default();
        let inputs = self.inputs(operation);
        let (arguments, setters): (Vec<_>, Vec<_>) =
            inputs.into_iter().partition(|(required, _)| *required);
        let arguments: Vec<Input> = arguments.into_iter().map(|(_, input)| input).collect();
        let setters: Vec<Input> = setters.into_iter().map(|(_, input)| input).collect();
        let output = self.output(operation);
        let request = Ident::pascal(name.as_str());
        let failures = operation
            .failures
            .iter()
            .filter_map(|failure| {
                let (ty, _) = self.content_type(failure.content.as_ref()?);
                let body = failures.iter().find(|body| body.ty == ty)?;
                Some(Failure {
                    status: failure.status,
                    variant: body.variant.clone(),
                })
            })
            .collect();
        let mut example: Vec<Expression> = arguments
            .iter()
            .map(|input| expression::argument(self, operation, input))
            .collect();
        expression::tell_apart(&mut example);
        let (title, docs) =
            operation_docs::write(self, operation, &request, &arguments, &setters, &output);
        Operation {
            key: operation.key.clone(),
            id: operation
                .id
                .clone()
                .unwrap_or_else(|| operation.key.clone()),
            method: operation.method.clone(),
            path: operation.path.clone(),
            title,
            handle,
            name: name.clone(),
            request,
            docs,
            deprecated: operation.deprecated,
            path_parts: self.path_parts(operation, &arguments),
            query: parameters::fixed_query(operation),
            sample: sample::call(self.api, operation, arguments.iter().chain(&setters)),
            paging: paging::decide(self, operation, &output),
            arguments,
            setters,
            output,
            failures,
            example,
        }
    }

    /// Parameters and body, and whether each must be given.
    fn inputs(&self, operation: &api::Operation) -> Vec<(bool, Input)> {
        // What the code of a method uses, and the methods that every request has.
        let mut taken: BTreeSet<String> = [
            "call",
            "clone",
            "into_future",
            "items",
            "pages",
            "prepare",
            "request",
            "self",
            "send",
            "set_cursor",
        ]
        .map(str::to_owned)
        .into();
        let mut inputs = self.parameters(operation, &mut taken);
        if let Some(body) = &operation.body {
            let (ty, _) = self.content_type(&body.content);
            let target = match body.content.encoding {
                Encoding::Json => Target::JsonBody,
                Encoding::Multipart => Target::MultipartBody,
                Encoding::Text | Encoding::Bytes => Target::RawBody,
            };
            inputs.push((
                body.required,
                Input {
                    name: Ident::snake("body").unique(&mut taken),
                    wire: match (target, body.content.media_type.as_str()) {
                        (Target::MultipartBody, _) | (_, "application/json") => String::new(),
                        (_, media_type) => media_type.to_owned(),
                    },
                    docs: body
                        .description
                        .as_deref()
                        .map(clean_line)
                        .unwrap_or_default(),
                    passing: if self.is_union(&ty) {
                        Passing::Into
                    } else {
                        passing(&ty)
                    },
                    ty,
                    target,
                    deprecated: false,
                },
            ));
        }
        inputs
    }

    /// Whether a value of the type can be made from its variants.
    pub(super) fn is_union(&self, ty: &Type) -> bool {
        let Type::Model(name) = ty else { return false };
        self.models
            .iter()
            .any(|model| model.name == *name && matches!(model.kind, super::ModelKind::Union(_)))
    }

    fn output(&self, operation: &api::Operation) -> Output {
        let content = operation
            .success
            .iter()
            .find_map(|response| response.content.as_ref());
        let (ty, decoding) = content.map_or((Type::Unit, Decoding::Empty), |content| {
            self.content_type(content)
        });
        let statuses = operation
            .success
            .iter()
            .map(|response| status_text(response.status));
        Output {
            ty,
            decoding,
            statuses: statuses.collect(),
        }
    }

    fn content_type(&self, content: &api::Content) -> (Type, Decoding) {
        match content.encoding {
            Encoding::Json | Encoding::Multipart => (
                type_of(self.api, self.named, &content.value),
                Decoding::Json,
            ),
            Encoding::Text => (Type::String, Decoding::Text),
            Encoding::Bytes => (Type::Bytes, Decoding::Bytes),
        }
    }
}

/// A status pattern as documents write it.
pub(super) fn status_text(status: api::Status) -> String {
    match status {
        api::Status::Code(code) => code.to_string(),
        api::Status::Range(first) => format!("{first}XX"),
        api::Status::Default => "default".to_owned(),
    }
}

//! Handles, the methods of operations, their requests and what these answer with.

use super::{Canonical, Item, Origin, Part, Surface};
use crate::rust::{
    AnswerVariant, Client, Decoding, Handle, Input, Location, Operation, PathPart, Target, Type,
    argument, status_text,
};

pub(super) fn add(surface: &mut Surface, client: &Client, canonical: &Canonical) {
    for handle in &client.handles {
        let first = handle.operations.first().or(handle.links.first());
        let Some(first) = first.and_then(|&at| client.operations.get(at)) else {
            continue;
        };
        let origin = Origin::Operation(canonical.key(&first.key).to_owned());
        let shown = format!("pub fn {}(&self) -> {}", handle.module, handle.name);
        if !handle.on_client {
            let path = format!("Client::{}", handle.module);
            surface.insert(path, Item::plain(origin, shown));
        }
        for &at in handle.operations.iter().chain(&handle.links) {
            if let Some(operation) = client.operations.get(at) {
                let adding = Adding {
                    client,
                    handle,
                    operation,
                    canonical,
                    key: canonical.key(&operation.key),
                };
                adding.add(surface, handle.operations.contains(&at));
            }
        }
    }
}

/// One operation under one of its handles.
struct Adding<'a> {
    client: &'a Client,
    handle: &'a Handle,
    operation: &'a Operation,
    canonical: &'a Canonical,
    key: &'a str,
}

impl Adding<'_> {
    fn add(&self, surface: &mut Surface, home: bool) {
        let operation = self.operation;
        let path = format!("{}::{}", self.handle.name, operation.name);
        let request = format!("{}::{}", self.handle.module, operation.request);
        let mut method = self.method(None, operation.name.as_str(), &operation.arguments);
        if home {
            method.wire = self.sent();
            method.leads_to = self.failures();
            self.request(surface, &path, &request);
        }
        surface.insert(path, method);
    }

    /// The bodies of failures, as the client shows them.
    fn failures(&self) -> Vec<String> {
        let failures = self.operation.failures.iter().filter_map(|failure| {
            let mut bodies = self.client.failures.iter();
            bodies.find(|body| body.variant == failure.variant)
        });
        failures.map(|body| body.ty.to_string()).collect()
    }

    fn origin(&self) -> Origin {
        Origin::Operation(self.key.to_owned())
    }

    fn method(&self, parent: Option<&str>, name: &str, arguments: &[Input]) -> Item {
        let taken: Vec<String> = arguments.iter().map(declared).collect();
        let shown = format!(
            "pub fn {name}(&self{}) -> {}",
            taken
                .iter()
                .map(|one| format!(", {one}"))
                .collect::<String>(),
            self.operation.request
        );
        let mut item = match parent {
            Some(parent) => Item::of(parent, self.origin(), shown),
            None => Item::plain(self.origin(), shown),
        };
        item.deprecated = self.operation.deprecated;
        for input in arguments {
            item = item.part(self.input(input), argument(&input.ty, input.passing));
        }
        item
    }

    fn input(&self, input: &Input) -> Origin {
        let name = match input.target.location() {
            Some(location) => {
                let name = super::super::align::input_name(location, &input.wire);
                self.canonical.input(self.key, name)
            }
            None => "body".to_owned(),
        };
        Origin::Input(self.key.to_owned(), name)
    }

    /// The items of the request that the method makes.
    fn request(&self, surface: &mut Surface, method: &str, request: &str) {
        let operation = self.operation;
        for input in &operation.setters {
            let taken = argument(&input.ty, input.passing);
            let shown = format!("pub fn {}(self, {taken}) -> Self", input.name);
            let mut setter =
                Item::of(method, self.input(input), shown).part(self.input(input), taken);
            setter.deprecated = input.deprecated;
            surface.insert(format!("{request}::{}", input.name), setter);
        }
        for other in &operation.alternatives {
            let body = operation
                .arguments
                .iter()
                .position(|input| input.name == other.input.name);
            let item = match body {
                Some(at) => {
                    let mut arguments = operation.arguments.clone();
                    arguments[at] = other.input.clone();
                    Item {
                        origin: self.input(&other.input),
                        ..self.method(Some(method), other.method.as_str(), &arguments)
                    }
                }
                None => {
                    let taken = argument(&other.input.ty, other.input.passing);
                    let shown = format!("pub fn {}(self, {taken}) -> Self", other.method);
                    let origin = self.input(&other.input);
                    Item::of(method, origin.clone(), shown).part(origin, taken)
                }
            };
            let owner = if body.is_some() {
                self.handle.name.as_str()
            } else {
                request
            };
            surface.insert(format!("{owner}::{}", other.method), item);
        }
        if let Some(content_type) = &operation.content_type {
            let shown = format!("pub fn {}(self, &str) -> Self", content_type.method);
            let origin = Origin::Input(self.key.to_owned(), "body".to_owned());
            let item = Item::of(method, origin.clone(), shown);
            surface.insert(
                format!("{request}::{}", content_type.method),
                item.wire(origin, content_type.choices.join(", ")),
            );
        }
        self.answers(surface, method, request);
    }

    fn answers(&self, surface: &mut Surface, method: &str, request: &str) {
        let output = &self.operation.output;
        let origin = || Origin::Answer(self.key.to_owned());
        let item = |shown: String| Item::of(method, origin(), shown);
        surface.insert(
            format!("{request}::Output"),
            item(format!("type Output = {}", output.ty)).part(origin(), output.ty.to_string()),
        );
        for other in &output.others {
            let shown = format!(
                "pub fn {}(self) -> RequestAs<Self, {}>",
                other.method, other.ty
            );
            surface.insert(
                format!("{request}::{}", other.method),
                item(shown).part(origin(), other.ty.to_string()),
            );
        }
        if let Some(resume) = &output.resume {
            for (name, argument) in [(&resume.from, "&str"), (&resume.reconnecting, "u32")] {
                let shown = format!("pub fn {name}(self, {argument}) -> Self");
                surface.insert(format!("{request}::{name}"), item(shown));
            }
        }
        if let Some(paging) = &self.operation.paging {
            let shown = format!("pub fn items(self) -> Items<{}>", paging.item);
            surface.insert(
                format!("{request}::items"),
                item(shown).part(origin(), paging.item.to_string()),
            );
        }
        let others = output.others.iter().map(|one| (&one.decoding, &one.ty));
        for (decoding, ty) in [(&output.decoding, &output.ty)].into_iter().chain(others) {
            let (Decoding::ByStatus(variants), Type::Answer(name)) = (decoding, ty) else {
                continue;
            };
            let path = format!("{}::{name}", self.handle.module);
            for AnswerVariant {
                status, name, ty, ..
            } in variants
            {
                let shown = match ty {
                    Type::Unit => name.to_string(),
                    ty => format!("{name}({ty})"),
                };
                let variant = item(shown)
                    .part(origin(), ty.to_string())
                    .wire(origin(), status_text(*status));
                surface.insert(format!("{path}::{name}"), variant);
            }
        }
    }

    /// What the request sends and how its answers are read, beyond what code has to fit.
    fn sent(&self) -> Vec<Part> {
        let operation = self.operation;
        let part = |origin: Origin, text: String| Part { origin, text };
        let mut sent = vec![
            part(
                self.origin(),
                format!("{} {}", operation.method, self.path()),
            ),
            part(self.origin(), format!("{:?}", operation.query)),
            part(Origin::Requirement(self.key.to_owned()), self.requirement()),
            part(
                Origin::OwnAddress(self.key.to_owned()),
                format!("{:?}", operation.server),
            ),
            part(
                Origin::Answer(self.key.to_owned()),
                format!(
                    "{:?} {:?}",
                    operation.output.described, operation.output.decoding
                ),
            ),
        ];
        let inputs = operation.arguments.iter().chain(&operation.setters);
        sent.extend(inputs.map(|input| {
            let place = match input.target {
                // Where it stands in the path is said with the path, and it has no name there.
                Target::Path => self.form(input),
                // Names of headers are alike in any case.
                target if target.location() == Some(Location::Header) => {
                    format!("{} {target:?}", input.wire.to_ascii_lowercase())
                }
                target => format!("{} {target:?}", input.wire),
            };
            part(self.input(input), place)
        }));
        if !operation.form.is_empty() {
            let body = Origin::Input(self.key.to_owned(), "body".to_owned());
            sent.push(part(body, format!("{:?}", operation.form)));
        }
        sent.extend(operation.failures.iter().map(|failure| {
            let text = format!("{} {}", status_text(failure.status), failure.variant);
            part(Origin::Answer(self.key.to_owned()), text)
        }));
        sent
    }

    /// What the operation asks for; where nothing at all is said, all that the client has is sent.
    fn requirement(&self) -> String {
        match self
            .operation
            .security
            .as_ref()
            .or(self.client.security.as_ref())
        {
            Some(asked) => format!("{asked:?}"),
            None if self.client.schemes.is_empty() => "[]".to_owned(),
            None => "any".to_owned(),
        }
    }

    /// The path, whatever the names of its arguments.
    fn path(&self) -> String {
        let parts = self.operation.path_parts.iter();
        let text = parts.map(|part| match part {
            PathPart::Literal(text) => text.as_str(),
            PathPart::Argument { .. } => "{}",
        });
        text.collect()
    }

    /// The way an argument stands in the path.
    fn form(&self, input: &Input) -> String {
        let mut parts = self.operation.path_parts.iter();
        let form = parts.find_map(|part| match part {
            PathPart::Argument { name, form, .. } if *name == input.name => Some(form),
            _ => None,
        });
        form.map(|form| format!("{form:?}")).unwrap_or_default()
    }
}

fn declared(input: &Input) -> String {
    format!("{}: {}", input.name, argument(&input.ty, input.passing))
}

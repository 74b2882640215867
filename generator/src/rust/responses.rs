//! The response of an operation: one type, possibly unit, or a variant for each status; the same
//! for each further media type.

use std::collections::BTreeSet;

use super::bodies::BodyNames;
use super::context::Context;
use super::docs::clean_line;
use super::media_types::{method_words, with_own_method};
use super::status_words::status_words;
use super::types::{item_type, type_of};
use super::{
    Decoding, DescribedBody, Failure, FailureBody, Generic, Ident, OtherOutput, Output, Plain,
    ResponseVariant, Resume, Type,
};
use crate::api::{self, Content, Encoding, SchemaKind, Status};

/// A status, the type of its body, and how it is decoded.
type OfStatus<'a> = (&'a api::Response, Type, Decoding);

impl Context<'_> {
    /// The output of an operation whose request is called `request`.
    pub(super) fn output(
        &self,
        operation: &api::Operation,
        request: &Ident,
        names: &mut BodyNames,
        methods: &mut BTreeSet<String>,
    ) -> Output {
        let bodies = operation.success.iter().map(|response| {
            let (ty, decoding) = self.success_type(response, response.preferred());
            (response, ty, decoding)
        });
        let (ty, decoding) = output_of(bodies.collect(), || names.response(request));
        let others = with_own_method(operation)
            .into_iter()
            .map(|(content, name)| {
                let words = method_words(content.encoding, name);
                let method = Ident::snake(&words).unique(methods);
                let bodies = operation.success.iter().filter_map(|response| {
                    let content = response.contents.iter();
                    let content = content.rev().rfind(|one| one.choices.contains(name));
                    let has_body = !response.contents.is_empty();
                    let (ty, decoding) = match content {
                        None if has_body => return None,
                        content => self.success_type(response, content),
                    };
                    Some((response, ty, decoding))
                });
                let response = || names.response(&Ident::pascal(&format!("{request} {method}")));
                let (ty, decoding) = output_of(bodies.collect(), response);
                let is_stream = matches!(content.encoding, Encoding::Events | Encoding::Lines);
                OtherOutput {
                    switch: is_stream.then(|| self.stream_switch(operation)).flatten(),
                    method,
                    media_type: name.clone(),
                    ty,
                    decoding,
                }
            });
        let others: Vec<OtherOutput> = others.collect();
        let mut streams = others.iter().map(|other| &other.decoding);
        let has_events = decoding.is_events() || streams.any(Decoding::is_events);
        Output {
            resume: (has_events && self.can_repeat(operation)).then(|| Resume {
                from: Ident::snake("resume_from").unique(methods),
                reconnecting: Ident::snake("reconnecting").unique(methods),
            }),
            described: described(operation, &decoding),
            ty,
            decoding,
            statuses: operation
                .success
                .iter()
                .map(|response| response.status.to_string())
                .collect(),
            others,
        }
    }

    /// The property of the body that requests a stream instead of a whole response. An omitted body
    /// becomes JSON, so a form only has the switch if it has a body.
    fn stream_switch(&self, operation: &api::Operation) -> Option<String> {
        const SWITCH: &str = "stream";
        let body = operation.body.as_ref()?;
        let has_switch = |content: &Content| {
            let is_body = match content.encoding {
                Encoding::Json => true,
                Encoding::Form | Encoding::Multipart => body.required,
                _ => false,
            };
            let schemas = &self.api.schemas;
            let kind = schemas.get(&content.value.schema).map(|it| &it.kind);
            let Some(SchemaKind::Object(object)) = kind.filter(|_| is_body) else {
                return false;
            };
            let properties = object.properties.iter();
            let mut switches = properties.filter(|one| one.name == SWITCH && !one.read_only);
            let kind = switches
                .next()
                .and_then(|one| schemas.get(&one.value.schema));
            matches!(kind.map(|it| &it.kind), Some(SchemaKind::Boolean))
        };
        let has_switch = body.contents.iter().any(has_switch);
        has_switch.then(|| SWITCH.to_owned())
    }

    /// Whether sending a request twice has the same effect as sending it once: by its method (RFC
    /// 9110, section 9.2.2), or because it only reads.
    fn can_repeat(&self, operation: &api::Operation) -> bool {
        let method = operation.method.as_str();
        ["GET", "PUT", "DELETE", "QUERY"].contains(&method) || self.only_reads(operation)
    }

    fn success_type(
        &self,
        response: &api::Response,
        content: Option<&Content>,
    ) -> (Type, Decoding) {
        let Some(content) = content else {
            let status = response.status;
            return match status.is_redirect() && !status.has_no_body() {
                true => (Plain::Redirect.into(), Decoding::Redirect),
                false => (Plain::Unit.into(), Decoding::Empty),
            };
        };
        let item = || item_type(self.api, self.named, &content.value);
        let kind = self
            .api
            .schemas
            .get(&content.value.schema)
            .map(|it| &it.kind);
        match (content.encoding, kind) {
            (Encoding::Events, _) if content.event.is_some() => (
                Generic::Events.of(item()),
                Decoding::EventItems(content.event.clone().unwrap_or_default()),
            ),
            // Undescribed data, or a string, is not JSON.
            (Encoding::Events, None | Some(SchemaKind::Any | SchemaKind::String(_))) => {
                (events(Plain::String.into()), Decoding::TextEvents)
            }
            (Encoding::Events, _) => (events(item()), Decoding::Events),
            (Encoding::Lines, _) => (Generic::Lines.of(item()), Decoding::Lines),
            (Encoding::Bytes | Encoding::Multipart, _) => {
                (Plain::Download.into(), Decoding::Download)
            }
            (Encoding::Json, _) => (item(), Decoding::Json),
            _ => self.whole_type(content),
        }
    }

    /// The type of a body that is read before the call returns.
    pub(super) fn whole_type(&self, content: &Content) -> (Type, Decoding) {
        match content.encoding {
            Encoding::Json => (
                type_of(self.api, self.named, &content.value),
                Decoding::Json,
            ),
            Encoding::Form | Encoding::Events | Encoding::Lines | Encoding::Text => {
                (Plain::String.into(), Decoding::Text)
            }
            Encoding::Bytes | Encoding::Multipart => (Plain::Bytes.into(), Decoding::Bytes),
        }
    }

    /// The bodies of an error status: one per media type, if they decode to different values.
    pub(super) fn failures(&self, failure: &api::Response, bodies: &[FailureBody]) -> Vec<Failure> {
        let mut found: Vec<Failure> = Vec::new();
        for content in &failure.contents {
            let (ty, _) = self.whole_type(content);
            if let Some(body) = bodies.iter().find(|body| body.ty == ty) {
                found.push(Failure {
                    status: failure.status,
                    media_type: Some(content.media_type.clone()),
                    variant: body.variant.clone(),
                });
            }
        }
        found.dedup_by(|later, first| later.variant == first.variant);
        if let [only] = found.as_mut_slice() {
            only.media_type = None;
        }
        found
    }

    /// The error bodies, one variant for each type, sorted by variant.
    pub(super) fn failure_bodies(&self) -> Vec<FailureBody> {
        let failures = self
            .api
            .operations
            .iter()
            .flat_map(|operation| &operation.failures);
        let types: BTreeSet<Type> = failures
            .flat_map(|failure| &failure.contents)
            .map(|content| self.whole_type(content).0)
            .collect();
        let mut taken = BTreeSet::new();
        let mut bodies: Vec<FailureBody> = types
            .into_iter()
            .map(|ty| {
                let name = match (&ty, ty.as_model()) {
                    (_, Some(name)) => name.clone(),
                    (ty, _) if *ty == Plain::String => Ident::pascal("Text"),
                    (ty, _) if *ty == Plain::Bytes => Ident::pascal("Bytes"),
                    (ty, _) if ty.is(Generic::Vec) => Ident::pascal("List"),
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
}

/// Events whose data is of a type.
fn events(data: Type) -> Type {
    Generic::Events.of(Generic::Event.of(data))
}

/// The bodies of all statuses as one type; `name` names one with a variant for each status.
fn output_of(bodies: Vec<OfStatus<'_>>, name: impl FnOnce() -> Ident) -> (Type, Decoding) {
    let kinds: BTreeSet<(&Type, &Decoding)> = bodies
        .iter()
        .map(|(_, ty, decoding)| (ty, decoding))
        .collect();
    let some: Vec<(&Type, &Decoding)> = kinds
        .iter()
        .filter(|(ty, _)| **ty != Plain::Unit)
        .copied()
        .collect();
    match some.as_slice() {
        [] => (Plain::Unit.into(), Decoding::Empty),
        [(ty, decoding)] if kinds.len() == 1 => ((*ty).clone(), (*decoding).clone()),
        // The body does not show whether there is a redirect.
        [(ty, decoding)] if **ty != Plain::Redirect => optional((*ty).clone(), (*decoding).clone()),
        _ => (
            Type::response(&name()),
            Decoding::ByStatus(variants(&bodies)),
        ),
    }
}

/// A body that may be absent.
fn optional(ty: Type, decoding: Decoding) -> (Type, Decoding) {
    match ty.is(Generic::Option) {
        true => (ty, Decoding::OptionalOrNull(decoding.into())),
        false => (Generic::Option.of(ty), Decoding::Optional(decoding.into())),
    }
}

/// Makes JSON bodies optional.
pub(super) fn allow_empty(output: &mut Output) {
    let others = output.others.iter_mut();
    let others = others.map(|other| (&mut other.ty, &mut other.decoding));
    for (ty, decoding) in [(&mut output.ty, &mut output.decoding)]
        .into_iter()
        .chain(others)
    {
        match decoding {
            Decoding::Json => (*ty, *decoding) = optional(ty.clone(), Decoding::Json),
            Decoding::ByStatus(variants) => {
                let variants = variants.iter_mut();
                for one in variants.filter(|one| one.decoding == Decoding::Json) {
                    (one.ty, one.decoding) = optional(one.ty.clone(), Decoding::Json);
                }
            }
            _ => {}
        }
    }
}

/// The bodies by status, as the runtime looks them up; empty if all of them are plain JSON.
fn described(operation: &api::Operation, decoding: &Decoding) -> Vec<DescribedBody> {
    let all = || operation.success.iter();
    let is_plain = |response: &api::Response| match response.contents.as_slice() {
        [] => !response.status.is_redirect(),
        [only] => only.encoding == Encoding::Json && only.choices == ["application/json"],
        _ => false,
    };
    if all().all(is_plain) {
        return Vec::new();
    }
    let body = |status, content: Option<&Content>| DescribedBody {
        status,
        encoding: content.map(|content| content.encoding),
        media_types: content
            .map(|content| content.choices.clone())
            .unwrap_or_default(),
    };
    let mut described: Vec<DescribedBody> = all()
        .flat_map(|response| {
            let contents = response.contents.iter();
            let none = response.contents.is_empty().then_some(None);
            let contents = contents.map(Some).chain(none);
            contents.map(|content| body(response.status, content))
        })
        .collect();
    if let Decoding::ByStatus(variants) = decoding
        && has_other(variants)
    {
        described.push(DescribedBody {
            status: Status::Default,
            encoding: None,
            media_types: vec!["*/*".to_owned()],
        });
    }
    described
}

/// Whether there are success statuses without a variant.
pub(crate) fn has_other(variants: &[ResponseVariant]) -> bool {
    !variants
        .iter()
        .any(|variant| matches!(variant.status, Status::Range(2) | Status::Default))
}

fn variants(responses: &[OfStatus<'_>]) -> Vec<ResponseVariant> {
    // The variant of all other statuses.
    let mut taken = BTreeSet::from(["other".to_owned()]);
    responses
        .iter()
        .map(|(response, ty, decoding)| ResponseVariant {
            status: response.status,
            name: Ident::pascal(&status_words(response.status)).unique(&mut taken),
            docs: response
                .description
                .as_deref()
                .map(clean_line)
                .unwrap_or_default(),
            ty: ty.clone(),
            // If the status selects the body, the whole exchange is over before decoding.
            decoding: decoding.clone(),
        })
        .collect()
}

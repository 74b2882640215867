//! What an operation answers with: one type, perhaps nothing, or a variant for each status.

use std::collections::BTreeSet;

use super::bodies::BodyNames;
use super::docs::clean_line;
use super::operations::{Context, status_text};
use super::types::type_of;
use super::{AnswerVariant, Decoding, FailureBody, Ident, Output, Resume, Stream, Type};
use crate::api::{self, Content, Encoding, SchemaKind, Status};

impl Context<'_> {
    /// The answer of an operation whose request is called `request`.
    pub(super) fn output(
        &self,
        operation: &api::Operation,
        request: &Ident,
        names: &mut BodyNames,
        methods: &mut BTreeSet<String>,
    ) -> Output {
        let answers: Vec<(&api::Response, Type, Decoding)> = operation
            .success
            .iter()
            .map(|response| {
                let (ty, decoding) = self.success_type(response.content.as_ref());
                (response, ty, decoding)
            })
            .collect();
        let kinds: BTreeSet<(&Type, &Decoding)> = answers
            .iter()
            .map(|(_, ty, decoding)| (ty, decoding))
            .collect();
        let bodies: Vec<(&Type, &Decoding)> = kinds
            .iter()
            .filter(|(ty, _)| **ty != Type::Unit)
            .copied()
            .collect();
        let (ty, decoding) = match bodies.as_slice() {
            [] => (Type::Unit, Decoding::Empty),
            [(ty, decoding)] if kinds.len() == 1 => ((*ty).clone(), (*decoding).clone()),
            [(ty, decoding)] => (
                Type::Option((*ty).clone().into()),
                Decoding::Optional((*decoding).clone().into()),
            ),
            _ => {
                let name = names.answer(request);
                (Type::Answer(name), Decoding::ByStatus(variants(&answers)))
            }
        };
        let first = operation
            .success
            .iter()
            .find_map(|response| response.content.as_ref());
        let stream = operation
            .success
            .iter()
            .find_map(|response| response.stream.as_ref())
            .map(|content| self.stream(operation, content, methods));
        let streamed = stream.as_ref().map(|stream| &stream.decoding);
        let has_events = decoding.is_events() || streamed.is_some_and(Decoding::is_events);
        Output {
            resume: (has_events && can_repeat(&operation.method)).then(|| Resume {
                from: Ident::snake("resume_from").unique(methods),
                reconnecting: Ident::snake("reconnecting").unique(methods),
            }),
            ty,
            decoding,
            accept: first.and_then(accept),
            statuses: operation
                .success
                .iter()
                .map(|response| status_text(response.status))
                .collect(),
            stream,
        }
    }

    fn stream(
        &self,
        operation: &api::Operation,
        content: &Content,
        methods: &mut BTreeSet<String>,
    ) -> Stream {
        let (ty, decoding) = self.success_type(Some(content));
        let method = match content.encoding {
            Encoding::Events => "events",
            _ => "lines",
        };
        Stream {
            method: Ident::snake(method).unique(methods),
            media_type: content.media_type.clone(),
            ty,
            decoding,
            switch: self.stream_switch(operation),
        }
    }

    /// The property of the JSON body that asks for a stream in place of a whole response.
    fn stream_switch(&self, operation: &api::Operation) -> Option<String> {
        const SWITCH: &str = "stream";
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let mut json = contents.filter(|content| content.encoding == Encoding::Json);
        let schemas = &self.api.schemas;
        let SchemaKind::Object(object) = &schemas.get(&json.next()?.value.schema)?.kind else {
            return None;
        };
        let properties = object.properties.iter();
        let mut switches = properties.filter(|one| one.name == SWITCH && !one.read_only);
        let kind = &schemas.get(&switches.next()?.value.schema)?.kind;
        matches!(kind, SchemaKind::Boolean).then(|| SWITCH.to_owned())
    }

    fn success_type(&self, content: Option<&Content>) -> (Type, Decoding) {
        let Some(content) = content else {
            return (Type::Unit, Decoding::Empty);
        };
        let item = || type_of(self.api, self.named, &content.value);
        let kind = self
            .api
            .schemas
            .get(&content.value.schema)
            .map(|it| &it.kind);
        match (content.encoding, kind) {
            (Encoding::Events, _) if content.event.is_some() => (
                Type::Events(item().into()),
                Decoding::EventItems(content.event.clone().unwrap_or_default()),
            ),
            // Text that says nothing of JSON is no JSON.
            (Encoding::Events, None | Some(SchemaKind::Any | SchemaKind::String(_))) => {
                (events(Type::String), Decoding::TextEvents)
            }
            (Encoding::Events, _) => (events(item()), Decoding::Events),
            (Encoding::Lines, Some(SchemaKind::String(_))) => {
                (Type::Lines(Type::Json.into()), Decoding::Lines)
            }
            (Encoding::Lines, _) => (Type::Lines(item().into()), Decoding::Lines),
            (Encoding::Bytes | Encoding::Multipart, _) => (Type::Download, Decoding::Download),
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
                (Type::String, Decoding::Text)
            }
            Encoding::Bytes | Encoding::Multipart => (Type::Bytes, Decoding::Bytes),
        }
    }

    /// The bodies of failures, one variant for each type, sorted by variant.
    pub(super) fn failure_bodies(&self) -> Vec<FailureBody> {
        let failures = self
            .api
            .operations
            .iter()
            .flat_map(|operation| &operation.failures);
        let types: BTreeSet<Type> = failures
            .filter_map(|failure| failure.content.as_ref())
            .map(|content| self.whole_type(content).0)
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
}

/// Events whose data is of a type.
fn events(data: Type) -> Type {
    Type::Events(Type::Event(data.into()).into())
}

/// Whether sending a request again does what sending it once does (RFC 9110, section 9.2.2).
fn can_repeat(method: &str) -> bool {
    ["GET", "PUT", "DELETE"].contains(&method)
}

/// The media type to ask for; none for JSON, which every request prefers.
fn accept(content: &Content) -> Option<String> {
    let media_type = content.media_type.trim();
    let sent = media_type
        .bytes()
        .all(|byte| (b'!'..=b'~').contains(&byte) || byte == b' ');
    let plain = ["application/json", "text/json", "*/*", "*", ""].contains(&media_type)
        || media_type.starts_with("application/json;");
    (sent && !plain).then(|| media_type.to_owned())
}

fn variants(answers: &[(&api::Response, Type, Decoding)]) -> Vec<AnswerVariant> {
    // What has no variant of its own.
    let mut taken = BTreeSet::from(["other".to_owned()]);
    answers
        .iter()
        .map(|(response, ty, decoding)| AnswerVariant {
            status: response.status,
            name: Ident::pascal(&reason(response.status)).unique(&mut taken),
            docs: response
                .description
                .as_deref()
                .map(clean_line)
                .unwrap_or_default(),
            ty: ty.clone(),
            // The whole exchange is over when a status tells which body it is.
            decoding: decoding.clone(),
        })
        .collect()
}

/// What a status is called (IANA HTTP Status Code Registry).
fn reason(status: Status) -> String {
    let reason = match status {
        Status::Code(200) => "ok",
        Status::Code(201) => "created",
        Status::Code(202) => "accepted",
        Status::Code(203) => "non authoritative",
        Status::Code(204) => "no content",
        Status::Code(205) => "reset content",
        Status::Code(206) => "partial content",
        Status::Code(207) => "multi status",
        Status::Code(208) => "already reported",
        Status::Code(226) => "im used",
        Status::Code(code) => return format!("status {code}"),
        Status::Range(first) => return format!("success {first}xx"),
        Status::Default => "default",
    };
    reason.to_owned()
}

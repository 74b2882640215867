//! Request bodies: the body that a call takes, and its alternative forms.

use std::collections::BTreeSet;

use super::code_span::code_span;
use super::context::Context;
use super::docs::clean_line;
use super::models::passing;
use super::operation_names::OperationName;
use super::types::{item_type, type_of};
use super::{
    Alternative, ContentType, Generic, Handle, Ident, Input, PartStyle, Passing, Plain, Target,
    sample_value,
};
use crate::api::{self, Content, Encoding, SchemaKind, StringFormat, Use};

/// The names that bodies add to operations: methods of handles, and types next to requests.
#[derive(Debug)]
pub(super) struct BodyNames {
    types: BTreeSet<String>,
    methods: BTreeSet<String>,
}

impl BodyNames {
    /// The names that operations leave free.
    pub(super) fn beside(operations: &[OperationName], handles: &[Handle]) -> Self {
        let lower = |name: Ident| name.as_str().to_lowercase();
        let requests = operations.iter().map(|name| name.request.clone());
        let methods = operations.iter().map(|name| name.method.clone());
        let handles = handles.iter().map(|handle| handle.name.clone());
        Self {
            types: requests.chain(handles).map(lower).collect(),
            methods: methods.map(lower).collect(),
        }
    }

    /// The type of a response with variants.
    pub(super) fn response(&mut self, request: &Ident) -> Ident {
        Ident::pascal(&format!("{request} Response")).unique(&mut self.types)
    }
}

/// The body of an operation.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// The body that the call takes, and whether it is required.
    pub(super) preferred: Option<(bool, Input)>,
    pub(super) alternatives: Vec<Alternative>,
    pub(super) content_type: Option<ContentType>,
    pub(super) form: Vec<(String, PartStyle)>,
}

impl Context<'_> {
    /// The body of the operation whose method is called `name`; `taken` are the names of its
    /// other inputs.
    pub(super) fn bodies(
        &self,
        operation: &api::Operation,
        name: &Ident,
        names: &mut BodyNames,
        taken: &mut BTreeSet<String>,
    ) -> Bodies {
        let Some(body) = &operation.body else {
            return Bodies::default();
        };
        let Some((first, others)) = body.contents.split_first() else {
            return Bodies::default();
        };
        let argument = Ident::snake("body").unique(taken);
        let mut kinds = BTreeSet::from([first.encoding]);
        let alternatives = others
            .iter()
            .map(|content| {
                let kind = if kinds.insert(content.encoding) {
                    kind(content.encoding).to_owned()
                } else {
                    subtype(&content.media_type)
                };
                Alternative {
                    method: if body.required {
                        let method = Ident::snake(&format!("{name} as {kind}"));
                        method.unique(&mut names.methods)
                    } else {
                        Ident::snake(&kind).unique(taken)
                    },
                    input: self.body_input(body, content, argument.clone()),
                    words: format!("{} ({})", words(content.encoding), media_types(content)),
                    form: form_styles(content),
                    sample: sample_value::make(self.api, self.named, &content.value),
                }
            })
            .collect();
        let mut choices = Vec::new();
        for choice in body.contents.iter().flat_map(|content| &content.choices) {
            if !choices.contains(choice) {
                choices.push(choice.clone());
            }
        }
        Bodies {
            content_type: (!choices.is_empty()).then(|| ContentType {
                method: Ident::snake("content_type").unique(taken),
                choices,
            }),
            form: form_styles(first),
            preferred: Some((body.required, self.body_input(body, first, argument))),
            alternatives,
        }
    }

    fn body_input(&self, body: &api::Body, content: &Content, name: Ident) -> Input {
        let value = || type_of(self.api, self.named, &content.value);
        // Null is `None`.
        let whole = || item_type(self.api, self.named, &content.value);
        let kind = self
            .api
            .schemas
            .get(&content.value.schema)
            .map(|it| &it.kind);
        let (ty, target, usual) = match content.encoding {
            Encoding::Json => (whole(), Target::JsonBody, "application/json"),
            Encoding::Form => (
                value(),
                Target::FormBody,
                "application/x-www-form-urlencoded",
            ),
            Encoding::Multipart => {
                let form = "multipart/form-data";
                let items: Vec<&Use> = kind.iter().flat_map(|kind| kind.children()).collect();
                let files = items.iter().filter(|item| self.is_file(item)).count();
                match kind {
                    Some(SchemaKind::Object(_)) => (value(), Target::MultipartBody, form),
                    // In a form each part has a name.
                    Some(
                        SchemaKind::List(_) | SchemaKind::Tuple(_) | SchemaKind::OpenTuple { .. },
                    ) if content.media_type != form => match files {
                        0 => (value(), Target::ValueParts, ""),
                        all if all == items.len() => {
                            (Generic::Vec.of(Plain::File), Target::FileParts, "")
                        }
                        _ => (Generic::Vec.of(Plain::FormPart), Target::FileParts, ""),
                    },
                    // A form without described parts is built by hand.
                    _ => (Plain::Form.into(), Target::MultipartBody, form),
                }
            }
            Encoding::Lines => (Generic::Sequence.of(whole()), Target::SequenceBody, ""),
            Encoding::Text | Encoding::Events => (Plain::String.into(), Target::RawBody, ""),
            Encoding::Bytes => (Plain::Body.into(), Target::RawBody, ""),
        };
        let becomes_it = ty == Plain::Body || ty.is(Generic::Sequence) || self.is_open(&ty);
        let passing = match becomes_it {
            true => Passing::Into,
            false => passing(&ty),
        };
        Input {
            name,
            wire: if content.media_type == usual {
                String::new()
            } else {
                content.media_type.clone()
            },
            docs: (body.description.as_deref().map(clean_line))
                .filter(|line| !line.is_empty())
                .into_iter()
                .collect(),
            passing,
            ty,
            target,
            positions: content.positions.clone(),
            deprecated: false,
        }
    }

    fn is_file(&self, value: &Use) -> bool {
        let kind = self.api.schemas.get(&value.schema).map(|it| &it.kind);
        matches!(kind, Some(SchemaKind::String(StringFormat::Binary)))
    }
}

fn form_styles(content: &Content) -> Vec<(String, PartStyle)> {
    if content.encoding != Encoding::Form {
        return Vec::new();
    }
    let styles = content
        .parts
        .iter()
        .filter_map(|(name, part)| Some((name.clone(), part.style?)));
    styles.collect()
}

fn kind(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "json",
        Encoding::Form => "form",
        Encoding::Multipart => "multipart",
        Encoding::Lines => "lines",
        Encoding::Text | Encoding::Events => "text",
        Encoding::Bytes => "bytes",
    }
}

fn words(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "JSON",
        Encoding::Form => "a URL-encoded form",
        Encoding::Multipart => "a form with parts",
        Encoding::Lines => "JSON values one after the other",
        Encoding::Text | Encoding::Events => "text",
        Encoding::Bytes => "bytes",
    }
}

/// The media type that is sent, and those that can be chosen instead of it.
fn media_types(content: &Content) -> String {
    let others = content.choices.iter();
    let others = others.filter(|it| !it.eq_ignore_ascii_case(&content.media_type));
    let all = std::iter::once(&content.media_type).chain(others);
    let all: Vec<String> = all.map(|it| code_span(it)).collect();
    match all.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => all.concat(),
    }
}

/// The part of a media type that distinguishes it from others of its kind: `merge-patch+json`.
fn subtype(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    let subtype = essence.rsplit('/').next().unwrap_or_default();
    subtype.replace(['+', '.', '-'], " ")
}

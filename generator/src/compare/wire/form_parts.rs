//! The parts of forms: how they are encoded, and their headers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::draft::sorted;
use super::kinds::{self, is_scalar};
use crate::api::{
    Api, Content, Encoding, PartEncoding, PartHeader, PartStyle, SchemaKind, Shape, StringFormat,
    Style, Use,
};
use crate::compare::pair::Pair;
use crate::compare::{Http, Rule};

/// A change of a part: the names of the part and its headers, a sentence, the verdict, and both values.
type PartChange = (Vec<String>, String, Http, Pair<Value>);

/// One side of a form.
type Form<'a> = (&'a Api, &'a Content);

/// How deep lists are entered to find the type of a part.
const DEEPEST: usize = 4;

/// The changes of the parts that both sides have.
pub(super) fn judge(forms: Pair<Form<'_>>) -> Vec<PartChange> {
    let mut found = Vec::new();
    for name in names(forms) {
        let part = forms.map(|(_, content)| content.parts.get(name).cloned().unwrap_or_default());
        let values = forms.map(|form| value_of(form, name));
        let mut sides = forms.with(values).sides().into_iter();
        let is_one = sides.all(|((api, _), value)| {
            let schema = value.and_then(|value| api.schemas.get(&value.schema));
            schema.is_some_and(|schema| is_scalar(api, &schema.kind))
        });
        let written = part.as_ref().map(Written::of);
        if !written.differs() && part.old.media_type.is_none() && has_another_type(forms, values) {
            continue;
        }
        let sent = forms.with(part.as_ref()).with(values);
        let sent = sent.map(|((form, part), value)| Sent::of(form, part, value, is_one));
        let Some((message, http)) = verdict(name, sent.as_ref(), written.differs()) else {
            continue;
        };
        let json = |one: Written<'_>| serde_json::to_value(one).unwrap_or_default();
        let sides = part.as_ref().sides().into_iter();
        let headers = sides.flat_map(|one| one.headers.iter().map(|(header, _)| header.clone()));
        let members = headers.chain([name.clone()]).collect();
        found.push((members, message, http, written.map(json)));
    }
    found
}

/// Whether the values of a part are of another type, with which its usual media type is reported.
fn has_another_type(forms: Pair<Form<'_>>, values: Pair<Option<&Use>>) -> bool {
    let apis = forms.map(|(api, _)| api);
    let kinds = apis.with(values).map(|(api, value)| item(api, value?, 0));
    let rule = kinds.both().and_then(|kinds| match (kinds.old, kinds.new) {
        (SchemaKind::String(old), SchemaKind::String(new)) if is_file(*old) != is_file(*new) => {
            Some(Rule::TypeChanged)
        }
        _ => kinds::rule(apis, kinds),
    });
    rule == Some(Rule::TypeChanged)
}

/// The kind of a part's values: each item of a list is a part.
fn item<'a>(api: &'a Api, value: &Use, depth: usize) -> Option<&'a SchemaKind> {
    match &api.schemas.get(&value.schema)?.kind {
        SchemaKind::List(value) if depth < DEEPEST => item(api, value, depth + 1),
        kind => Some(kind),
    }
}

/// Whether strings of a format are files in a multipart form.
pub(super) fn is_file(format: StringFormat) -> bool {
    format == StringFormat::Binary
}

fn verdict(name: &str, sent: Pair<&Sent>, is_rewritten: bool) -> Option<(String, Http)> {
    if !sent.differs() {
        let message = format!("the encoding of the part `{name}` is written differently");
        return is_rewritten.then_some((message, Http::Compatible));
    }
    let of_form = (sent.old.style == sent.new.style)
        .then(|| sent.old.media_types.is_subset(&sent.new.media_types));
    let headers = headers(sent.map(|one| &one.headers));
    match (of_form, headers) {
        (Some(true), None) => {
            let message = format!("the part `{name}` may have other media types, too");
            Some((message, Http::Compatible))
        }
        (Some(true), Some((header, verb, http))) => Some((
            format!("the header `{header}` of the part `{name}` {verb}"),
            http,
        )),
        _ => {
            let message = format!("the serialization of the part `{name}` was changed");
            Some((message, Http::Breaking))
        }
    }
}

/// The header with the worst change: its name, what happened, and the verdict.
fn headers(headers: Pair<&BTreeMap<String, SentHeader>>) -> Option<(&str, &'static str, Http)> {
    let names: BTreeSet<&String> = headers.old.keys().chain(headers.new.keys()).collect();
    let changes = names.into_iter().filter_map(|name| {
        let (verb, http) = match (headers.old.get(name), headers.new.get(name)) {
            (Some(old), Some(new)) if old == new => return None,
            (Some(_), None) => ("was removed", Http::Warning),
            (None, Some(new)) if new.required => ("is required now", Http::Breaking),
            (None, _) => ("was added", Http::Compatible),
            (Some(old), Some(new)) if (&old.shape, old.explode) != (&new.shape, new.explode) => {
                ("has values of another type", Http::Breaking)
            }
            (Some(_), Some(new)) if new.required => ("became required", Http::Breaking),
            (Some(_), Some(_)) => ("became optional", Http::Compatible),
        };
        Some((name.as_str(), verb, http))
    });
    changes.max_by_key(|(.., http)| *http)
}

/// The encoding of a part as in the document.
#[derive(PartialEq, Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'a String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    style: Option<PartStyle>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    headers: BTreeMap<String, WrittenHeader<'a>>,
}

#[derive(PartialEq, Serialize)]
struct WrittenHeader<'a> {
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a String>,
}

impl<'a> Written<'a> {
    fn of(part: &'a PartEncoding) -> Self {
        let headers = part.headers.iter().map(|(name, header)| {
            let header = WrittenHeader {
                required: header.as_ref().is_some_and(|it| it.required),
                description: header.as_ref().and_then(|it| it.description.as_ref()),
            };
            (name.to_ascii_lowercase(), header)
        });
        Self {
            media_type: part.media_type.as_ref(),
            style: part.style,
            headers: headers.collect(),
        }
    }
}

/// The encoding of a part as it is sent, with its defaults.
#[derive(PartialEq)]
struct Sent {
    media_types: BTreeSet<String>,
    style: Option<PartStyle>,
    headers: BTreeMap<String, SentHeader>,
}

#[derive(PartialEq)]
struct SentHeader {
    required: bool,
    explode: bool,
    shape: Option<Value>,
}

impl Sent {
    fn of(
        (api, content): Form<'_>,
        part: &PartEncoding,
        value: Option<&Use>,
        is_one: bool,
    ) -> Self {
        let usual = || {
            value
                .and_then(|value| usual(api, value, 0))
                .map(str::to_owned)
        };
        let media_type = part.media_type.clone().or_else(usual);
        let media_types = media_type.iter().flat_map(|listed| listed.split(','));
        // A single value is encoded alike in every style.
        let is_default =
            |style: PartStyle| content.encoding == Encoding::Form && style == (Style::Form, true);
        let headers = part.headers.iter().map(|(name, header)| {
            let of = |header: &PartHeader| SentHeader {
                required: header.required,
                explode: header.explode,
                shape: serde_json::to_value(Shape::of(api, &header.value))
                    .ok()
                    .map(sorted),
            };
            let untyped = SentHeader {
                required: false,
                explode: false,
                shape: None,
            };
            (
                name.to_ascii_lowercase(),
                header.as_ref().map_or(untyped, of),
            )
        });
        Self {
            media_types: media_types
                .map(|one| one.trim().to_ascii_lowercase())
                .collect(),
            style: part.style.filter(|style| !is_one && !is_default(*style)),
            headers: headers.collect(),
        }
    }
}

/// The media type of a part that declares none (OpenAPI 3.1.1, Encoding Object).
fn usual(api: &Api, value: &Use, depth: usize) -> Option<&'static str> {
    use SchemaKind::{List, Map, Object, String};
    match &api.schemas.get(&value.schema)?.kind {
        String(StringFormat::Binary) => Some("application/octet-stream"),
        Object(_) | Map { .. } => Some("application/json"),
        List(item) if depth < DEEPEST => usual(api, item, depth + 1),
        kind if is_scalar(api, kind) => Some("text/plain"),
        _ => None,
    }
}

fn value_of<'a>((api, content): Form<'a>, name: &str) -> Option<&'a Use> {
    match &api.schemas.get(&content.value.schema)?.kind {
        SchemaKind::Object(object) => {
            let part = object.properties.iter().find(|one| one.name == name);
            part.map(|part| &part.value)
        }
        _ => None,
    }
}

/// The parts of a form with an explicit encoding that both sides have.
fn names<'a>(forms: Pair<Form<'a>>) -> BTreeSet<&'a String> {
    let is_part = |(api, content): Form<'_>, name: &str| {
        let schema = api.schemas.get(&content.value.schema);
        schema.is_none_or(|schema| match &schema.kind {
            SchemaKind::Object(object) => object.properties.iter().any(|one| one.name == name),
            _ => true,
        })
    };
    let sides = forms.sides();
    let names = sides.iter().flat_map(|(_, content)| content.parts.keys());
    names
        .filter(|name| sides.iter().all(|side| is_part(*side, name)))
        .collect()
}

//! Request bodies: whether they are sent, and their media types.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::pairs::{body_pointers, response_pointer};
use crate::api::{Api, Body, Content, Operation, PartEncoding, Response, SchemaKind};
use crate::compare::align::OperationPair;
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The contents of a body that correspond: those with the same media type, then those with the same
/// encoding.
pub(super) fn pair_contents<'a>(
    old: &'a [Content],
    new: &'a [Content],
) -> Vec<(&'a Content, &'a Content)> {
    let mut left: Vec<&Content> = new.iter().collect();
    let mut pairs = Vec::new();
    let mut rest: Vec<&Content> = old.iter().collect();
    let ways: [fn(&Content, &Content) -> bool; 2] = [
        |a, b| a.media_type == b.media_type,
        |a, b| a.encoding == b.encoding,
    ];
    for way in ways {
        rest.retain(|a| {
            let Some(at) = left.iter().position(|b| way(a, b)) else {
                return true;
            };
            pairs.push((*a, left.remove(at)));
            false
        });
    }
    pairs
}

/// The responses of both sides for the same status.
pub(super) fn pair_responses<'a>(pair: &OperationPair<'a>) -> Vec<(&'a Response, &'a Response)> {
    let all = |one: &'a crate::api::Operation| one.success.iter().chain(&one.failures);
    all(pair.base)
        .filter_map(|old| {
            let new = all(pair.revision).find(|new| new.status == old.status)?;
            Some((old, new))
        })
        .collect()
}

/// The single success status of both sides, if it changed: released clients accept any from 200 to
/// 299 instead.
pub(super) fn moved_success<'a>(pair: &OperationPair<'a>) -> Option<(&'a Response, &'a Response)> {
    match (
        pair.base.success.as_slice(),
        pair.revision.success.as_slice(),
    ) {
        ([old], [new]) if old.status != new.status => Some((old, new)),
        _ => None,
    }
}

/// The changes of a request body.
pub(super) fn judge(
    (old_api, new_api): (&Api, &Api),
    pair: &OperationPair<'_>,
    drafts: &mut Vec<Draft>,
) {
    let key = pair.key();
    let [base, revision] = body_pointers(pair);
    let place = format!("{key} -> body");
    let draft = |rule, message: &str| {
        Draft::new(rule, &place, message)
            .going(Direction::Request)
            .about(Origin::Input(key.to_owned(), "body".to_owned()))
            .reaching(key, Direction::Request)
    };
    match (is_required(pair.base), is_required(pair.revision)) {
        (None, None) => return,
        (None, Some(required)) => {
            let (rule, message) = if required {
                (Rule::RequiredBodyAdded, "a body must be sent now")
            } else {
                (Rule::OptionalBodyAdded, "a body can be sent now")
            };
            let draft = draft(rule, message).in_revision(&revision);
            drafts.push(draft.values((), media_types(pair.revision)));
            return;
        }
        (Some(_), None) => {
            let draft = draft(Rule::BodyRemoved, "no body is taken any more");
            drafts.push(draft.in_base(&base).values(media_types(pair.base), ()));
            return;
        }
        (Some(old), Some(new)) if old != new => {
            let (rule, message) = if new {
                (Rule::BodyRequired, "the body must be sent now")
            } else {
                (Rule::BodyOptional, "the body may be left out now")
            };
            drafts.push(draft(rule, message).at(&base, &revision).values(old, new));
        }
        _ => {}
    }
    judge_media_types(pair, drafts);
    let (Some(old), Some(new)) = (&pair.base.body, &pair.revision.body) else {
        return;
    };
    for (a, b) in pair_contents(&old.contents, &new.contents) {
        for name in parts((old_api, a), (new_api, b)) {
            let (was, is) = (a.parts.get(name), b.parts.get(name));
            let is_one = is_one_value(old_api, a, name) && is_one_value(new_api, b, name);
            let written = |part: Option<&PartEncoding>| {
                let part = part.cloned().unwrap_or_default();
                // A single value is encoded alike in every style.
                let style = part.style.filter(|_| !is_one);
                PartEncoding { style, ..part }
            };
            if written(was) != written(is) {
                let message = format!("the part `{name}` is written in another way");
                let draft = draft(Rule::ParameterStyleChanged, &message);
                drafts.push(draft.at(&base, &revision).values(was, is));
            }
        }
    }
}

/// Whether a body is required, if there is one.
fn is_required(operation: &Operation) -> Option<bool> {
    let body = operation.body.as_ref().map(|body| body.required);
    body.or(operation.untyped_body)
}

/// The media types of a body as written in the document.
fn media_types(operation: &Operation) -> &[String] {
    let body = operation.body.as_ref();
    body.map_or(&[], |body| &body.media_types)
}

/// Whether a part of a form is a single value, and neither a list nor an object.
fn is_one_value(api: &Api, content: &Content, name: &str) -> bool {
    use SchemaKind::{Boolean, Decimal, Enum, Integer, Number, String};
    let form = api.schemas.get(&content.value.schema);
    let Some(SchemaKind::Object(object)) = form.map(|form| &form.kind) else {
        return false;
    };
    let part = object.properties.iter().find(|one| one.name == name);
    let schema = part.and_then(|part| api.schemas.get(&part.value.schema));
    schema.is_some_and(|schema| {
        let kind = &schema.kind;
        matches!(
            kind,
            Boolean | Decimal | Enum(_) | Integer(_) | Number | String(_)
        )
    })
}

/// The parts of a form with an explicit encoding that both sides have.
fn parts<'a>(
    (old_api, old): (&'a Api, &'a Content),
    (new_api, new): (&'a Api, &'a Content),
) -> BTreeSet<&'a String> {
    let is_part = |api: &Api, content: &Content, name: &str| {
        let schema = api.schemas.get(&content.value.schema);
        schema.is_none_or(|schema| match &schema.kind {
            SchemaKind::Object(object) => object.properties.iter().any(|one| one.name == name),
            _ => true,
        })
    };
    let names = old.parts.keys().chain(new.parts.keys());
    names
        .filter(|name| is_part(old_api, old, name) && is_part(new_api, new, name))
        .collect()
}

fn judge_media_types(pair: &OperationPair<'_>, drafts: &mut Vec<Draft>) {
    let preferred = pair.base.body.as_ref().and_then(Body::preferred);
    let used = preferred.map(|content| content.media_type.as_str());
    let (old, new) = (media_types(pair.base), media_types(pair.revision));
    let change = MediaTypes {
        key: pair.key(),
        place: format!("{} -> body", pair.key()),
        direction: Direction::Request,
        is_failure: false,
        subject: Origin::Input(pair.key().to_owned(), "body".to_owned()),
        pointers: body_pointers(pair),
    };
    change.judge(old, new, drafts, |gone| {
        used.is_some_and(|used| covers(gone, used) && !is_covered(used, new))
    });
}

/// The changes of a response's media types. The client decodes the media type that it requests, so
/// one with the same encoding can replace another.
pub(super) fn judge_response(
    pair: &OperationPair<'_>,
    old: &Response,
    new: &Response,
    is_failure: bool,
    drafts: &mut Vec<Draft>,
) {
    let status = old.status.to_string();
    let change = MediaTypes {
        key: pair.key(),
        place: format!("{} -> {status}", pair.key()),
        direction: Direction::Response,
        is_failure,
        subject: Origin::Response(pair.key().to_owned()),
        pointers: [pair.base, pair.revision].map(|one| response_pointer(one, &status)),
    };
    // Each media type can be requested; another one that is decoded alike is equivalent.
    change.judge(&old.media_types, &new.media_types, drafts, |gone| {
        let mut was = old.contents.iter();
        let was = was.find(|content| {
            let mut names = content.choices.iter().chain([&content.media_type]);
            names.any(|one| covers(gone, one))
        });
        was.is_some_and(|was| !new.contents.iter().any(|is| is.encoding == was.encoding))
    });
}

/// The position of media types.
struct MediaTypes<'a> {
    key: &'a str,
    place: String,
    direction: Direction,
    is_failure: bool,
    subject: Origin,
    pointers: [Pointer; 2],
}

impl MediaTypes<'_> {
    fn judge(
        &self,
        old: &[String],
        new: &[String],
        drafts: &mut Vec<Draft>,
        is_used: impl Fn(&str) -> bool,
    ) {
        let [base, revision] = &self.pointers;
        let draft = |rule, message: String| {
            Draft::new(rule, &self.place, message)
                .going(self.direction)
                .about(self.subject.clone())
                .at(base, revision)
                .reaching(self.key, self.direction)
        };
        for gone in old.iter().filter(|name| !is_covered(name, new)) {
            let message = format!("the media type `{gone}` was removed");
            let draft = if !is_used(gone) {
                draft(Rule::OtherMediaTypeRemoved, message)
            } else if self.is_failure {
                // The call has failed anyway, and its error keeps the body.
                draft(Rule::MediaTypeRemoved, message).judged(Http::Warning)
            } else {
                draft(Rule::MediaTypeRemoved, message)
            };
            drafts.push(draft.values(gone, ()));
        }
        for name in new.iter().filter(|name| !is_covered(name, old)) {
            let message = format!("the media type `{name}` was added");
            drafts.push(draft(Rule::MediaTypeAdded, message).values((), name));
        }
    }
}

/// Whether a media type is one of these, or matches one of their ranges.
fn is_covered(name: &str, known: &[String]) -> bool {
    known.iter().any(|one| covers(one, name))
}

/// Whether a media type or range contains another one (RFC 9110, section 12.5.1).
fn covers(range: &str, name: &str) -> bool {
    let (range, name) = (essence(range), essence(name));
    match range.split_once('*') {
        _ if range == name || range == "*" => true,
        Some((start, "/*")) => start.is_empty(),
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
        None => false,
    }
}

/// A media type without its parameters, which clients ignore.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

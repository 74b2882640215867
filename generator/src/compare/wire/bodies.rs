//! Request bodies: whether they are sent, and their media types.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::form_parts;
use super::named::Named;
use super::positions::{body_pointers, response_pointers};
use crate::api::{Api, Body, Content, Encoding, Operation, Response, Shape, Status};
use crate::compare::pair::{Matched, Pair};
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The contents of a body that correspond: those with the same media type, then those with the same
/// encoding, then the only ones of a range such as `*/*`, which the schema makes more specific.
pub(super) fn pair_contents<'a>(
    contents: Pair<&'a [Content]>,
    names: Pair<&[String]>,
) -> Vec<Pair<&'a Content>> {
    let mut matched = Matched::none(contents);
    matched.add(|a, b| a.media_type == b.media_type);
    matched.add(|a, b| a.encoding == b.encoding);
    if !names.differs() && matched.removed.len() == 1 && matched.added.len() == 1 {
        matched.add(|_, _| true);
    }
    matched.pairs
}

/// The responses of both sides for the same status.
pub(super) fn pair_responses(pair: Pair<&Operation>) -> Vec<Pair<&Response>> {
    let all = pair.map(|one| one.success.iter().chain(&one.failures));
    let pairs = all.old.filter_map(|old| {
        let new = all.new.clone().find(|new| new.status == old.status)?;
        Some(Pair { old, new })
    });
    pairs.collect()
}

/// The single success status of both sides, if it changed: released clients accept any from 200 to
/// 299 instead.
pub(super) fn moved_success(pair: Pair<&Operation>) -> Option<Pair<&Response>> {
    let only = pair.map(|one| match one.success.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    let only = only.both()?;
    (only.old.status != only.new.status).then_some(only)
}

/// The success statuses that are part of another one now, each with that one: a range, or the only
/// response.
pub(super) fn covered_success(pair: Pair<&Operation>) -> Vec<Pair<&Response>> {
    let new = &pair.new.success;
    let stays = |old: &&Response| new.iter().any(|one| one.status == old.status);
    let gone = pair.old.success.iter().filter(|old| !stays(old));
    let pairs = gone.filter_map(|old| {
        let new = new
            .iter()
            .find(|new| covers_status(new.status, old.status))?;
        Some(Pair { old, new })
    });
    pairs.collect()
}

/// Whether a status is a failure of an operation.
pub(super) fn is_failure(operation: &Operation, status: Status) -> bool {
    let mut failures = operation.failures.iter();
    failures.any(|one| one.status == status)
}

/// Whether a status includes another one.
fn covers_status(wide: Status, narrow: Status) -> bool {
    match (wide, narrow) {
        (Status::Default, _) => true,
        (Status::Range(first), Status::Code(code)) => code / 100 == u16::from(first),
        _ => false,
    }
}

/// Whether released clients, which know the first of two bodies, read the second one likewise; its
/// content is compared with the schemas.
pub(super) fn is_read_alike(responses: Pair<&Response>) -> bool {
    match (responses.old.preferred(), responses.new.preferred()) {
        (None, _) => true,
        (Some(a), Some(b)) => a.encoding == b.encoding,
        (Some(_), None) => false,
    }
}

/// The changes of a request body.
pub(super) fn judge(
    apis: Pair<&Api>,
    named: Pair<&Named>,
    pair: Pair<&Operation>,
    drafts: &mut Vec<Draft>,
) {
    let key = pair.key();
    let at = body_pointers(pair);
    let place = format!("{key} -> body");
    let draft = |rule, message: &str| {
        Draft::new(rule, &place, message)
            .going(Direction::Request)
            .about(Origin::Input(key.to_owned(), "body".to_owned()))
            .reaching(key, Direction::Request)
    };
    let is_required = pair.map(is_required);
    match (is_required.old, is_required.new) {
        (None, None) => return,
        (None, Some(required)) => {
            let (rule, message) = if required {
                (Rule::RequiredBodyAdded, "a required body was added")
            } else {
                (Rule::OptionalBodyAdded, "an optional body was added")
            };
            let draft = draft(rule, message).in_revision(&at.new);
            let contents = pair.new.body.iter().flat_map(|body| &body.contents);
            let shapes = contents.map(|content| Shape::of(apis.new, &content.value));
            let shapes: Vec<Shape> = shapes.collect();
            drafts.push(draft.values((), media_types(pair.new)).identified(shapes));
            return;
        }
        (Some(_), None) => {
            let draft = draft(Rule::BodyRemoved, "the body was removed");
            drafts.push(draft.in_base(&at.old).values(media_types(pair.old), ()));
            return;
        }
        (Some(old), Some(new)) if old != new => {
            let (rule, message) = if new {
                (Rule::BodyRequired, "the body became required")
            } else {
                (Rule::BodyOptional, "the body became optional")
            };
            let draft = draft(rule, message).at(at.as_ref());
            drafts.push(draft.changed(is_required));
        }
        _ => {}
    }
    judge_media_types(pair, drafts);
    let Some(bodies) = pair.map(|one| one.body.as_ref()).both() else {
        return;
    };
    let contents = bodies.map(|body| body.contents.as_slice());
    for contents in pair_contents(contents, pair.map(media_types)) {
        let types = named.with(contents);
        let types = types.map(|(named, content)| named.get(&content.value.schema));
        for (names, message, http, values) in form_parts::judge(apis.with(contents)) {
            let draft = draft(Rule::ParameterStyleChanged, &message).judged(http);
            let draft = draft.at(at.as_ref()).changed(values);
            let types = types.sides().into_iter().flatten();
            let members = types.flat_map(|one| {
                let names = names.iter();
                names.map(move |name| Origin::Member(one.clone(), name.clone()))
            });
            drafts.push(members.fold(draft, Draft::about));
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

fn judge_media_types(pair: Pair<&Operation>, drafts: &mut Vec<Draft>) {
    let preferred = pair.old.body.as_ref().and_then(Body::preferred);
    let used = preferred.map(|content| content.media_type.as_str());
    let names = pair.map(media_types);
    let change = MediaTypes {
        key: pair.key(),
        place: format!("{} -> body", pair.key()),
        direction: Direction::Request,
        is_failure: false,
        subject: Origin::Input(pair.key().to_owned(), "body".to_owned()),
        pointers: body_pointers(pair),
    };
    change.judge(names, drafts, |gone| {
        used.is_some_and(|used| covers(gone, used) && !is_covered(used, names.new))
    });
    let bodies = pair.map(|one| one.body.as_ref()).both();
    if let Some(bodies) = bodies {
        let contents = bodies.map(|body| body.contents.as_slice());
        change.judge_parameters(contents, drafts);
        // Other encodings are reported with the schema.
        change.judge_encodings(pair_contents(contents, names), drafts, is_text_or_bytes);
    }
}

/// The changes of a response's media types. The client decodes the media type that it requests, so
/// one with the same encoding can replace another.
pub(super) fn judge_response(
    pair: Pair<&Operation>,
    responses: Pair<&Response>,
    is_failure: bool,
    drafts: &mut Vec<Draft>,
) {
    let Pair { old, new } = responses;
    let status = old.status.to_string();
    let change = MediaTypes {
        key: pair.key(),
        place: format!("{} -> {status}", pair.key()),
        direction: Direction::Response,
        is_failure,
        subject: Origin::Response(pair.key().to_owned()),
        pointers: response_pointers(pair, responses),
    };
    // Each media type can be requested; another one that is decoded alike is equivalent.
    let names = responses.map(|one| one.media_types.as_slice());
    change.judge(names, drafts, |gone| {
        let mut was = old.contents.iter();
        let was = was.find(|content| {
            let mut names = content.choices.iter().chain([&content.media_type]);
            names.any(|one| covers(gone, one))
        });
        was.is_some_and(|was| !new.contents.iter().any(|is| is.encoding == was.encoding))
    });
    let contents = responses.map(|one| one.contents.as_slice());
    change.judge_parameters(contents, drafts);
    change.judge_encodings(pair_contents(contents, names), drafts, |_| true);
}

/// Whether a body was text and is bytes, or the reverse.
pub(super) fn is_text_or_bytes(encoding: Pair<Encoding>) -> bool {
    use Encoding::{Bytes, Text};
    matches!((encoding.old, encoding.new), (Text, Bytes) | (Bytes, Text))
}

/// The position of media types.
struct MediaTypes<'a> {
    key: &'a str,
    place: String,
    direction: Direction,
    is_failure: bool,
    subject: Origin,
    pointers: Pair<Pointer>,
}

impl MediaTypes<'_> {
    fn draft(&self, rule: Rule, message: String) -> Draft {
        Draft::new(rule, &self.place, message)
            .going(self.direction)
            .about(self.subject.clone())
            .at(self.pointers.as_ref())
            .reaching(self.key, self.direction)
    }

    fn judge(
        &self,
        names: Pair<&[String]>,
        drafts: &mut Vec<Draft>,
        is_used: impl Fn(&str) -> bool,
    ) {
        let draft = |rule, message| self.draft(rule, message);
        for gone in names.old.iter().filter(|name| !is_covered(name, names.new)) {
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
        for name in names.new.iter().filter(|name| !is_covered(name, names.old)) {
            let message = format!("the media type `{name}` was added");
            drafts.push(draft(Rule::MediaTypeAdded, message).values((), name));
        }
    }

    /// Contents that are encoded differently, because of their schemas.
    fn judge_encodings(
        &self,
        pairs: Vec<Pair<&Content>>,
        drafts: &mut Vec<Draft>,
        is_own: impl Fn(Pair<Encoding>) -> bool,
    ) {
        for contents in pairs {
            let encoding = contents.map(|one| one.encoding);
            if !encoding.differs() || !is_own(encoding) {
                continue;
            }
            let (rule, http) = match (is_text_or_bytes(encoding), encoding.new) {
                (false, _) if self.is_failure => (Rule::TypeChanged, Http::Warning),
                (false, _) => (Rule::TypeChanged, Http::Breaking),
                // The media type is textual, so the server probably still sends or accepts text.
                (true, Encoding::Bytes) => (Rule::TypeWidened, Http::Warning),
                (true, _) => (Rule::TypeNarrowed, Http::Warning),
            };
            let word = encoding.map(word);
            let message = format!("the body was {} and is {}", word.old, word.new);
            let draft = self.draft(rule, message).changed(word);
            let http = http.min(rule.http(draft.direction));
            drafts.push(draft.judged(http));
        }
    }

    /// The parameters of media types, with which clients send and request them.
    fn judge_parameters(&self, contents: Pair<&[Content]>, drafts: &mut Vec<Draft>) {
        let names = contents.map(|contents| -> BTreeSet<&String> {
            let usual = contents.iter().map(|one| &one.media_type);
            let choices = contents.iter().flat_map(|one| &one.choices);
            usual.chain(choices).collect()
        });
        let alike = |a: &str, b: &str| essence(a) == essence(b);
        let mut added: Vec<&String> = names.new.difference(&names.old).copied().collect();
        added.retain(|new| names.old.iter().any(|old| alike(old, new)));
        for old in names.old.difference(&names.new) {
            let new = match added.iter().position(|new| alike(old, new)) {
                Some(at) => added.remove(at),
                None => match names.new.iter().find(|new| alike(old, new)) {
                    Some(new) => new,
                    None => continue,
                },
            };
            let message = format!("the media type `{old}` is now `{new}`");
            let draft = self.draft(Rule::MediaTypeParameterChanged, message);
            let draft = draft.values(old, new);
            drafts.push(if self.is_failure || parameters(old) == parameters(new) {
                draft.judged(Http::Compatible)
            } else {
                draft
            });
        }
        for new in added {
            let message = format!("the media type `{new}` was added");
            let draft = self.draft(Rule::MediaTypeParameterChanged, message);
            drafts.push(draft.values((), new).judged(Http::Compatible));
        }
    }
}

/// An encoding for a sentence.
fn word(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Json => "JSON",
        Encoding::Form => "a form",
        Encoding::Multipart => "a multipart body",
        Encoding::Lines => "a sequence of JSON values",
        Encoding::Text => "text",
        Encoding::Bytes => "bytes",
        Encoding::Events => "an event stream",
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

/// The parameters of a media type other than the charset, which is always UTF-8.
fn parameters(media_type: &str) -> BTreeSet<String> {
    let parameters = media_type.split(';').skip(1);
    let parameters = parameters.map(|one| one.trim().to_ascii_lowercase());
    parameters
        .filter(|one| !one.is_empty() && !one.starts_with("charset="))
        .collect()
}

/// A media type without its parameters, which clients ignore in responses.
fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

//! The responses of an operation: statuses, presence of a body, and headers.

use super::bodies;
use super::draft::Draft;
use super::positions::{response_pointer, response_pointers, shared};
use super::same::same_type;
use crate::api::{Api, Header, Operation, Response, Shape, Status};
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
use crate::rust::items::Origin;

pub(super) fn judge(apis: Pair<&Api>, pair: Pair<&Operation>, drafts: &mut Vec<Draft>) {
    let change = Responses { pair };
    let known = reads_alike(apis, pair);
    let pairs = bodies::pair_responses(pair);
    let covered = bodies::covered_success(pair);
    for (old, is_success) in all(pair.old) {
        if !pairs.iter().any(|pair| pair.old.status == old.status) {
            let rule = match (old.status, is_success) {
                (Status::Default, _) => Rule::DefaultResponseRemoved,
                (_, true) => Rule::SuccessStatusRemoved,
                (_, false) => Rule::FailureStatusRemoved,
            };
            let status = old.status.to_string();
            let draft = change.draft(rule, &status, format!("the status {status} was removed"));
            let at = response_pointer(pair.old, &status);
            let draft = draft.in_base(&at).values(&status, ());
            // The server may respond as before: the bodies are compared with their schemas.
            let is_read = covered
                .iter()
                .any(|pair| pair.old.status == old.status && bodies::is_read_alike(*pair));
            let is_success = rule == Rule::SuccessStatusRemoved;
            drafts.push(if is_success && known && !pair.new.success.is_empty() {
                draft.judged(Http::Compatible)
            } else if is_success && is_read {
                draft.judged(Http::Warning)
            } else {
                draft
            });
        }
    }
    for (new, is_success) in all(pair.new) {
        if !pairs.iter().any(|pair| pair.new.status == new.status) {
            let rule = match (new.status, is_success) {
                (Status::Default, _) => Rule::DefaultResponseAdded,
                (_, true) => Rule::SuccessStatusAdded,
                (_, false) => Rule::FailureStatusAdded,
            };
            let status = new.status.to_string();
            let draft = change.draft(rule, &status, format!("the status {status} was added"));
            let at = response_pointer(pair.new, &status);
            let shapes = new.contents.iter();
            let shapes = shapes.map(|content| Shape::of(apis.new, &content.value));
            let draft = draft.in_revision(&at).values((), &status);
            let draft = draft.identified(shapes.collect::<Vec<_>>());
            // A redirect is an error to released clients.
            let is_read = known && !new.status.is_redirect();
            drafts.push(if rule == Rule::SuccessStatusAdded && is_read {
                draft.judged(Http::Compatible)
            } else {
                draft
            });
        }
    }
    for responses in pairs {
        change.judge(responses, drafts);
    }
}

/// Whether every new success status has a body like one that released clients know. They accept any
/// status from 200 to 299 as a success.
fn reads_alike(apis: Pair<&Api>, pair: Pair<&Operation>) -> bool {
    if let Some(moved) = bodies::moved_success(pair) {
        return bodies::is_read_alike(moved);
    }
    let old = &pair.old.success;
    let is_known = |new: &Response| old.iter().any(|one| one.status == new.status);
    let alike = |one: &Response, new: &Response| match (one.preferred(), new.preferred()) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            a.encoding == b.encoding && same_type((apis.old, &a.value), (apis.new, &b.value))
        }
        _ => false,
    };
    let mut new = pair.new.success.iter().filter(|new| !is_known(new));
    // Of several bodies, the status selects one.
    new.all(|new| match old.as_slice() {
        [only] => alike(only, new),
        _ => false,
    })
}

/// Whether a status never has a body, whatever is described (RFC 9110, sections 15.3.5 and 15.3.6).
fn is_bodiless(status: Status) -> bool {
    matches!(status, Status::Code(204 | 205))
}

/// The responses of one side, and whether they mean success.
fn all(operation: &Operation) -> impl Iterator<Item = (&Response, bool)> {
    let success = operation.success.iter().map(|one| (one, true));
    success.chain(operation.failures.iter().map(|one| (one, false)))
}

/// The encoding of a header's value, in OpenAPI's words.
fn encoding(header: &Header) -> String {
    match (&header.media_type, header.explode) {
        (Some(media_type), _) => media_type.clone(),
        (None, true) => "simple, explode".to_owned(),
        (None, false) => "simple".to_owned(),
    }
}

struct Responses<'a> {
    pair: Pair<&'a Operation>,
}

impl Responses<'_> {
    fn draft(&self, rule: Rule, status: &str, message: String) -> Draft {
        let key = self.pair.key();
        Draft::new(rule, &format!("{key} -> {status}"), message)
            .going(Direction::Response)
            .about(Origin::Response(key.to_owned()))
            .reaching(key, Direction::Response)
    }

    fn judge(&self, responses: Pair<&Response>, drafts: &mut Vec<Draft>) {
        let Pair { old, new } = responses;
        let status = old.status.to_string();
        let at = response_pointers(self.pair, responses);
        // The client keeps any body of an error; the call has failed anyway.
        let is_failure = bodies::is_failure(self.pair.old, old.status);
        let draft = |rule: Rule, message: &str| {
            let draft = self
                .draft(rule, &status, message.to_owned())
                .at(at.as_ref());
            if is_failure && rule.http(draft.direction) == Http::Breaking {
                draft.judged(Http::Warning)
            } else {
                draft
            }
        };
        match (old.preferred(), new.preferred()) {
            (None, Some(_)) => {
                let draft = draft(Rule::ResponseBodyAdded, "the response has a body now");
                drafts.push(draft.values((), &new.media_types));
            }
            (Some(_), None) => {
                let draft = draft(
                    Rule::ResponseBodyRemoved,
                    "the response no longer has a body",
                );
                drafts.push(draft.values(&old.media_types, ()));
            }
            _ => {
                let before = drafts.len();
                bodies::judge_response(self.pair, responses, is_failure, drafts);
                if is_bodiless(old.status) {
                    for draft in drafts.iter_mut().skip(before) {
                        draft.http = Some(Http::Compatible);
                    }
                }
            }
        }
        let same = |a: &Header, b: &Header| a.name.eq_ignore_ascii_case(&b.name);
        for header in &old.headers {
            let name = &header.name;
            let Some(other) = new.headers.iter().find(|other| same(header, other)) else {
                let rule = if header.required {
                    Rule::RequiredHeaderRemoved
                } else {
                    Rule::OptionalHeaderRemoved
                };
                drafts.push(
                    draft(rule, &format!("the header `{name}` was removed")).values(name, ()),
                );
                continue;
            };
            let nodes = Pair {
                old: &header.at,
                new: &other.at,
            };
            let at = shared(nodes, at.clone());
            let draft = |rule, message: &str| draft(rule, message).at(at.as_ref());
            if header.required != other.required {
                let (rule, word) = if other.required {
                    (Rule::HeaderRequired, "became required")
                } else {
                    (Rule::HeaderOptional, "became optional")
                };
                let draft = draft(rule, &format!("the header `{name}` {word}"));
                drafts.push(draft.values(header.required, other.required));
            }
            let encodings = Pair {
                old: encoding(header),
                new: encoding(other),
            };
            if encodings.differs() {
                let message = format!("the serialization of the header `{name}` was changed");
                drafts.push(draft(Rule::HeaderChanged, &message).changed(encodings));
            }
            if header.schema != other.schema {
                let what = if header.kind == other.kind {
                    "schema"
                } else {
                    "type"
                };
                let message = format!("the {what} of the header `{name}` was changed");
                let draft = draft(Rule::HeaderChanged, &message);
                drafts.push(draft.values(&header.schema, &other.schema));
            }
        }
        for header in &new.headers {
            if !old.headers.iter().any(|other| same(header, other)) {
                let message = format!("the header `{}` was added", header.name);
                drafts.push(draft(Rule::HeaderAdded, &message).values((), &header.name));
            }
        }
    }
}

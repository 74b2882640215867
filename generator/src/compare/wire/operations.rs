//! Operations: added and removed ones, and changes of one as a whole.

use super::draft::Draft;
use super::parameters::deprecation;
use super::{bodies, parameters, responses, security, texts};
use crate::api::{Annotations, Api, Operation};
use crate::compare::align::{Alignment, OperationPair};
use crate::compare::{Direction, Http, Rule};
use crate::rust::items::Origin;

pub(super) fn judge(
    base: &Api,
    revision: &Api,
    alignment: &Alignment<'_>,
    drafts: &mut Vec<Draft>,
) {
    for old in &alignment.removed {
        let message = format!("`{}` was removed", old.key);
        let draft = match old
            .annotations
            .sunset
            .as_ref()
            .filter(|_| old.annotations.deprecated)
        {
            // An announced sunset date has warned all callers.
            Some(day) => {
                let message = format!("{message}, as announced by the sunset date `{day}`");
                whole(Rule::OperationRemoved, old, message).judged(Http::Warning)
            }
            None => whole(Rule::OperationRemoved, old, message),
        };
        let draft = draft.in_base(&old.pointer).values(&old.key, ());
        let draft = draft.about(Origin::Response(old.key.clone()));
        let follows = security::follow(old, base, revision);
        drafts.push(if follows {
            draft.about(Origin::Credentials)
        } else {
            draft
        });
    }
    for new in &alignment.added {
        let draft = whole(
            Rule::OperationAdded,
            new,
            format!("`{}` was added", new.key),
        );
        let draft = draft.in_revision(&new.pointer).values((), &new.key);
        let draft = draft.about(Origin::Response(new.key.clone()));
        let follows = security::follow(new, revision, base);
        drafts.push(if follows {
            draft.about(Origin::Credentials)
        } else {
            draft
        });
    }
    for pair in &alignment.pairs {
        judge_pair(pair, drafts);
        parameters::judge((base, revision), pair, drafts);
        bodies::judge((base, revision), pair, drafts);
        responses::judge((base, revision), pair, drafts);
        texts::judge_operation(pair, drafts);
    }
}

fn whole(rule: Rule, operation: &Operation, message: String) -> Draft {
    let key = operation.key.as_str();
    Draft {
        operation: Some(key.to_owned()),
        ..Draft::new(rule, key, message)
    }
    .about(Origin::Operation(key.to_owned()))
    .reaching(key, Direction::Both)
}

fn judge_pair(pair: &OperationPair<'_>, drafts: &mut Vec<Draft>) {
    let (old, new) = (pair.base, pair.revision);
    let draft = |rule, message: String| whole(rule, old, message).at(&old.pointer, &new.pointer);
    let without_names = |one: &Operation| {
        let parts = one.parts.iter().map(|part| match part {
            crate::api::PathPart::Literal(text) => text.as_str(),
            crate::api::PathPart::Parameter(_) => "{}",
        });
        (one.method.clone(), parts.collect::<String>())
    };
    if without_names(old) != without_names(new) || old.query != new.query {
        let message = format!("`{}` is `{}` now", old.key, new.key);
        drafts.push(draft(Rule::PathChanged, message).values(&old.key, &new.key));
    }
    if old.id != new.id {
        let name = |id: &Option<String>| match id {
            Some(id) => format!("`{id}`"),
            None => "absent".to_owned(),
        };
        let message = format!(
            "the operationId was {} and is {}",
            name(&old.id),
            name(&new.id)
        );
        drafts.push(draft(Rule::OperationIdChanged, message).values(&old.id, &new.id));
    }
    if old.tags != new.tags {
        let message = format!(
            "the tags were {} and are {}",
            list(&old.tags),
            list(&new.tags)
        );
        drafts.push(draft(Rule::TagsChanged, message).values(&old.tags, &new.tags));
    }
    let (was, is) = (&old.annotations, &new.annotations);
    if (was.deprecated, &was.sunset) != (is.deprecated, &is.sunset) {
        let message = match (was.deprecated == is.deprecated, &is.sunset) {
            (true, Some(day)) => format!("the operation has the sunset date `{day}`"),
            (true, None) => "the sunset date of the operation was removed".to_owned(),
            (false, Some(day)) if is.deprecated => {
                format!("the operation was deprecated with the sunset date `{day}`")
            }
            (false, _) => deprecation("the operation", is.deprecated),
        };
        let values = |one: &Annotations| (one.deprecated, one.sunset.clone());
        let draft = draft(Rule::DeprecationChanged, message);
        drafts.push(draft.values(values(was), values(is)));
    }
}

/// Names for a sentence.
fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

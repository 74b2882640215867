//! Operations: added and removed ones, and changes of one as a whole.

use super::draft::Draft;
use super::named::Named;
use super::parameters::deprecation;
use super::{bodies, parameters, responses, security, texts};
use crate::api::{Api, Location, Operation};
use crate::compare::align::{Alignment, shape};
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
use crate::rust::items::Origin;

pub(super) fn judge(
    apis: Pair<&Api>,
    named: Pair<&Named>,
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
        let follows = security::follow(old, apis.old, apis.new);
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
        let follows = security::follow(new, apis.new, apis.old);
        drafts.push(if follows {
            draft.about(Origin::Credentials)
        } else {
            draft
        });
    }
    for pair in &alignment.pairs {
        judge_pair(*pair, drafts);
        parameters::judge(apis, *pair, drafts);
        bodies::judge(apis, named, *pair, drafts);
        responses::judge(apis, *pair, drafts);
        texts::judge_operation(*pair, drafts);
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

fn judge_pair(pair: Pair<&Operation>, drafts: &mut Vec<Draft>) {
    let draft =
        |rule, message: String| whole(rule, pair.old, message).at(pair.map(|one| &one.pointer));
    let path = pair.map(|one| (shape(one), &one.query));
    if path.differs() || pair.swaps_parameters() {
        let key = pair.map(|one| &one.key);
        let message = format!("`{}` is `{}` now", key.old, key.new);
        let mut draft = draft(Rule::PathChanged, message).changed(key);
        if pair.swaps_parameters() {
            let parameters = pair.old.parameters.iter();
            for one in parameters.filter(|one| one.location == Location::Path) {
                let name = one.location.input_name(&one.name);
                draft = draft.about(Origin::Input(pair.key().to_owned(), name));
            }
        }
        drafts.push(draft);
    }
    let id = pair.map(|one| &one.id);
    if id.differs() {
        let name = id.map(|id| match id {
            Some(id) => format!("`{id}`"),
            None => "absent".to_owned(),
        });
        let message = format!("the operationId was {} and is {}", name.old, name.new);
        drafts.push(draft(Rule::OperationIdChanged, message).changed(id));
    }
    let tags = pair.map(|one| &one.tags);
    if tags.differs() {
        let list = tags.map(|tags| list(tags));
        let message = format!("the tags were {} and are {}", list.old, list.new);
        drafts.push(draft(Rule::TagsChanged, message).changed(tags));
    }
    let stated = pair.map(|one| (one.annotations.deprecated, &one.annotations.sunset));
    if stated.differs() {
        let is_deprecated = pair.map(|one| one.annotations.deprecated);
        let message = match (is_deprecated.differs(), &pair.new.annotations.sunset) {
            (false, Some(day)) => format!("the operation has the sunset date `{day}`"),
            (false, None) => "the sunset date of the operation was removed".to_owned(),
            (true, Some(day)) if is_deprecated.new => {
                format!("the operation was deprecated with the sunset date `{day}`")
            }
            (true, _) => deprecation("the operation", is_deprecated.new),
        };
        drafts.push(draft(Rule::DeprecationChanged, message).changed(stated));
    }
}

/// Names for a sentence.
fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

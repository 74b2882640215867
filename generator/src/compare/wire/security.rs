//! Security: the required credentials, their locations, and their scopes.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::servers::{WHOLE, of_operations, within};
use crate::api::{Api, Operation, Requirement};
use crate::compare::align::Alignment;
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// One change that some operations share: rule, message, and both values.
type SharedChange = (Rule, String, Option<String>, Option<String>);

pub(super) fn judge(apis: Pair<&Api>, alignment: &Alignment<'_>, drafts: &mut Vec<Draft>) {
    judge_schemes(apis, drafts);
    let mut found: BTreeMap<SharedChange, Vec<Pair<&Operation>>> = BTreeMap::new();
    for pair in &alignment.pairs {
        let mut add = |rule, message, before, after| {
            let what = (rule, message, before, after);
            found.entry(what).or_default().push(*pair);
        };
        let stated = apis.with(*pair);
        let required = stated.map(|(api, operation)| requirement_of(api, operation));
        if required.differs() {
            let rule = if accepts_all_of(&required.old, &required.new) {
                Rule::SecurityRemoved
            } else {
                Rule::SecurityAdded
            };
            let code = required.as_ref().map(|one| words(one, "`"));
            let plain = required.as_ref().map(|one| Some(words(one, "")));
            let message = format!(
                "the security requirement was {} and is {}",
                code.old, code.new
            );
            add(rule, message, plain.old, plain.new);
        }
        let unscoped = BTreeMap::new();
        let scopes = stated.map(|(api, operation)| {
            let scopes = api.security.scopes.get(&operation.key);
            scopes.unwrap_or(&unscoped)
        });
        let on_both_sides = |scheme: &&String| {
            let mut sides = required.as_ref().sides().into_iter();
            sides.all(|required| required.iter().any(|names| names.contains(scheme)))
        };
        let schemes: BTreeSet<&String> = scopes.old.keys().chain(scopes.new.keys()).collect();
        for scheme in schemes.into_iter().filter(on_both_sides) {
            let none = BTreeSet::new();
            let asked = scopes.map(|scopes| scopes.get(scheme).unwrap_or(&none));
            for scope in asked.new.difference(asked.old) {
                let message = format!("the scope `{scope}` of `{scheme}` is required");
                add(Rule::ScopeAdded, message, None, Some(scope.clone()));
            }
            for scope in asked.old.difference(asked.new) {
                let message = format!("the scope `{scope}` of `{scheme}` is no longer required");
                add(Rule::ScopeRemoved, message, Some(scope.clone()), None);
            }
        }
    }
    let is_other =
        |(rule, ..): &SharedChange| matches!(rule, Rule::SecurityAdded | Rule::SecurityRemoved);
    let (mut removed, mut added) = (alignment.removed.iter(), alignment.added.iter());
    let explained = found.keys().any(is_other)
        || removed.any(|one| follow(one, apis.old, apis.new))
        || added.any(|one| follow(one, apis.new, apis.old));
    if !explained {
        drafts.extend(judge_unused(apis));
    }
    for ((rule, message, before, after), operations) in found {
        let draft = of_operations(rule, message, &operations, alignment).values(before, after);
        let draft = within(draft, &operations, "security", |pair| {
            let mut stated = apis.with(*pair).sides().into_iter();
            stated.any(|(api, one)| api.security.own.contains_key(&one.key))
        });
        // No item of the crate contains the scopes.
        if matches!(rule, Rule::ScopeAdded | Rule::ScopeRemoved) {
            drafts.push(draft);
            continue;
        }
        let keys = operations.iter().map(|pair| pair.key().to_owned());
        drafts.push(keys.fold(draft.about(Origin::Credentials), |draft, key| {
            draft.about(Origin::Requirement(key))
        }));
    }
}

fn judge_schemes(apis: Pair<&Api>, drafts: &mut Vec<Draft>) {
    let all = Pointer::root().child("components").child("securitySchemes");
    let draft = |message: String, names: Pair<&String>| {
        Draft::new(Rule::SecuritySchemeChanged, WHOLE, message)
            .going(Direction::Request)
            .about(Origin::Credentials)
            .at(names.map(|name| all.child(name)).as_ref())
    };
    let schemes = apis.map(|api| &api.security.schemes);
    for old in schemes.old {
        let Some(new) = schemes.new.iter().find(|new| new.name == old.name) else {
            continue;
        };
        let scheme = Pair { old, new };
        let place = scheme.map(|one| &one.place);
        if place.differs() {
            let message = format!("the credential `{}` is sent differently", old.name);
            drafts.push(draft(message, scheme.map(|one| &one.name)).changed(place));
        }
    }
    // The first scheme is the one of a single token.
    let first = schemes.map(|all| all.first()).both();
    if let Some(first) = first.map(|first| first.map(|one| &one.name))
        && first.differs()
        && schemes.new.iter().any(|one| one.name == *first.old)
        && schemes.old.iter().any(|one| one.name == *first.new)
    {
        let Pair { old, new } = first;
        let message = format!("the first credential was `{old}` and is `{new}`");
        let draft = draft(message, first).changed(first);
        drafts.push(draft.judged(Http::Compatible));
    }
}

/// The API declares credentials that no operation requires, or no longer does.
fn judge_unused(apis: Pair<&Api>) -> Option<Draft> {
    let names = apis.map(|api| -> BTreeSet<String> {
        let schemes = api.security.schemes.iter();
        schemes.map(|scheme| scheme.name.clone()).collect()
    });
    let rule = match (names.new.is_superset(&names.old), names.differs()) {
        (_, false) => return None,
        (true, _) => Rule::SecurityAdded,
        (false, _) => Rule::SecurityRemoved,
    };
    let list = |names: &BTreeSet<String>| words(&vec![names.iter().cloned().collect()], "`");
    let list = names.as_ref().map(list);
    let message = format!(
        "the security schemes were {} and are {}, without effect on any operation",
        list.old, list.new
    );
    let draft = Draft::new(rule, WHOLE, message).judged(Http::Compatible);
    let draft = draft.about(Origin::Credentials).changed(names);
    Some(draft.at(Pair::same(&Pointer::root().child("security"))))
}

/// Whether the client's credentials changed because an operation was added or removed: only this
/// operation requires one of them, or only it requires none.
pub(super) fn follow(operation: &Operation, api: &Api, other: &Api) -> bool {
    let known = |name: &String| other.security.schemes.iter().any(|one| one.name == *name);
    let requirement_of = requirement_of(api, operation);
    let is_open = requirement_of.iter().any(Vec::is_empty);
    requirement_of.iter().flatten().any(|name| !known(name))
        || is_open && api.security.required != other.security.required
}

/// The security of an operation: alternatives, with an empty one if none is required. If the
/// document declares no security at all, any credential may be sent.
fn requirement_of(api: &Api, operation: &Operation) -> Requirement {
    let own = api.security.own.get(&operation.key);
    let stated = own.or(api.security.default.as_ref());
    let mut requirement_of = stated.cloned().unwrap_or_else(|| {
        let schemes = api.security.schemes.iter();
        let each = schemes.map(|scheme| vec![scheme.name.clone()]);
        std::iter::once(Vec::new()).chain(each).collect()
    });
    if requirement_of.is_empty() {
        requirement_of.push(Vec::new());
    }
    requirement_of
}

/// Whether every credential that was accepted before still is.
fn accepts_all_of(was: &Requirement, is: &Requirement) -> bool {
    was.iter().all(|given| {
        let enough =
            |requirement_of: &Vec<String>| requirement_of.iter().all(|name| given.contains(name));
        is.iter().any(enough)
    })
}

/// A requirement for a sentence.
fn words(requirement_of: &Requirement, quote: &str) -> String {
    let one = |names: &Vec<String>| {
        let names: Vec<String> = names
            .iter()
            .map(|name| format!("{quote}{name}{quote}"))
            .collect();
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(" and ")
        }
    };
    let alternatives: Vec<String> = requirement_of.iter().map(one).collect();
    alternatives.join(" or ")
}

//! Security: the required credentials, their locations, and their scopes.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::Draft;
use super::servers::{WHOLE, of_operations, within};
use crate::api::{Api, Operation, Requirement};
use crate::compare::align::{Alignment, OperationPair};
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// One change that some operations share: rule, message, and both values.
type What = (Rule, String, Option<String>, Option<String>);

pub(super) fn judge(
    base: &Api,
    revision: &Api,
    alignment: &Alignment<'_>,
    drafts: &mut Vec<Draft>,
) {
    judge_schemes(base, revision, drafts);
    let mut found: BTreeMap<What, Vec<OperationPair<'_>>> = BTreeMap::new();
    for pair in &alignment.pairs {
        let mut add = |rule, message, before, after| {
            let what = (rule, message, before, after);
            found.entry(what).or_default().push(*pair);
        };
        let (was, is) = (asked(base, pair.base), asked(revision, pair.revision));
        if was != is {
            let rule = if accepts_all_of(&was, &is) {
                Rule::SecurityRemoved
            } else {
                Rule::SecurityAdded
            };
            let (code, plain) = (|one: &_| words(one, "`"), |one: &_| words(one, ""));
            let message = format!("what is asked for was {} and is {}", code(&was), code(&is));
            add(rule, message, Some(plain(&was)), Some(plain(&is)));
        }
        let unscoped = BTreeMap::new();
        let old = base
            .security
            .scopes
            .get(&pair.base.key)
            .unwrap_or(&unscoped);
        let new = revision
            .security
            .scopes
            .get(&pair.revision.key)
            .unwrap_or(&unscoped);
        let on_both_sides = |scheme: &&String| {
            let asks = |asked: &Requirement| asked.iter().any(|names| names.contains(scheme));
            asks(&was) && asks(&is)
        };
        let schemes: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for scheme in schemes.into_iter().filter(on_both_sides) {
            let none = BTreeSet::new();
            let (was, is) = (
                old.get(scheme).unwrap_or(&none),
                new.get(scheme).unwrap_or(&none),
            );
            for scope in is.difference(was) {
                let message = format!("the scope `{scope}` of `{scheme}` is asked for");
                add(Rule::ScopeAdded, message, None, Some(scope.clone()));
            }
            for scope in was.difference(is) {
                let message = format!("the scope `{scope}` of `{scheme}` is no longer asked for");
                add(Rule::ScopeRemoved, message, Some(scope.clone()), None);
            }
        }
    }
    let is_other = |(rule, ..): &What| matches!(rule, Rule::SecurityAdded | Rule::SecurityRemoved);
    let explained = found.keys().any(is_other)
        || alignment
            .removed
            .iter()
            .any(|one| follow(one, base, revision))
        || alignment
            .added
            .iter()
            .any(|one| follow(one, revision, base));
    if !explained {
        drafts.extend(judge_unused(base, revision));
    }
    for ((rule, message, before, after), operations) in found {
        let draft = of_operations(rule, message, &operations, alignment).values(before, after);
        let draft = within(draft, &operations, "security", |pair| {
            let own = |api: &Api, one: &Operation| api.security.own.contains_key(&one.key);
            own(base, pair.base) || own(revision, pair.revision)
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

fn judge_schemes(base: &Api, revision: &Api, drafts: &mut Vec<Draft>) {
    let all = |name: &str| {
        Pointer::root()
            .child("components")
            .child("securitySchemes")
            .child(name)
    };
    let draft = |message: String, old: &str, new: &str| {
        Draft::new(Rule::SecuritySchemeChanged, WHOLE, message)
            .going(Direction::Request)
            .about(Origin::Credentials)
            .at(&all(old), &all(new))
    };
    let (was, is) = (&base.security.schemes, &revision.security.schemes);
    for old in was {
        let Some(new) = is.iter().find(|new| new.name == old.name) else {
            continue;
        };
        if old.place != new.place {
            let message = format!("the credential `{}` is sent in another way", old.name);
            drafts.push(draft(message, &old.name, &new.name).values(&old.place, &new.place));
        }
    }
    // The first scheme is the one of a single token.
    if let (Some(old), Some(new)) = (was.first(), is.first())
        && old.name != new.name
        && is.iter().any(|one| one.name == old.name)
        && was.iter().any(|one| one.name == new.name)
    {
        let message = format!(
            "the first credential was `{}` and is `{}`",
            old.name, new.name
        );
        let draft = draft(message, &old.name, &new.name).values(&old.name, &new.name);
        drafts.push(draft.judged(Http::Compatible));
    }
}

/// The API declares credentials that no operation requires, or no longer does.
fn judge_unused(base: &Api, revision: &Api) -> Option<Draft> {
    let names = |api: &Api| -> BTreeSet<String> {
        let schemes = api.security.schemes.iter();
        schemes.map(|scheme| scheme.name.clone()).collect()
    };
    let (was, is) = (names(base), names(revision));
    let rule = match (is.is_superset(&was), was == is) {
        (_, true) => return None,
        (true, _) => Rule::SecurityAdded,
        (false, _) => Rule::SecurityRemoved,
    };
    let list = |names: &BTreeSet<String>| words(&vec![names.iter().cloned().collect()], "`");
    let message = format!(
        "the API asked for {} and asks for {}, and no operation follows",
        list(&was),
        list(&is)
    );
    let at = Pointer::root().child("security");
    let draft = Draft::new(rule, WHOLE, message).judged(Http::Compatible);
    Some(
        draft
            .about(Origin::Credentials)
            .at(&at, &at)
            .values(was, is),
    )
}

/// Whether the client's credentials changed because an operation was added or removed: only this
/// operation requires one of them, or only it requires none.
pub(super) fn follow(operation: &Operation, api: &Api, other: &Api) -> bool {
    let known = |name: &String| other.security.schemes.iter().any(|one| one.name == *name);
    let asked = asked(api, operation);
    let is_open = asked.iter().any(Vec::is_empty);
    asked.iter().flatten().any(|name| !known(name))
        || is_open && api.security.required != other.security.required
}

/// The security of an operation: alternatives, with an empty one if none is required. If the
/// document declares no security at all, any credential may be sent.
fn asked(api: &Api, operation: &Operation) -> Requirement {
    let own = api.security.own.get(&operation.key);
    let stated = own.or(api.security.default.as_ref());
    let mut asked = stated.cloned().unwrap_or_else(|| {
        let schemes = api.security.schemes.iter();
        let each = schemes.map(|scheme| vec![scheme.name.clone()]);
        std::iter::once(Vec::new()).chain(each).collect()
    });
    if asked.is_empty() {
        asked.push(Vec::new());
    }
    asked
}

/// Whether every credential that was accepted before still is.
fn accepts_all_of(was: &Requirement, is: &Requirement) -> bool {
    was.iter().all(|given| {
        let enough = |asked: &Vec<String>| asked.iter().all(|name| given.contains(name));
        is.iter().any(enough)
    })
}

/// A requirement for a sentence.
fn words(asked: &Requirement, quote: &str) -> String {
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
    let alternatives: Vec<String> = asked.iter().map(one).collect();
    alternatives.join(" or ")
}

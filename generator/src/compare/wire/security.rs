//! Security: the required credentials, their locations, and their scopes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::draft::Draft;
use super::servers::{WHOLE, of_operations, within};
use crate::api::{
    Api, AuthPlace, OFFERED_FLOW, Operation, Requirement, SecurityScheme, StatedRequirement,
};
use crate::compare::align::Alignment;
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// One change that some operations share: rule, message, and both values.
type SharedChange = (Rule, String, Option<String>, Option<String>);

pub(super) fn judge(apis: Pair<&Api>, alignment: &Alignment<'_>, drafts: &mut Vec<Draft>) {
    let replaced = judge_schemes(apis, alignment, drafts);
    let mut found: BTreeMap<SharedChange, Vec<Pair<&Operation>>> = BTreeMap::new();
    for pair in &alignment.pairs {
        let mut add = |rule, message, before, after| {
            let what = (rule, message, before, after);
            found.entry(what).or_default().push(*pair);
        };
        let required = apis.with(*pair);
        let required = required.map(|(api, operation)| requirement_of(api, operation));
        let names = required.as_ref().map(alternatives);
        if names.differs() {
            let rule = if accepts_all_of(&names.old, &names.new) {
                Rule::SecurityRemoved
            } else {
                Rule::SecurityAdded
            };
            let code = names.as_ref().map(|one| words(one, "`"));
            let plain = names.as_ref().map(|one| Some(words(one, "")));
            let mut message = format!(
                "the security requirement was {} and is {}",
                code.old, code.new
            );
            if let Some(side) = unstated(apis.with(*pair)) {
                let inferred = "; inferred from the security schemes, as";
                message.push_str(&format!("{inferred} {side} has no requirement"));
            }
            add(rule, message, plain.old, plain.new);
        }
        for (scheme, scope) in lacking(&required.old, &required.new) {
            let message = format!("the scope `{scope}` of `{scheme}` is required");
            add(Rule::ScopeAdded, message, None, Some(scope.clone()));
        }
        for (scheme, scope) in lacking(&required.new, &required.old) {
            let message = format!("the scope `{scope}` of `{scheme}` is no longer required");
            add(Rule::ScopeRemoved, message, Some(scope.clone()), None);
        }
    }
    let is_other =
        |(rule, ..): &SharedChange| matches!(rule, Rule::SecurityAdded | Rule::SecurityRemoved);
    let (mut removed, mut added) = (alignment.removed.iter(), alignment.added.iter());
    let explained = replaced
        || found.keys().any(is_other)
        || removed.any(|one| follow(one, apis.old, apis.new))
        || added.any(|one| follow(one, apis.new, apis.old));
    if !explained {
        drafts.extend(judge_unused(apis));
    }
    for ((rule, message, before, after), operations) in found {
        let draft = of_operations(rule, message, &operations, alignment).values(before, after);
        let draft = within(draft, &operations, "security", |pair| {
            let mut stated = apis.with(*pair).sides().into_iter();
            stated.any(|(api, one)| api.security.stated.own.contains_key(&one.key))
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

/// How the credential of a scheme is sent.
#[derive(PartialEq, Serialize)]
#[serde(untagged)]
enum Way<'a> {
    Sent(&'a AuthPlace),
    /// The client doesn't send it, for this reason.
    Unsupported(&'a String),
    /// The document has no such scheme.
    Unknown,
}

impl<'a> Way<'a> {
    fn of(api: &'a Api, name: &str) -> Self {
        let mut schemes = api.security.schemes.iter();
        if let Some(scheme) = schemes.find(|one| one.name == *name) {
            return Self::Sent(&scheme.place);
        }
        let reason = api.security.unsupported.get(name);
        reason.map_or(Self::Unknown, Self::Unsupported)
    }
}

/// Returns whether the client's credentials may have changed, because it supports a scheme of only one
/// of the sides.
fn judge_schemes(apis: Pair<&Api>, alignment: &Alignment<'_>, drafts: &mut Vec<Draft>) -> bool {
    let all = Pointer::root().child("components").child("securitySchemes");
    let draft = |rule, message: String, names: Pair<&String>| {
        Draft::new(rule, WHOLE, message)
            .going(Direction::Request)
            .about(Origin::Credentials)
            .at(names.map(|name| all.child(name)).as_ref())
    };
    let mut replaced = false;
    let names = apis.map(names);
    for name in names.old.intersection(&names.new) {
        let way = apis.map(|api| Way::of(api, name));
        if !way.differs() {
            continue;
        }
        let (rule, http, message) = match (&way.old, &way.new) {
            // Header names are case-insensitive (RFC 9110, section 5.1).
            (
                Way::Sent(AuthPlace::Header { name: a, prefix }),
                Way::Sent(AuthPlace::Header {
                    name: b,
                    prefix: other,
                }),
            ) if prefix == other && a.eq_ignore_ascii_case(b) => {
                let rule = Rule::SecuritySchemeChanged;
                (
                    rule,
                    Http::Compatible,
                    "is sent in the same header, with its name in other letters",
                )
            }
            (Way::Sent(_), Way::Sent(_)) => {
                let rule = Rule::SecuritySchemeChanged;
                (rule, Http::Breaking, "is sent differently")
            }
            (Way::Unknown, _) => (Rule::SecurityAdded, Http::Warning, "is now defined"),
            (_, Way::Unknown) => (Rule::SecurityAdded, Http::Warning, "is no longer defined"),
            _ => (Rule::SecurityAdded, Http::Breaking, "is of another kind"),
        };
        let message = format!("the credential `{name}` {message}");
        let mut draft = draft(rule, message, Pair::same(name)).judged(http);
        if rule == Rule::SecurityAdded {
            replaced = true;
            let requiring = alignment.pairs.iter().filter(|pair| {
                let mut sides = apis.with(**pair).sides().into_iter();
                sides.any(|(api, operation)| {
                    let required = requirement_of(api, operation);
                    required.iter().any(|schemes| schemes.contains_key(*name))
                })
            });
            let keys = requiring.map(|pair| pair.key().to_owned());
            draft = keys.fold(draft, |draft, key| draft.about(Origin::Requirement(key)));
        }
        drafts.push(draft.changed(way));
    }
    let schemes = apis.map(|api| &api.security.schemes);
    for old in schemes.old {
        let new = schemes.new.iter().find(|new| new.name == old.name);
        if let Some(new) = new {
            let at = all.child(&old.name);
            let found = judge_flows(Pair { old, new }).into_iter();
            drafts.extend(found.map(|draft| draft.at(Pair::same(&at))));
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
        let draft = draft(Rule::SecuritySchemeChanged, message, first).changed(first);
        drafts.push(draft.judged(Http::Compatible));
    }
    replaced
}

/// The ways to get a token for a scheme. The crate offers the token URL of one of them.
fn judge_flows(schemes: Pair<&SecurityScheme>) -> Vec<Draft> {
    let draft = |flow: &str, http: Http, message: String| {
        let draft = Draft::new(Rule::TokenFlowChanged, WHOLE, message).going(Direction::Request);
        let draft = draft.judged(http);
        if flow == OFFERED_FLOW {
            draft.about(Origin::Credentials)
        } else {
            draft
        }
    };
    let scheme = &schemes.new.name;
    let flows = schemes.map(|scheme| &scheme.flows);
    let mut drafts = Vec::new();
    for (flow, old) in flows.old {
        let Some(new) = flows.new.get(flow) else {
            let message = format!("the flow `{flow}` of `{scheme}` was removed");
            let http = if flow == OFFERED_FLOW {
                Http::Breaking
            } else {
                Http::Warning
            };
            drafts.push(draft(flow, http, message).values(flow, ()));
            continue;
        };
        let urls = Pair { old, new };
        let moved = [
            moved("token", urls.map(|flow| flow.token.as_ref())),
            moved(
                "authorization",
                urls.map(|flow| flow.authorization.as_ref()),
            ),
            moved("refresh", urls.map(|flow| flow.refresh.as_ref())),
        ];
        drafts.extend(moved.into_iter().flatten().map(|(what, shown, url)| {
            let message = format!(
                "the {what} URL of `{scheme}` (flow `{flow}`) was {} and is {}",
                shown.old, shown.new
            );
            draft(flow, Http::Warning, message).changed(url)
        }));
    }
    let added = flows.new.keys();
    for flow in added.filter(|flow| !flows.old.contains_key(*flow)) {
        let message = format!("the flow `{flow}` of `{scheme}` was added");
        drafts.push(draft(flow, Http::Compatible, message).values((), flow));
    }
    let discovery = moved("discovery", schemes.map(|scheme| scheme.discovery.as_ref()));
    drafts.extend(discovery.map(|(what, shown, url)| {
        let message = format!(
            "the {what} URL of `{scheme}` was {} and is {}",
            shown.old, shown.new
        );
        draft("", Http::Warning, message).changed(url)
    }));
    drafts
}

/// A URL that was changed: what it is, and both for a sentence and as they are.
type Moved<'a> = (&'static str, Pair<String>, Pair<Option<&'a String>>);

fn moved<'a>(what: &'static str, url: Pair<Option<&'a String>>) -> Option<Moved<'a>> {
    let shown = url.map(|url| match url {
        Some(url) => format!("`{url}`"),
        None => "not named".to_owned(),
    });
    url.differs().then_some((what, shown, url))
}

/// The names of the schemes that operations require or, if the document has no requirements, may use.
fn names(api: &Api) -> BTreeSet<&String> {
    let stated = &api.security.stated;
    let stated = stated.default.iter().chain(stated.own.values()).flatten();
    let schemes = api.security.schemes.iter();
    let names = stated.flat_map(BTreeMap::keys);
    names.chain(schemes.map(|scheme| &scheme.name)).collect()
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
    let supported = |name: &String| api.security.schemes.iter().any(|one| one.name == *name);
    let required = requirement_of(api, operation);
    let is_open = (required.iter()).any(|schemes| !schemes.keys().any(supported));
    let mut names = required.iter().flat_map(BTreeMap::keys);
    names.any(|name| supported(name) && !known(name))
        || is_open && api.security.required != other.security.required
}

/// The security of an operation: alternatives, with an empty one if none is required. If the
/// document declares no security at all, any credential may be sent.
fn requirement_of(api: &Api, operation: &Operation) -> StatedRequirement {
    let stated = api.security.stated.of(&operation.key);
    let mut required = stated.cloned().unwrap_or_else(|| {
        let schemes = api.security.schemes.iter();
        let each = schemes.map(|one| BTreeMap::from([(one.name.clone(), BTreeSet::new())]));
        std::iter::once(BTreeMap::new()).chain(each).collect()
    });
    if required.is_empty() {
        required.push(BTreeMap::new());
    }
    required
}

/// The side that declares schemes, but no requirement for an operation.
fn unstated(sides: Pair<(&Api, &Operation)>) -> Option<&'static str> {
    let is = sides.map(|(api, operation)| {
        let stated = api.security.stated.of(&operation.key);
        stated.is_none() && !api.security.schemes.is_empty()
    });
    match (is.old, is.new) {
        (true, true) => Some("the description"),
        (true, false) => Some("the base"),
        (false, true) => Some("the revision"),
        (false, false) => None,
    }
}

/// The alternatives of a requirement without their scopes, each once.
fn alternatives(requirement: &StatedRequirement) -> Requirement {
    let mut seen = BTreeSet::new();
    let names = requirement.iter();
    let names = names.map(|schemes| -> Vec<String> { schemes.keys().cloned().collect() });
    names.filter(|names| seen.insert(names.clone())).collect()
}

/// Whether every credential that was accepted before still is.
fn accepts_all_of(was: &Requirement, is: &Requirement) -> bool {
    was.iter().all(|given| {
        let enough = |names: &Vec<String>| names.iter().all(|name| given.contains(name));
        is.iter().any(enough)
    })
}

/// The scopes that credentials for one requirement lack for another one, where only scopes are
/// missing: each scheme and scope.
fn lacking<'a>(
    given: &StatedRequirement,
    required: &'a StatedRequirement,
) -> BTreeSet<(&'a String, &'a String)> {
    let nearest = given.iter().filter_map(|given| {
        let lacking = required.iter().filter_map(|schemes| {
            let mut lacking = BTreeSet::new();
            for (name, scopes) in schemes {
                let given = given.get(name)?;
                let missing = scopes.iter().filter(|scope| !given.contains(*scope));
                lacking.extend(missing.map(|scope| (name, scope)));
            }
            Some(lacking)
        });
        lacking.min_by_key(BTreeSet::len)
    });
    nearest.flatten().collect()
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

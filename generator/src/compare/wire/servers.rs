//! The location of the API: its servers, and those of single operations.

use std::collections::BTreeMap;

use super::draft::Draft;
use crate::api::{Api, Operation, Server};
use crate::compare::align::{Alignment, OperationPair};
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The position name of the API as a whole.
pub(super) const WHOLE: &str = "the whole API";

pub(super) fn judge(
    base: &Api,
    revision: &Api,
    alignment: &Alignment<'_>,
    drafts: &mut Vec<Draft>,
) {
    let (was, is) = (address(base), address(revision));
    let moved = was != is;
    if moved {
        let message = format!("the base URL was {} and is {}", shown(was), shown(is));
        let draft = draft(Rule::ServerChanged, message)
            .values(was, is)
            .about(Origin::Address)
            .about(Origin::Server(was.to_owned()))
            .about(Origin::Server(is.to_owned()));
        // An operation's own server may have become that of the API, or no longer is.
        let own = alignment.pairs.iter().filter(|pair| {
            let (old, new) = (
                own_server(base, pair.base),
                own_server(revision, pair.revision),
            );
            old != new && old.unwrap_or(was) == new.unwrap_or(is)
        });
        let draft = own.fold(draft, |draft, pair| {
            draft.about(Origin::OwnAddress(pair.key().to_owned()))
        });
        // The old URL still works for its callers.
        let first = base.servers.first();
        let kept = first.is_some_and(|old| revision.servers.iter().any(|new| serves(new, old)));
        drafts.push(if kept {
            draft.judged(Http::Compatible)
        } else {
            draft
        });
    }
    // The first server of either side is already reported if the URL changed.
    let is_said = |server: &&Server| moved && (server.url == was || server.url == is);
    let pairs = pair(&base.servers, &revision.servers);
    let gone = base
        .servers
        .iter()
        .filter(|old| !pairs.iter().any(|(one, _)| one.url == old.url));
    for gone in gone.filter(|old| !is_said(old)) {
        let message = format!("the server `{}` was removed", gone.url);
        let draft = draft(Rule::ServerRemoved, message).about(Origin::Server(gone.url.clone()));
        drafts.push(draft.values(&gone.url, ()));
    }
    let new = revision
        .servers
        .iter()
        .filter(|new| !pairs.iter().any(|(_, one)| one.url == new.url));
    for added in new.filter(|new| !is_said(new)) {
        let message = format!("the server `{}` was added", added.url);
        let draft = draft(Rule::ServerAdded, message).about(Origin::Server(added.url.clone()));
        drafts.push(draft.values((), &added.url));
    }
    for (old, new) in pairs {
        judge_variables(old, new, old.url == was, drafts);
        if old.description != new.description {
            let message = format!("the description of the server `{}` was changed", new.url);
            let draft = draft(Rule::ServerRenamed, message).about(Origin::Server(new.url.clone()));
            drafts.push(draft.values(&old.description, &new.description));
        }
    }
    judge_operations(base, revision, alignment, drafts);
}

fn draft(rule: Rule, message: String) -> Draft {
    let at = Pointer::root().child("servers");
    Draft::new(rule, WHOLE, message).at(&at, &at)
}

/// The default base URL of requests.
fn address(api: &Api) -> &str {
    let first = api.servers.first();
    first.map_or(api.base_path.as_str(), |server| &server.url)
}

fn shown(address: &str) -> String {
    if address.is_empty() {
        "not named".to_owned()
    } else {
        format!("`{address}`")
    }
}

/// The servers of both sides: those with equal URLs, then those with equal templates.
fn pair<'a>(old: &'a [Server], new: &'a [Server]) -> Vec<(&'a Server, &'a Server)> {
    let ways: [fn(&Server) -> Option<&String>; 2] =
        [|one| Some(&one.url), |one| one.template.as_ref()];
    old.iter()
        .filter_map(|old| {
            let way = |way: &fn(&Server) -> Option<&String>| {
                let known = way(old)?;
                new.iter().find(|new| way(new) == Some(known))
            };
            Some((old, ways.iter().find_map(way)?))
        })
        .collect()
}

/// Whether a server has the URL of another one, directly or with values for its variables.
fn serves(new: &Server, old: &Server) -> bool {
    let takes = |name: &str, value: &String| {
        let known = new.variables.iter().find(|one| one.name == name);
        known.is_some_and(|one| one.values.is_empty() || one.values.contains(value))
    };
    new.url == old.url
        || new.template.is_some()
            && new.template == old.template
            && old
                .variables
                .iter()
                .all(|one| takes(&one.name, &one.default))
}

fn judge_variables(old: &Server, new: &Server, is_first: bool, drafts: &mut Vec<Draft>) {
    let variables = |server: &Server| -> Vec<_> {
        let variables = server.variables.iter();
        // The default of the first server is reported with the URL.
        let default = |one: &crate::api::ServerVariable| (!is_first).then(|| one.default.clone());
        let parts = variables.map(|one| (one.name.clone(), default(one), one.values.clone()));
        parts.collect()
    };
    let (was, is) = (
        (&old.template, variables(old)),
        (&new.template, variables(new)),
    );
    if was == is {
        return;
    }
    let takes_all = old.variables.iter().all(|one| {
        let known = new.variables.iter().find(|other| other.name == one.name);
        known.is_some_and(|known| {
            let kept = |value: &String| known.values.contains(value);
            known.values.is_empty() || !one.values.is_empty() && one.values.iter().all(kept)
        })
    });
    let http = match &old.template {
        None => Http::Compatible,
        Some(_) if old.template == new.template && takes_all => Http::Compatible,
        Some(_) => Http::Warning,
    };
    let message = format!("the variables of the server `{}` were changed", old.url);
    let draft = draft(Rule::ServerChanged, message)
        .judged(http)
        .about(Origin::Address);
    drafts.push(draft.values(was, is));
}

/// An operation's own server, if it is not that of the API.
fn own_server<'a>(api: &'a Api, operation: &Operation) -> Option<&'a str> {
    api.own_servers.get(&operation.key).map(String::as_str)
}

/// Operations that have, or had, their own server.
fn judge_operations(
    base: &Api,
    revision: &Api,
    alignment: &Alignment<'_>,
    drafts: &mut Vec<Draft>,
) {
    let mut moved: BTreeMap<(&str, &str), Vec<OperationPair<'_>>> = BTreeMap::new();
    for pair in &alignment.pairs {
        let (old, new) = (
            own_server(base, pair.base),
            own_server(revision, pair.revision),
        );
        let was = old.unwrap_or_else(|| address(base));
        let is = new.unwrap_or_else(|| address(revision));
        if (old.is_some() || new.is_some()) && was != is {
            moved.entry((was, is)).or_default().push(*pair);
        }
    }
    for ((was, is), operations) in moved {
        let message = format!("the base URL was {} and is {}", shown(was), shown(is));
        let draft = of_operations(Rule::ServerChanged, message, &operations, alignment);
        let draft = within(draft, &operations, "servers", |_| true).values(was, is);
        let keys = operations.iter().map(|pair| pair.key().to_owned());
        drafts.push(keys.fold(draft, |draft, key| draft.about(Origin::OwnAddress(key))));
    }
}

/// A draft about a change that some operations share.
pub(super) fn of_operations(
    rule: Rule,
    message: String,
    operations: &[OperationPair<'_>],
    alignment: &Alignment<'_>,
) -> Draft {
    let place = match operations {
        [one] if alignment.pairs.len() > 1 => one.key().to_owned(),
        [first, rest @ ..] if operations.len() < alignment.pairs.len() => {
            format!("{} and {} more", first.key(), rest.len())
        }
        _ => WHOLE.to_owned(),
    };
    let mut draft = Draft::new(rule, &place, message).going(Direction::Request);
    for pair in operations {
        draft = draft.reaching(pair.key(), Direction::Request);
    }
    draft
}

/// Sets the position of a draft about some operations: at the first of them, unless none has its
/// own declaration.
pub(super) fn within(
    draft: Draft,
    operations: &[OperationPair<'_>],
    node: &str,
    is_own: impl Fn(&OperationPair<'_>) -> bool,
) -> Draft {
    match operations {
        [first, ..] if operations.iter().any(is_own) => {
            let [base, revision] = [first.base, first.revision].map(|one| one.pointer.child(node));
            draft.at(&base, &revision)
        }
        _ => {
            let at = Pointer::root().child(node);
            draft.at(&at, &at)
        }
    }
}

//! The location of the API: its servers, and those of single operations.

use std::collections::BTreeMap;

use url::Url;

use super::draft::Draft;
use crate::api::{Api, Operation, Server};
use crate::compare::align::Alignment;
use crate::compare::pair::Pair;
use crate::compare::{Direction, Http, Rule};
use crate::document::Pointer;
use crate::rust::items::Origin;

/// The position name of the API as a whole.
pub(super) const WHOLE: &str = "the whole API";

pub(super) fn judge(apis: Pair<&Api>, alignment: &Alignment<'_>, drafts: &mut Vec<Draft>) {
    let url = apis.map(Api::address);
    let moved = url.differs();
    if moved {
        let subjects = url.map(|url| Origin::Server(url.to_owned())).sides();
        let draft = draft(Rule::ServerChanged, moved_to(url))
            .changed(url)
            .about(Origin::Address);
        // An operation's own server may have become that of the API, or no longer is.
        let own = alignment.pairs.iter().filter(|pair| {
            let own = apis.with(**pair).map(own_address);
            own.differs() && !own.with(url).map(|(own, url)| own.unwrap_or(url)).differs()
        });
        let own = own.map(|pair| Origin::OwnAddress(pair.key().to_owned()));
        let draft = subjects.into_iter().chain(own).fold(draft, Draft::about);
        // The old URL still works for its callers.
        drafts.push(if is_kept(apis.map(|api| api.servers.as_slice())) {
            draft.judged(Http::Compatible)
        } else {
            draft
        });
    }
    // The first server of either side is already reported if the URL changed.
    let is_said = |server: &&Server| moved && url.sides().contains(&server.url.as_str());
    let pairs = pair(apis.map(|api| api.servers.as_slice()));
    let gone = apis.old.servers.iter();
    let gone = gone.filter(|old| !pairs.iter().any(|pair| pair.old.url == old.url));
    for gone in gone.filter(|old| !is_said(old)) {
        let message = format!("the server `{}` was removed", gone.url);
        let draft = draft(Rule::ServerRemoved, message).about(Origin::Server(gone.url.clone()));
        drafts.push(draft.values(&gone.url, ()));
    }
    let new = apis.new.servers.iter();
    let new = new.filter(|new| !pairs.iter().any(|pair| pair.new.url == new.url));
    for added in new.filter(|new| !is_said(new)) {
        let message = format!("the server `{}` was added", added.url);
        let draft = draft(Rule::ServerAdded, message).about(Origin::Server(added.url.clone()));
        drafts.push(draft.values((), &added.url));
    }
    for pair in pairs {
        let urls = pair.map(|one| one.url.as_str());
        if urls.differs() && is_same_url(urls.old, urls.new) && urls != url {
            let draft = draft(Rule::ServerChanged, moved_to(urls)).judged(Http::Compatible);
            let subjects = urls.map(|url| Origin::Server(url.to_owned())).sides();
            let draft = subjects.into_iter().fold(draft, Draft::about);
            drafts.push(draft.changed(urls));
        }
        drafts.extend(judge_variables(pair, pair.old.url == url.old));
        let description = pair.map(|one| &one.description);
        if description.differs() {
            let name = &pair.new.url;
            let message = format!("the description of the server `{name}` was changed");
            let draft = draft(Rule::ServerRenamed, message).about(Origin::Server(name.clone()));
            drafts.push(draft.changed(description));
        }
    }
    judge_operations(apis, alignment, drafts);
}

fn draft(rule: Rule, message: String) -> Draft {
    Draft::new(rule, WHOLE, message).at(Pair::same(&Pointer::root().child("servers")))
}

fn moved_to(url: Pair<&str>) -> String {
    let shown = url.map(|url| match url {
        "" => "not named".to_owned(),
        url => format!("`{url}`"),
    });
    format!("the base URL was {} and is {}", shown.old, shown.new)
}

/// The servers of both sides: those with equal URLs, then those with equal templates.
fn pair(servers: Pair<&[Server]>) -> Vec<Pair<&Server>> {
    let ways: [fn(&Server) -> Option<&String>; 2] =
        [|one| Some(&one.url), |one| one.template.as_ref()];
    let pairs = servers.old.iter().filter_map(|old| {
        let way = |way: &fn(&Server) -> Option<&String>| {
            let known = way(old)?;
            servers.new.iter().find(|new| way(new) == Some(known))
        };
        let same = || {
            let mut all = servers.new.iter();
            all.find(|new| is_same_url(&new.url, &old.url))
        };
        let new = ways.iter().find_map(way).or_else(same)?;
        Some(Pair { old, new })
    });
    pairs.collect()
}

/// Whether a server has the URL of another one, directly or with values for its variables.
fn serves(new: &Server, old: &Server) -> bool {
    let takes = |name: &str, value: &String| {
        let known = new.variables.iter().find(|one| one.name == name);
        known.is_some_and(|one| one.values.is_empty() || one.values.contains(value))
    };
    is_same_url(&new.url, &old.url)
        || new.template.is_some()
            && new.template == old.template
            && old
                .variables
                .iter()
                .all(|one| takes(&one.name, &one.default))
}

/// Whether two URLs differ at most in their spelling, such as the case of the host or a default port.
fn is_same_url(a: &str, b: &str) -> bool {
    a == b || Url::parse(a).is_ok_and(|a| Url::parse(b).is_ok_and(|b| a == b))
}

fn judge_variables(servers: Pair<&Server>, is_first: bool) -> Option<Draft> {
    let variables = servers.map(|server| {
        let variables = server.variables.iter();
        // The default of the first server is reported with the URL.
        let parts = variables.map(|one| {
            let default = (!is_first).then(|| one.default.clone());
            (one.name.clone(), default, one.values.clone())
        });
        (&server.template, parts.collect::<Vec<_>>())
    });
    if !variables.differs() {
        return None;
    }
    let Pair { old, new } = servers;
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
    Some(draft.changed(variables))
}

/// Whether the first server of the base is still one of the servers.
fn is_kept(servers: Pair<&[Server]>) -> bool {
    let first = servers.old.first();
    first.is_some_and(|old| servers.new.iter().any(|new| serves(new, old)))
}

fn own_address<'a>((api, operation): (&'a Api, &Operation)) -> Option<&'a str> {
    api.own_address(&operation.key)
}

/// The servers of an operation.
fn servers_of<'a>((api, operation): (&'a Api, &Operation)) -> &'a [Server] {
    let own = api.own_servers.get(&operation.key);
    own.unwrap_or(&api.servers)
}

/// Operations that have, or had, their own server.
fn judge_operations(apis: Pair<&Api>, alignment: &Alignment<'_>, drafts: &mut Vec<Draft>) {
    let mut moved: BTreeMap<(Pair<&str>, bool), Vec<Pair<&Operation>>> = BTreeMap::new();
    for pair in &alignment.pairs {
        let sides = apis.with(*pair);
        let own = sides.map(own_address);
        let url = own
            .with(apis)
            .map(|(own, api)| own.unwrap_or(api.address()));
        if own != Pair::default() && url.differs() {
            let kept = is_kept(sides.map(servers_of));
            moved.entry((url, kept)).or_default().push(*pair);
        }
    }
    for ((url, kept), operations) in moved {
        let draft = of_operations(Rule::ServerChanged, moved_to(url), &operations, alignment);
        let draft = within(draft, &operations, "servers", |_| true).changed(url);
        let draft = if kept {
            draft.judged(Http::Compatible)
        } else {
            draft
        };
        let keys = operations.iter().map(|pair| pair.key().to_owned());
        drafts.push(keys.fold(draft, |draft, key| draft.about(Origin::OwnAddress(key))));
    }
}

/// A draft about a change that some operations share.
pub(super) fn of_operations(
    rule: Rule,
    message: String,
    operations: &[Pair<&Operation>],
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
    operations: &[Pair<&Operation>],
    node: &str,
    is_own: impl Fn(&Pair<&Operation>) -> bool,
) -> Draft {
    match operations {
        [first, ..] if operations.iter().any(is_own) => {
            draft.at(first.map(|one| one.pointer.child(node)).as_ref())
        }
        _ => draft.at(Pair::same(&Pointer::root().child(node))),
    }
}

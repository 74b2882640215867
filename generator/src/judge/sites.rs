//! The locations of changes in the files.

use std::collections::BTreeMap;

use super::which::Which;
use crate::Config;
use crate::compare::{Change, Rule, Site};
use crate::document::{Document, Pointer};

/// The tables of the configuration that choose types.
const OF_TYPES: [&str; 2] = ["types", "nullable"];

/// Looks up the locations of the changes in the files of one side.
pub(super) fn locate_changes(changes: &mut [Change], which: Which, document: &Document) {
    let sites = changes.iter_mut().filter_map(|change| match which {
        Which::Base => change.base.as_mut(),
        Which::Revision => change.revision.as_mut(),
    });
    locate(sites.collect(), document);
}

/// Looks up the locations of the nodes in the files.
fn locate(sites: Vec<&mut Site>, document: &Document) {
    let pointers: Vec<Pointer> = sites.iter().map(|site| site.pointer.clone()).collect();
    let found: BTreeMap<Pointer, _> = document.sites(pointers);
    for site in sites {
        if let Some((file, place)) = found.get(&site.pointer) {
            site.file.clone_from(file);
            site.place = *place;
        }
    }
}

/// Locates the configured choice behind a change, in both configurations: the only one for its type, or the only
/// one at all.
/// `table` has the choices: the whole configuration, or the part about the events.
pub(super) fn locate_choices(changes: &mut [Change], configs: [&Config; 2], table: &[&str]) {
    let of_choices = changes.iter_mut();
    let mut of_choices = of_choices
        .filter(|change| change.rule == Rule::ChoiceChanged)
        .peekable();
    if of_choices.peek().is_none() {
        return;
    }
    let [base, revision] = configs.map(|config| choices(config, table));
    for change in of_choices {
        let of_type = format!("{}.", change.place.trim_start_matches("models::"));
        let site = |of: &BTreeMap<[String; 2], Site>, other: &BTreeMap<[String; 2], Site>| {
            let alone = of.iter().filter(|(choice, _)| !other.contains_key(*choice));
            let (about, others): (Vec<_>, Vec<_>) =
                alone.partition(|(choice, _)| choice.iter().any(|name| name.starts_with(&of_type)));
            match (about.as_slice(), others.as_slice()) {
                ([(_, site)], _) | ([], [(_, site)]) => Some((*site).clone()),
                _ => None,
            }
        };
        change.base = site(&base, &revision);
        change.revision = site(&revision, &base);
    }
}

/// The choices of types in a table by what they are for and what is chosen, each with its place in its
/// file.
fn choices(config: &Config, of: &[&str]) -> BTreeMap<[String; 2], Site> {
    let mut config = config.clone();
    let mentions = config.mentions().into_iter();
    let of_types = mentions.filter_map(|(keys, mention)| {
        let (before, inside) = keys.split_at_checked(of.len())?;
        let [table, key, ..] = inside else {
            return None;
        };
        if before != of {
            return None;
        }
        let (file, place, _) = mention.site.as_deref()?;
        let site = Site {
            pointer: (keys.iter()).fold(Pointer::root(), |at, key| at.child(key)),
            file: file.clone(),
            place: Some(*place),
        };
        OF_TYPES
            .contains(&table.as_str())
            .then(|| ([key.clone(), mention.name.clone()], site))
    });
    of_types.collect()
}

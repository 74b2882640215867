//! The locations of changes in the files.

use std::collections::BTreeMap;

use super::which::Which;
use crate::compare::{Change, Site};
use crate::document::{Document, Pointer};

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

//! No two files of a crate use each other, not even indirectly: code that belongs together is in one
//! file or shares something below both. A folder's `mod.rs` declares its contents; that doesn't count
//! as a use. A use of an item that it re-exports is one of the file with the item.

use std::collections::{BTreeMap, BTreeSet};

use crate::exports::Exports;
use crate::paths::used;
use crate::{none, sources};

/// The remaining cycles: one of the files, the number of files, and the reason.
const LEFT: [(&str, usize, &str); 7] = [
    (
        "generator/api/model",
        3,
        "the types of the model hold each other: an operation its bodies, a body its schema",
    ),
    (
        "generator/rust/model",
        7,
        "the types of the model hold each other: an operation its output, an output its type",
    ),
    (
        "generator/compare/wire/pairs",
        5,
        "pairs of schemas are found on the way through what holds them",
    ),
    (
        "generator/document/overlay/action",
        2,
        "a reusable action is an action that holds actions",
    ),
    (
        "xtask/proof/corpus/record",
        5,
        "a record holds the result of each stage, and each stage takes the record",
    ),
    (
        "generated-client/client/pipeline",
        5,
        "each layer of a call wraps the next one and is wrapped by the pipeline",
    ),
    (
        "generated-client/decode",
        4,
        "a body is decoded as text, and text is decoded from a body",
    ),
];

/// Whether re-exports are followed. The types of the runtime are one interface, in which a request leads to
/// its response and that to its error: there, a use of another folder is one of the folder.
const CRATES: [(&str, bool); 3] = [
    ("generator/src", true),
    ("xtask/src", true),
    ("generated-client/runtime/src", false),
];

#[test]
fn files_use_each_other_one_way() {
    let mut findings = Vec::new();
    let mut left = BTreeSet::new();
    for (src, follows) in CRATES {
        for circle in circles(&uses(src, follows)) {
            let known = LEFT.iter().find(|(file, files, _)| {
                let path: Vec<String> = file.split('/').map(str::to_owned).collect();
                src.starts_with(&path[0])
                    && circle.contains(&path[1..].to_vec())
                    && circle.len() <= *files
            });
            match known {
                Some((file, ..)) => drop(left.insert(*file)),
                None => {
                    let files: Vec<String> = circle.iter().map(|path| path.join("/")).collect();
                    findings.push(format!("{src}: {}", files.join(", ")));
                }
            }
        }
    }
    for (file, _, reason) in LEFT {
        if !left.contains(file) {
            findings.push(format!("`{file}` is in no circle any more ({reason})"));
        }
    }
    none(&findings);
}

/// The files of a crate by their module paths, each with the files that it uses.
fn uses(src: &str, follows: bool) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let sources = sources(src);
    let files: BTreeMap<Vec<String>, _> = sources
        .iter()
        .map(|source| {
            let path = source.path.strip_prefix(src).unwrap().trim_matches('/');
            let path = path.trim_end_matches(".rs").split('/');
            let mut path: Vec<String> = path.map(str::to_owned).collect();
            path.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
            (path, source)
        })
        .collect();
    let exports = Exports::of(files.iter().map(|(path, source)| (path.clone(), *source)));
    let of_file = |path: &Vec<String>| {
        let used = used(files[path], src).paths.into_iter();
        let used = used.filter_map(|used| exports.file(&used, follows));
        // A folder and its contents are not siblings.
        used.filter(|used| !path.starts_with(used) && !used.starts_with(path))
            .collect()
    };
    files
        .keys()
        .map(|path| (path.clone(), of_file(path)))
        .collect()
}

/// The largest sets of files each of which reaches all others.
fn circles(uses: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Vec<BTreeSet<&Vec<String>>> {
    let reached = |from| {
        let mut reached = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(path) = waiting.pop() {
            let next = uses[path].iter();
            waiting.extend(next.filter(|next| reached.insert(*next)));
        }
        reached
    };
    let reached: BTreeMap<_, _> = uses.keys().map(|path| (path, reached(path))).collect();
    let circle = |path| {
        let leads: &BTreeSet<&Vec<String>> = &reached[path];
        let back = leads.iter().filter(|other| reached[**other].contains(path));
        back.copied().collect::<BTreeSet<_>>()
    };
    let circles: BTreeSet<_> = uses.keys().map(circle).collect();
    circles
        .into_iter()
        .filter(|circle| circle.len() > 1)
        .collect()
}

#[test]
fn a_circle_by_way_of_others_is_found() {
    let path = |name: &str| vec![name.to_owned()];
    let uses = BTreeMap::from([
        (path("a"), BTreeSet::from([path("b")])),
        (path("b"), BTreeSet::from([path("c"), path("d")])),
        (path("c"), BTreeSet::from([path("a")])),
        (path("d"), BTreeSet::new()),
    ]);
    let all = [path("a"), path("b"), path("c")];
    assert_eq!(circles(&uses), [all.iter().collect::<BTreeSet<_>>()]);
}

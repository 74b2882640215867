//! The allowed dependencies between crates.

use std::collections::BTreeSet;
use std::fs;

use toml_edit::{DocumentMut, Item, TableLike};

use crate::root;

/// The packages that a manifest depends on, by their real names, even if renamed.
fn dependencies(folder: &str, kinds: &[&str]) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
    let manifest: DocumentMut = text.parse().unwrap();
    let mut found = BTreeSet::new();
    let mut collect = |table: &dyn TableLike| {
        for kind in kinds {
            let listed = table.get(kind).and_then(Item::as_table_like);
            for (name, item) in listed.into_iter().flat_map(|table| table.iter()) {
                let package = item.get("package").and_then(Item::as_str);
                found.insert(package.unwrap_or(name).to_owned());
            }
        }
    };
    collect(manifest.as_table());
    let targets = manifest.get("target").and_then(Item::as_table_like);
    for (_, target) in targets.into_iter().flat_map(|table| table.iter()) {
        collect(target.as_table_like().unwrap());
    }
    found
}

const USED: [&str; 2] = ["dependencies", "build-dependencies"];
const ALL: [&str; 3] = ["dependencies", "build-dependencies", "dev-dependencies"];

#[test]
fn crates_depend_one_way() {
    let package = |folder: &str| {
        let text = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let manifest: DocumentMut = text.parse().unwrap();
        manifest["package"]["name"].as_str().unwrap().to_owned()
    };
    let [generator, client, runtime, xtask] = [
        "generator",
        "generated-client",
        "generated-client/runtime",
        "xtask",
    ]
    .map(package);
    for (folder, kinds, forbidden) in [
        ("generator", &ALL[..], [&client, &runtime, &xtask]),
        (
            "generated-client/runtime",
            &ALL,
            [&client, &generator, &xtask],
        ),
        // Its tests parse the description with the generator's overlays.
        ("generated-client", &USED, [&client, &generator, &xtask]),
        ("xtask", &ALL, [&client, &runtime, &xtask]),
    ] {
        let dependencies = dependencies(folder, kinds);
        assert!(!dependencies.is_empty(), "{folder}");
        for name in forbidden {
            assert!(!dependencies.contains(name), "{folder} depends on {name}");
        }
    }
    assert!(dependencies("generated-client", &USED).contains(&runtime));
    assert!(dependencies("xtask", &USED).contains(&generator));
}

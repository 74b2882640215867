//! The files of a package around the emitted ones, and the emitted ones that it omits.

use std::collections::BTreeMap;

use super::upkeep::Maintenance;
use super::{agents, library, manifest, readme};
use crate::output::{data, print_statements};
use crate::rust::{Client, Ident};
use crate::{Runtime, emit};

/// The test of the examples, which reads the data next to it.
const EXAMPLES: &str = include_str!("examples.rs.txt");

/// The test of the requests, which reads the data next to it.
const JUDGE: &str = include_str!("requests.rs.txt");

/// The root of the tests of events.
const EVENTS: &str = "//! Each event that the API sends arrives as its variant.\n\n\
    #[rustfmt::skip] // It is printed without rustfmt.\n\
    #[path = \"generated/deliveries.rs\"]\nmod deliveries;\n";

/// The calls that make them.
pub(in crate::output) const REQUESTS: &str = "tests/generated/requests.rs";

/// Whether a standalone package has this emitted file.
pub(in crate::output) fn has(client: &Client, path: &str) -> bool {
    match path {
        "tests/generated/calls.rs" => false,
        "tests/generated/examples.rs" => client.shows_values(),
        REQUESTS => !client.operations.is_empty(),
        _ => true,
    }
}

/// Adds the files around the emitted ones; `mark` is the mark of generated files.
pub(in crate::output) fn add(
    client: &Client,
    runtime: &Runtime,
    upkeep: &Maintenance,
    mark: &str,
    files: &mut BTreeMap<String, String>,
) {
    let call = emit::first_program(client, &print_statements);
    if files.contains_key(emit::DELIVERIES) {
        let root = format!("// {mark}\n\n{EVENTS}");
        files.insert("tests/deliveries.rs".to_owned(), root);
    }
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text);
    put("Cargo.toml", manifest::print(client, runtime, mark));
    put("README.md", readme::print(client, &call, upkeep, mark));
    put(
        "AGENTS.md",
        agents::instructions(client, &call, upkeep, mark),
    );
    put("llms.txt", agents::index(client, mark));
    put("src/lib.rs", library::print(client, &call, mark));
    if client.shows_values() {
        put("tests/examples.rs", format!("// {mark}\n\n{EXAMPLES}"));
        put(
            "tests/generated/data.json",
            data::print_examples(client, mark),
        );
    }
    if !client.operations.is_empty() {
        let krate = Ident::snake(&client.package);
        let judge = JUDGE.replace("CRATE", krate.as_str());
        put("tests/requests.rs", format!("// {mark}\n\n{judge}"));
        put(
            "tests/generated/requests.json",
            data::print_requests(client, mark),
        );
    }
}

//! What makes generated modules a package that stands alone: the manifest, the root of the library,
//! a README, pages for agents, and the tests of the examples and of the requests. Absent: the tests that call every
//! operation over a socket, which need a server written by hand.

mod agents;
mod library;
mod manifest;
mod readme;

use std::collections::BTreeMap;

use super::{data, print_statements};
use crate::Runtime;
use crate::emit::{self, FirstCall};
use crate::rust::{Client, Ident};

/// The test of the examples, which reads the data beside it.
const EXAMPLES: &str = include_str!("examples.rs.txt");

/// The test of the requests, which reads the data beside it.
const JUDGE: &str = include_str!("requests.rs.txt");

/// The calls that make them.
pub(super) const REQUESTS: &str = "tests/generated/requests.rs";

/// Whether a package that stands alone has this emitted file.
pub(super) fn has(client: &Client, path: &str) -> bool {
    match path {
        "tests/generated/calls.rs" => false,
        "tests/generated/examples.rs" => client.shows_values(),
        REQUESTS => !client.operations.is_empty(),
        _ => true,
    }
}

/// How a package is kept in line with its description, for those who work in it.
pub(super) struct Upkeep {
    /// The command that writes it.
    command: &'static str,
    /// Where it is run.
    place: &'static str,
    /// The file of the pinned names.
    names: &'static str,
}

/// A package without a project.
pub(super) const ALONE: Upkeep = Upkeep {
    command: "clientsmith generate --spec FILE --out FOLDER",
    place: "",
    names: "names.toml",
};

/// The package of a project.
pub(super) const IN_PROJECT: Upkeep = Upkeep {
    command: "clientsmith regen",
    place: ", run in the folder that has `spec/`,",
    names: "spec/names.toml",
};

/// Adds the files around the emitted ones; `mark` is what each says of itself.
pub(super) fn add(
    client: &Client,
    runtime: &Runtime,
    upkeep: &Upkeep,
    mark: &str,
    files: &mut BTreeMap<String, String>,
) {
    let call = emit::first_program(client, &print_statements);
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

/// The first call as a program, without white space in front; lines that the reader need not see
/// begin with `hidden`.
pub(super) fn program(client: &Client, call: &FirstCall, hidden: &str) -> Vec<String> {
    let models = call
        .parameters
        .iter()
        .chain(&call.statements)
        .any(|line| line.contains("models::"));
    let models = if models { ", models" } else { "" };
    let krate = Ident::snake(&client.package);
    let mut lines = vec![
        format!("use {krate}::{{Client, Error{models}}};"),
        String::new(),
    ];
    lines.push(format!(
        "{hidden}async fn example({}) -> Result<(), Error> {{",
        call.parameters.join(", ")
    ));
    let indent = if hidden.is_empty() { "    " } else { "" };
    lines.extend(call.statements.iter().map(|line| format!("{indent}{line}")));
    lines.push(format!("{hidden}{indent}Ok(())"));
    lines.push(format!("{hidden}}}"));
    lines
}

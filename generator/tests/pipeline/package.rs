//! A standalone package offers its callers the same as the workspace's own client.

use std::fs;
use std::path::Path;

use generator::output::Layout;
use generator::{Choices, Described, Input, Names, Runtime, Source, generate_package};

use super::own_spec;

fn package(text: &str) -> std::collections::BTreeMap<String, String> {
    let input = Input {
        description: Source {
            name: "description.yaml".to_owned(),
            text: text.to_owned(),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices::default(),
    };
    generate_package(&input, Layout::Package(&Runtime::Published))
        .unwrap()
        .files
}

const SMALL: &str = r#"openapi: 3.0.3
info: { title: Small, version: beta }
servers: [{ url: "https://api.example.com" }]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200": { description: All., content: { application/json: { schema: { type: string }, EXAMPLE } } }
"#;

/// The lines from the first `pub use` on, up to the first blank one.
fn reexports(text: &str) -> Vec<&str> {
    let lines = text.lines().skip_while(|line| !line.starts_with("pub use"));
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn the_root_reexports_what_the_own_client_does() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/lib.rs");
    let own = fs::read_to_string(own).unwrap();
    let files = package(&SMALL.replace(", EXAMPLE", ""));
    // The configuration of that client has webhooks.
    let own = own.replace(
        "#[cfg(feature = \"webhooks\")]\npub use generated::webhooks;\n",
        "",
    );
    assert!(reexports(&own).len() > 5);
    assert_eq!(reexports(&files["src/lib.rs"]), reexports(&own));
}

/// Every type in a signature can be named without depending on the runtime. Types that only
/// generated code uses, or that the client has under its own name, are not needed.
#[test]
fn the_root_reexports_what_the_runtime_has() {
    const NOT_NEEDED: [&str; 6] = [
        "Error",
        "ServerTemplate",
        "ServerVariable",
        "json",
        "operation",
        "serde",
    ];
    let names = |path: &str, from: &str| -> std::collections::BTreeSet<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = fs::read_to_string(path).unwrap();
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let items = code.split(';').filter_map(|item| {
            let item = item.trim_start_matches("#[doc(hidden)]").trim();
            item.strip_prefix(from).map(str::to_owned)
        });
        items
            .flat_map(|item| {
                let list = item.rsplit("::").next().unwrap().to_owned();
                let list = list.trim_matches(['{', '}', ' ']).to_owned();
                list.split(',')
                    .map(|name| name.trim().to_owned())
                    .collect::<Vec<_>>()
            })
            .filter(|name| !name.is_empty())
            .collect()
    };
    let runtime = "../generated-client/runtime/src/lib.rs";
    let mut offered = names(runtime, "pub use ");
    offered.extend(names(runtime, "pub mod "));
    let reexported = names("../generated-client/src/lib.rs", "pub use ");
    // `paging` is re-exported as a whole; its functions are for generated code.
    assert!(offered.remove("*"));
    offered.extend(["Items", "NextPage", "Paged", "Pages"].map(str::to_owned));
    offered.retain(|name| !NOT_NEEDED.contains(&name.as_str()));
    assert!(offered.len() > 40, "{offered:?}");
    let missing: Vec<_> = offered.difference(&reexported).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_manifest_has_the_features_of_the_own_client() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/Cargo.toml");
    let read = |text: &str| -> toml_edit::DocumentMut { text.parse().unwrap() };
    let own = read(&fs::read_to_string(own).unwrap());
    let files = package(&SMALL.replace(", EXAMPLE", ""));
    let made = read(&files["Cargo.toml"]);
    for table in ["features", "dependencies"] {
        let keys = |manifest: &toml_edit::DocumentMut| -> Vec<String> {
            let table = manifest[table].as_table().unwrap();
            let keys = table.iter().map(|(key, _)| key.to_owned());
            keys.filter(|key| !key.starts_with("tag-")).collect()
        };
        assert_eq!(keys(&made), keys(&own), "{table}");
    }
}

/// Otherwise its minimal versions would not resolve together with the runtime crate.
#[test]
fn the_manifest_states_the_versions_of_the_workspace() {
    let read = |text: &str| -> toml_edit::DocumentMut { text.parse().unwrap() };
    let version = |item: &toml_edit::Item| {
        let version = item.get("version").unwrap_or(item);
        version.as_str().unwrap().to_owned()
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let workspace = read(&fs::read_to_string(workspace).unwrap());
    let made = read(&package(SMALL)["Cargo.toml"]);
    for name in ["serde", "serde_json"] {
        let stated = version(&made["dependencies"][name]);
        let known = version(&workspace["workspace"]["dependencies"][name]);
        assert_eq!(stated, known, "{name}");
    }
}

#[test]
fn tests_come_with_operations_and_examples() {
    let tests = |text: &str| -> Vec<String> {
        let paths = package(text).into_keys();
        paths.filter(|path| path.starts_with("tests/")).collect()
    };
    let (head, _) = SMALL.split_once("  /things:").unwrap();
    let schemas = "components: { schemas: { Thing: { type: object, properties: { id: { type: string } } } } }";
    let of_models = head.replace("paths:", "paths: {}") + schemas;
    assert_eq!(tests(&of_models), [""; 0]);
    assert_eq!(
        tests(&SMALL.replace(", EXAMPLE", "")),
        [
            "tests/generated/requests.json",
            "tests/generated/requests.rs",
            "tests/requests.rs"
        ]
    );
    assert_eq!(
        tests(&SMALL.replace("EXAMPLE", "example: one")),
        [
            "tests/examples.rs",
            "tests/generated/data.json",
            "tests/generated/examples.rs",
            "tests/generated/requests.json",
            "tests/generated/requests.rs",
            "tests/requests.rs"
        ]
    );
}

#[test]
fn every_file_has_the_mark() {
    for (path, text) in package(&SMALL.replace("EXAMPLE", "example: one")) {
        let mut first = text.lines().take(5);
        let marked = first.any(|line| line.contains("@generated") && line.contains("generate`"));
        assert!(marked, "{path}:\n{text}");
    }
}

/// The page for agents is short, and true for this client: its methods exist.
#[test]
fn agents_are_told_what_there_is() {
    let files = package(&SMALL.replace(", EXAMPLE", ""));
    let page = &files["AGENTS.md"];
    assert!(page.contains("client.list_things().await?"), "{page}");
    assert!(!page.contains(".items()"), "nothing is paged: {page}");
    assert!(page.lines().count() < 50);
    let index = &files["llms.txt"];
    assert!(index.starts_with("# small-client\n\n> "), "{index}");
    for part in index.split("](").skip(1) {
        let link = part.split(')').next().unwrap();
        assert!(files.contains_key(link), "{link}");
    }
}

#[test]
fn the_front_page_of_our_client_lists_every_handle() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/lib.rs");
    let page = fs::read_to_string(page).unwrap();
    let client = Described::read(&own_spec()).unwrap().client;
    for handle in &client.handles {
        let link = format!("[`{0}`](Client::{0})", handle.module);
        assert!(page.contains(&link), "{link}");
    }
}

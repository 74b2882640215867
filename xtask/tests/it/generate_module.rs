//! `generate --layout module`: a client as a module of a crate that is there.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::checkout::{Checkout, Run};

const GENERATE: [&str; 5] = ["generate", "--spec", "api.yaml", "--layout", "module"];

/// An edition and names that older crates have.
const MANIFEST: &str = "\
[package]
name = \"mine\"
edition = \"2021\"

[dependencies] # mine, too
";

/// Everything that has another path, another condition or another place in a module.
const DESCRIPTION: &str = r#"
openapi: 3.1.0
info: {title: Zoo, version: "1"}
servers: [{url: "https://zoo.example.invalid"}]
paths:
  /pets:
    get:
      tags: [Pets, Дети]
      operationId: listPets
      responses:
        "200": {description: Pets., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}
        "404": {description: None., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    put:
      tags: [Дети]
      operationId: putPet
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {"204": {description: Put.}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, toy: {$ref: '#/components/schemas/Toy'}, born: {type: string, format: date-time}}}
    Kind: {type: string, enum: [cat, "crate::dog"]}
    Toy: {oneOf: [{type: string}, {type: object, required: [name], properties: {name: {type: string}}}]}
    Problem: {type: object, properties: {detail: {type: string}}}
    Unused: {type: object, properties: {a: {type: string}}}
security: [{token: []}]
"#;

const EVENTS: &str = r#"
openapi: 3.1.0
info: {title: Events, version: "1"}
components:
  schemas:
    Event: {oneOf: [{$ref: '#/components/schemas/Born'}], discriminator: {propertyName: kind, mapping: {born: '#/components/schemas/Born'}}}
    Born: {type: object, required: [kind, id], properties: {kind: {type: string}, id: {type: string}}}
"#;

const CONFIG: &str = "[webhooks]\ndescription = \"events.yaml\"\nheader = \"X-Signature\"\ntimestamp = \"t\"\n\
                      signature = \"v1\"\nkey = \"hex\"\nid = \"id\"\n";

/// A program against the first of two descriptions, and a test of it.
const PROGRAM: &str = "\
//! Mine.

mod clients;

use clients::zoo::{Client, DateTime, Error, models::Pet, webhooks};

async fn ask(client: Client) -> Result<Vec<Pet>, Error> {
    client.pets().list_pets().await
}

fn main() {
    let _ = (ask, webhooks::SCHEME, None::<(DateTime, clients::zoo::models::Unused)>);
}

#[test]
fn the_test_kit_is_there() {
    use clients::zoo::testing;
    let (_, pet): (_, Pet) = (testing::mock(), testing::example());
    let _: webhooks::Born = testing::webhook_example();
    assert!(pet.toy.is_none());
}
";

/// A crate with a program in it.
fn host() -> Checkout {
    let host = Checkout::empty();
    host.write("Cargo.toml", MANIFEST);
    host.write("src/main.rs", PROGRAM);
    host.write("src/clients.rs", "//! Clients.\n\npub mod zoo;\n");
    host.write("api.yaml", DESCRIPTION);
    host.write("events.yaml", EVENTS);
    host.write("choices.toml", CONFIG);
    host
}

#[test]
fn a_module_of_a_crate_is_kept_up_and_compiles() {
    let host = host();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let runtime = Path::new(root).join("generated-client/runtime");
    let runtime = format!("path={}", runtime.canonicalize().unwrap().display());
    let more = ["--out", "src/clients/zoo", "--config", "choices.toml"];
    let generate = [&GENERATE[..], &more, &["--runtime", &runtime]].concat();
    let with = |more: &[&'static str]| [&generate[..], more].concat();

    let told = host.run(&with(&["--format", "json"])).expect(0).stdout;
    let told: Value = serde_json::from_str(&told).unwrap();
    let lacking = told["lacking"].as_str().unwrap();
    assert!(lacking.contains("\n\n[dev-dependencies]\n"), "{lacking}");
    assert_eq!(host.read("Cargo.toml"), MANIFEST);
    host.run(&generate)
        .expect(0)
        .says("Cargo.toml lacks dependencies of the module:\n[dependencies]\nopenapi-client-runtime = { path = ");
    // What the tests of other crates are built with, so that nothing is built for this one alone.
    let (lines, _) = lacking.split_once("\n[dev").unwrap();
    let lines = lines.trim_start_matches("[dependencies]\n").replacen(
        "features = [",
        "default-features = false, features = [\"reqwest\", \"test-util\", ",
        1,
    );
    host.write("Cargo.toml", format!("{MANIFEST}{lines}"));

    host.write("src/clients/zoo/mine.rs", "// Mine.\n");
    let before = host.files();
    let again = host.run(&generate).expect(0);
    assert!(!again.stderr.contains("lacks"), "{}", again.stderr);
    assert!(host.files() == before, "a second run changes nothing");
    let stale = "src/clients/zoo/generated/models/old.rs";
    host.write(stale, "// @generated\n");
    host.edit("src/clients/zoo/mod.rs", "mod generated;", "mod other;");
    host.look(&with(&["--check"])).expect(4);
    host.run(&generate).expect(0);
    assert!(host.files() == before, "all of it is as it was");

    // What the program names has other names now.
    host.write(
        "api.yaml",
        DESCRIPTION
            .replace("Pet:", "Animal:")
            .replace("schemas/Pet'", "schemas/Animal'"),
    );
    host.write(
        "events.yaml",
        EVENTS.replace("Born", "Birth").replace("Event", "Events"),
    );
    host.run(&generate).expect(0);
    assert!(host.files() != before);
    host.run(&with(&["--check"])).expect(0);
    let root_file = host.read("src/clients/zoo/mod.rs");
    assert!(
        root_file.contains("//! use crate::clients::zoo::{Client, Error};"),
        "{root_file}"
    );
    for edition in ["2021", "2024"] {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--check", "--edition", edition]);
        rustfmt.arg(host.path("src/clients/zoo/mod.rs"));
        Run::of(rustfmt).expect(0);
    }
    for (path, text) in host.files() {
        let text = String::from_utf8(text).unwrap();
        let names_nobody = |wrong: &str| !text.contains(wrong) || !path.ends_with(".rs");
        for wrong in [
            "feature = ",
            "zoo_client",
            "```no_run",
            "(crate::",
            " crate::",
        ] {
            let is_ours = path.starts_with("src/clients/zoo/generated/");
            assert!(!is_ours || names_nobody(wrong), "{path}: {wrong}\n{text}");
        }
    }

    host.write(
        "Cargo.lock",
        std::fs::read(format!("{root}/Cargo.lock")).unwrap(),
    );
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    command
        .args(["check", "--quiet", "--tests"])
        .current_dir(host.root())
        .env("CARGO_TARGET_DIR", target.join("fixtures"))
        .env("CARGO_NET_OFFLINE", "true")
        .env_remove("CARGO_MANIFEST_DIR")
        .stdin(Stdio::null());
    let run = Run::of(command).expect(0);
    assert_eq!(run.stderr, "", "warnings");
}

#[test]
fn a_runtime_goes_beside_the_sources_of_the_crate() {
    let host = host();
    host.run(&GENERATE)
        .expect(0)
        .says("openapi-client-runtime = { path = \"runtime\" }");
    assert!(host.path("runtime/src/lib.rs").is_file());
    assert!(host.path("src/api/mod.rs").is_file());
    let manifest = format!(
        "{MANIFEST}openapi-client-runtime = {{ path = \"runtime\" }}\nserde = \"1\"\nserde_json = \"1\"\n"
    );
    host.write("Cargo.toml", manifest);
    let git = [
        &GENERATE[..],
        &["--runtime", "git=https://example.com/x#v1"],
    ]
    .concat();
    host.run(&git)
        .expect(0)
        .says("openapi-client-runtime = { git = \"https://example.com/x\", rev = \"v1\" }");
    assert!(
        !host.path("runtime").exists(),
        "it was ours, and is of no use"
    );
}

#[test]
fn what_cannot_be_a_module_is_refused() {
    let host = host();
    let refuses = |code: i32, out: &str, text: &str| {
        let run = host.refuses(code, &[&GENERATE[..], &["--out", out]].concat());
        run.says(text);
    };
    refuses(1, "src", "src is not a folder below the `src` of");
    refuses(
        1,
        "tests/api",
        "tests/api is not a folder below the `src` of",
    );
    refuses(1, "src/my-api", "such as `my_api`");
    host.write("src/api.rs", "");
    refuses(100, "src/api", "src/api.rs already is that module");
    std::fs::remove_file(host.path("src/api.rs")).unwrap();
    host.write("src/api/generated/mine.rs", "// Mine.\n");
    refuses(100, "src/api", "generated/mine.rs");
    std::fs::remove_dir_all(host.path("src/api")).unwrap();

    host.write("Cargo.toml", MANIFEST.replace("2021", "2018"));
    refuses(
        1,
        "src/api",
        "Cargo.toml has the edition 2018, and the client needs 2021",
    );
    let inherited =
        "rust-version.workspace = true\n\n[workspace.package]\nrust-version = \"1.75\"\n";
    host.write(
        "Cargo.toml",
        MANIFEST.replace("\n[dep", &format!("{inherited}\n[dep")),
    );
    refuses(
        1,
        "src/api",
        "Cargo.toml has the rust-version 1.75, and the client needs 1.89",
    );
    host.write("Cargo.toml", "[workspace]\n");
    refuses(
        1,
        "src/api",
        "Cargo.toml is the manifest of a workspace, not of a crate",
    );
    std::fs::remove_file(host.path("Cargo.toml")).unwrap();
    refuses(1, "src/api", "src/api is not in a crate");

    host.write("Cargo.toml", MANIFEST);
    host.run(&GENERATE).expect(0);
    host.refuses(100, &["generate", "--spec", "api.yaml", "--out", "src/api"])
        .says("src/api contains a client as a module");
    host.refuses(2, &["init", "--spec", "api.yaml", "--layout", "module"])
        .says("the client of a project is a crate");
    host.refuses(2, &["generate", "--spec", "api.yaml"])
        .says("--out");
}

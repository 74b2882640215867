//! `generate`: a selection of operations, the runtime crate, and a second run.

use std::fs;

use crate::checkout::{Checkout, Run};
use crate::generate::{GENERATE, checkout, with};
use crate::server::{Server, response};

/// Models that a tag's operations reach, and models that they don't.
const SELECTION: &str = r#"
openapi: 3.0.3
info: {title: Zoo, version: "1"}
paths:
  /pets:
    get: {tags: [Pets], operationId: listPets, responses: {"200": {$ref: '#/components/responses/Pets'}}}
    post: {tags: [Pets], operationId: addPet, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewPet'}}}}, responses: {"204": {description: Added.}}}
  /pets/{id}/keepers:
    get: {tags: [Keepers, Pets], operationId: listKeepers, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: Keepers., content: {application/json: {schema: {$ref: '#/components/schemas/Keeper'}}}}}}
  /tickets:
    get: {operationId: listTickets, responses: {"200": {description: Tickets., content: {application/json: {schema: {$ref: '#/components/schemas/Ticket'}}}}}}
components:
  responses:
    Pets: {description: Pets., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}}}}
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {toy: {$ref: '#/components/schemas/Toy'}}}]}
    Toy: {type: object, properties: {name: {type: string}}}
    NewPet: {type: object, properties: {name: {type: string}}}
    Keeper: {type: object, properties: {name: {type: string}}}
    Ticket: {type: object, properties: {price: {type: number}}}
    Unused: {type: object, properties: {a: {type: string}}}
"#;

#[test]
fn a_selection_has_its_operations_and_their_models_and_nothing_else() {
    let checkout = checkout();
    checkout.write("api.yaml", SELECTION);
    let operations = |options: &[&str]| -> (Vec<String>, Vec<String>) {
        let _ = fs::remove_dir_all(checkout.path("client"));
        checkout.run(&with(options)).expect(0);
        let table = checkout.read("client/OPERATIONS.md");
        let all = ["listPets", "addPet", "listKeepers", "listTickets"];
        let paths = [
            "GET /pets`",
            "POST /pets`",
            "GET /pets/{id}/keepers`",
            "GET /tickets`",
        ];
        let found = all
            .iter()
            .zip(paths)
            .filter(|(_, path)| table.contains(path));
        let models = fs::read_dir(checkout.path("client/src/generated/models")).unwrap();
        let mut models: Vec<String> = models
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "mod.rs")
            .collect();
        models.sort();
        (found.map(|(id, _)| (*id).to_owned()).collect(), models)
    };
    for (options, expected, models) in [
        (
            &["--only", "tag=Keepers"][..],
            &["listKeepers"][..],
            &["keeper.rs"][..],
        ),
        (
            &["--only", "operation=GET /pets"],
            &["listPets"],
            &["cat.rs", "pet.rs", "toy.rs"],
        ),
        (
            &["--only", "tag=Pets", "--only", "method=post"],
            &["addPet"],
            &["new_pet.rs"],
        ),
        (
            &["--only", "operation=listTickets", "--only", "path=/pets/**"],
            &["listKeepers", "listTickets"],
            &["keeper.rs", "ticket.rs"],
        ),
        (&["--exclude", "tag=Pets"], &["listTickets"], &["ticket.rs"]),
    ] {
        let (found, of_models) = operations(options);
        assert_eq!(found, expected, "{options:?}");
        assert_eq!(of_models, models, "{options:?}");
    }
    // Names pinned for a larger selection are not errors.
    fs::remove_dir_all(checkout.path("client")).unwrap();
    checkout.run(&GENERATE).expect(0);
    let config = "reading-only = ['addPet']\n[only]\ntags = ['Keepers']\n";
    checkout.write("some.toml", config);
    let some = with(&["--config", "some.toml", "--deny", "D204"]);
    checkout.run(&some).expect(0);
    assert!(
        !checkout
            .path("client/src/generated/models/ticket.rs")
            .exists()
    );

    let before = checkout.files();
    checkout.write("some.toml", config.replace("Keepers", "keeper"));
    let unknown = checkout.run(&some).expect(1);
    for wanted in [
        "error[D020]: `only.tags` names `keeper`, and no operation has this tag; did you mean `Keepers`?",
        "some.toml:3:9",
    ] {
        assert!(
            unknown.stderr.contains(wanted),
            "{wanted}:\n{}",
            unknown.stderr
        );
    }
    let unknown = checkout.run(&with(&["--only", "path=/pet/*"])).expect(1);
    assert!(
        unknown.stderr.contains("`only.paths` names `/pet/*`"),
        "{}",
        unknown.stderr
    );
    let wrong = checkout.run(&with(&["--only", "tags=Pets"])).expect(2);
    assert!(
        wrong
            .stderr
            .contains("the kinds are tag, operation, path and method")
    );
    checkout.write("some.toml", config);
    assert_eq!(checkout.files(), before);
}

/// Descriptions from standard input and from a URL lead to the same client.
#[test]
fn a_description_from_elsewhere() {
    let checkout = checkout();
    checkout.run(&GENERATE).expect(0);
    let api = fs::File::open(checkout.path("api.yaml")).unwrap();
    let piped = |out: &str| ["generate", "--spec", "-", "--out", out].map(str::to_owned);
    let mut command = checkout.command(&piped("piped").each_ref().map(String::as_str));
    command.stdin(api);
    Run::of(command).expect(0);
    let text = checkout.read("api.yaml");
    let yaml = [("Content-Type", "application/yaml")];
    let server = Server::new(vec![response("200 OK", &yaml, text)]);
    let url = server.url("/api.yaml");
    let address = ["generate", "--spec", &url, "--out", "got"];
    let refused = checkout.run(&address).expect(1);
    assert!(refused.stderr.contains("https only"), "{}", refused.stderr);
    checkout
        .run(&[&address[..], &["--allow-http"]].concat())
        .expect(0);
    for file in ["src/generated/mod.rs", "names.toml", "Cargo.toml"] {
        let own = checkout.read(&format!("client/{file}"));
        for other in ["piped", "got"] {
            assert!(checkout.read(&format!("{other}/{file}")) == own, "{file}");
        }
    }
}

/// The runtime is written to the requested folder, and files of the user are not overwritten.
#[test]
fn the_runtime_comes_along() {
    let checkout = checkout();
    let dependency = || -> String {
        let manifest: toml_edit::DocumentMut = checkout.read("client/Cargo.toml").parse().unwrap();
        let runtime = &manifest["dependencies"]["openapi-client-runtime"];
        runtime.as_inline_table().unwrap().to_string()
    };
    checkout.run(&GENERATE).expect(0);
    assert!(
        dependency().contains("path = \"runtime\""),
        "{}",
        dependency()
    );
    let source = checkout.read("client/runtime/src/lib.rs");
    assert!(source.starts_with("// @generated"), "{source}");
    let own = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../generated-client/runtime/src/lib.rs"
    );
    assert!(source.ends_with(&fs::read_to_string(own).unwrap().replace("\r\n", "\n")));
    let manifest = checkout.read("client/runtime/Cargo.toml");
    assert!(!manifest.contains("workspace"), "{manifest}");

    // Removed and edited files of the runtime are restored.
    checkout.write("client/runtime/src/left_over.rs", "// @generated\n");
    checkout.write("client/runtime/src/lib.rs", "// @generated\n// edited\n");
    checkout.run(&with(&["--check"])).expect(4);
    checkout.run(&GENERATE).expect(0);
    checkout.run(&with(&["--check"])).expect(0);
    assert!(!checkout.path("client/runtime/src/left_over.rs").exists());

    // Two clients share one.
    for client in ["clients/a", "clients/b"] {
        let shared = [
            "generate",
            "--spec",
            "api.yaml",
            "--out",
            client,
            "--runtime",
            "vendored=clients/runtime",
        ];
        checkout.run(&shared).expect(0);
        let manifest = checkout.read(&format!("{client}/Cargo.toml"));
        assert!(manifest.contains("path = \"../runtime\""), "{manifest}");
        assert!(!checkout.path(&format!("{client}/runtime")).exists());
    }
    checkout.run(&with(&["--runtime", "published"])).expect(0);
    assert!(dependency().contains("version ="), "{}", dependency());
    checkout
        .run(&with(&["--runtime", "git=https://example.invalid/x#v1"]))
        .expect(0);
    let expected = "git = \"https://example.invalid/x\", rev = \"v1\"";
    assert!(dependency().contains(expected), "{}", dependency());

    // A folder with other files is not touched.
    checkout.write("mine/src/lib.rs", "// mine\n");
    let before = checkout.files();
    checkout
        .run(&with(&["--runtime", "vendored=mine"]))
        .expect(100);
    checkout.run(&with(&["--runtime", "elsewhere"])).expect(2);
    assert_eq!(checkout.files(), before);
}

/// The names used by a program stay: after a schema was renamed, a tag replaced, an operationId
/// changed and a schema inlined.
#[test]
fn generated_again_names_stay() {
    let before = r#"
openapi: 3.0.3
info: {title: Zoo, version: "1"}
paths:
  /pets:
    get: {tags: [Pets], operationId: listPets, responses: {"200": {description: Pets., content: {application/json: {schema: {$ref: '#/components/schemas/PetList'}}}}}}
  /pets/{id}:
    get: {tags: [Pets], operationId: getPet, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}}
components:
  schemas:
    PetList: {type: object, required: [data, total], properties: {data: {type: array, items: {$ref: '#/components/schemas/Pet'}}, total: {type: integer}}}
    Pet: {type: object, required: [name, owner], properties: {name: {type: string}, owner: {$ref: '#/components/schemas/Owner'}}}
    Owner: {type: object, required: [street, town], properties: {street: {type: string}, town: {type: string}}}
"#;
    let events = r#"
openapi: 3.1.0
info: {title: Zoo, version: "1"}
components:
  schemas:
    Born: {type: object, required: [id], properties: {id: {type: string}, litter: {$ref: '#/components/schemas/Litter'}}}
    Litter: {type: object, required: [size, weight], properties: {size: {type: integer}, weight: {type: number}}}
"#;
    let config = "[webhooks]\ndescription = \"events.yaml\"\nheader = \"X-Signature\"\nsignature = \"v1\"\nid = \"id\"\n";
    let run = [&GENERATE[..], &["--config", "choices.toml"]].concat();
    let owner = "{type: object, required: [street, town], properties: {street: {type: string}, town: {type: string}}}";
    let of_owner = format!("    Owner: {owner}\n");
    for (what, after) in [
        (
            "a schema renamed",
            before
                .replace("Pet'", "Animal'")
                .replace("    Pet:", "    Animal:"),
        ),
        (
            "a tag replaced",
            before.replace("tags: [Pets]", "tags: [Animals]"),
        ),
        (
            "an operationId changed",
            before.replace("operationId: getPet", "operationId: fetchAnimal"),
        ),
        (
            "a schema written in place",
            before
                .replace("{$ref: '#/components/schemas/Owner'}", owner)
                .replace(&of_owner, ""),
        ),
        ("a schema of events renamed", before.to_owned()),
    ] {
        let of_events = what == "a schema of events renamed";
        assert_eq!(before == after, of_events, "{what}");
        let checkout = Checkout::empty();
        checkout.write("api.yaml", before);
        checkout.write("events.yaml", events);
        checkout.write("choices.toml", config);
        checkout.run(&run).expect(0);
        let items = || -> Vec<(String, String)> {
            let is_rust = |path: &String| path.starts_with("client/src/") && path.ends_with(".rs");
            let files = checkout.files().into_keys().filter(is_rust);
            let public = |path: String| {
                let text = checkout.read(&path);
                let lines = text.lines().map(str::trim);
                let lines =
                    lines.filter(|line| line.starts_with("pub ") || line.starts_with("mod "));
                let lines: Vec<String> = lines.map(str::to_owned).collect();
                lines
                    .into_iter()
                    .map(move |line| (path.clone(), line))
                    .collect::<Vec<_>>()
            };
            files.flat_map(public).collect()
        };
        let old = items();
        assert!(
            ["pub struct Owner", "pub struct Litter"]
                .iter()
                .all(|it| old.iter().any(|(_, line)| line.starts_with(it))),
            "{old:?}"
        );
        checkout.write("api.yaml", &after);
        if of_events {
            checkout.write("events.yaml", events.replace("Litter", "Brood"));
        }
        checkout.run(&run).expect(0);
        let new = items();
        let gone: Vec<_> = old.iter().filter(|item| !new.contains(item)).collect();
        assert!(gone.is_empty(), "{what}: {gone:#?}");
        checkout.run(&[&run[..], &["--check"]].concat()).expect(0);
    }
}

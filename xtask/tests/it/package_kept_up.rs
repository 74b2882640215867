//! `regen` updates the generated files of `init` and keeps the user's changes: in the manifest, the root of
//! the library, the pages and the runtime crate.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::checkout::{Checkout, Run, description};
use crate::init::run_in;

const LIBRARY: &str = "generated-client/src/lib.rs";
const MANIFEST: &str = "generated-client/Cargo.toml";
const RUNTIME: &str = "generated-client/runtime/src/lib.rs";

/// Operations with URL-encoded forms, and with forms that have files, parts in a style and of other media
/// types; with bodies that may be left out, of several media types, of parts without names, and of lines.
const FORMS: &str = "  /charges:
    post:
      operationId: addCharge
      summary: Add charge
      tags: [Things]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              title: Charge
              required: [amount]
              properties:
                amount: {type: integer}
                note: {type: string, minLength: 20}
                expand: {type: array, minItems: 2, items: {type: string}}
                tags: {type: array, minItems: 2, items: {type: string}}
                metadata: {type: object, additionalProperties: {type: string}}
                options: {type: object, properties: {exact: {type: boolean}}}
            encoding:
              metadata: {style: deepObject, explode: true}
              tags: {style: form, explode: false}
      responses: {'204': {description: Added.}}
  /pictures:
    post:
      operationId: addPicture
      summary: Add picture
      tags: [Things]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              title: Picture
              required: [image, caption, width]
              properties:
                image: {type: string, format: binary}
                caption: {type: string}
                width: {type: integer}
                note: {type: string}
                taken: {type: string, format: date-time}
                pages: {type: array, items: {type: string, format: binary}}
                labels: {type: array, minItems: 2, items: {type: string}}
                place: {type: object, properties: {lat: {type: number}, id: {type: string, readOnly: true}}}
                filter: {type: object, additionalProperties: {type: string}}
                ids: {type: array, minItems: 2, items: {type: integer}}
                words: {type: array, minItems: 2, items: {type: string}}
                kind: {type: string, enum: [photo, scan], default: scan}
            encoding:
              image:
                contentType: image/png
                headers:
                  X-Width: {required: true, schema: {type: integer}}
                  X-Labels: {schema: {type: array, minItems: 2, items: {type: string}}}
                  X-Place: {explode: true, schema: {type: object, properties: {lat: {type: number}}}}
              caption: {contentType: text/markdown}
              filter: {style: deepObject, explode: true}
              ids: {style: pipeDelimited, explode: false}
              words: {contentType: application/json, headers: {X-Kind: {schema: {type: string, enum: [photo, scan]}}}}
              place: {contentType: application/xml}
      responses: {'204': {description: Added.}}
    patch:
      operationId: changePicture
      summary: Change picture
      tags: [Things]
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              title: PictureChange
              properties:
                caption: {type: string}
                size: {type: array, minItems: 2, items: {type: integer}}
                place: {type: object, properties: {lat: {type: number}}}
              additionalProperties: {type: integer}
            encoding:
              size: {style: form, explode: false}
              caption: {headers: {X-Taken: {schema: {type: string, format: date-time}}}}
              place: {contentType: text/plain, headers: {X-Unit: {schema: {type: string}}}}
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {caption: {type: string}}}
          text/csv: {schema: {type: string}}
      responses: {'204': {description: Changed.}}
    put:
      operationId: setPicture
      summary: Set picture
      tags: [Things]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
          application/merge-patch+json: {schema: {$ref: '#/components/schemas/Thing'}}
          application/xml: {schema: {$ref: '#/components/schemas/Thing'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Thing'}}
          multipart/form-data:
            schema: {type: object, title: Frame, properties: {photo: {type: string, format: binary}}, additionalProperties: {type: integer}}
      responses: {'204': {description: Set.}}
  /albums:
    post:
      operationId: addAlbum
      summary: Add album
      tags: [Things]
      requestBody:
        content:
          multipart/mixed:
            schema: {type: array, minItems: 2, items: {type: object, properties: {caption: {type: string}}}}
          application/jsonl:
            schema: {type: array, items: {type: object, properties: {caption: {type: string}}}}
      responses: {'204': {description: Added.}}
components:
";

/// A project whose description has no servers, webhooks, security or date-times.
fn project() -> Checkout {
    let project = Checkout::empty();
    let text = description(1).replace("servers:\n  - url: https://api.example.invalid\n", "");
    project.write("api.yaml", text);
    let made = ["init", "--spec", "api.yaml", "--out", "."];
    run_in(project.root(), &made).expect(0);
    project
}

/// Checks the client with cargo, and runs its tests of requests and deliveries, offline and with the versions of this workspace.
fn check(project: &Checkout, features: &str) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let lock = std::fs::read_to_string(format!("{root}/Cargo.lock")).unwrap();
    project.write("Cargo.lock", lock);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    for arguments in [
        &["check", "--quiet", "--all-targets"][..],
        // Nothing is sent, so no HTTP library is built.
        &[
            "test",
            "--quiet",
            "--test",
            "requests",
            "--test",
            "deliveries",
            "--no-default-features",
        ],
    ] {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        command
            .args(arguments)
            .args(["--features", "all-tags", "--features", features])
            .current_dir(project.path("generated-client"))
            .env("CARGO_TARGET_DIR", target.join("fixtures"))
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::null());
        let run = Run::of(command).expect(0);
        assert_eq!(run.stderr, "", "warnings");
        let tested = arguments[0] == "test";
        let passed = run.stdout.matches("2 passed").count();
        assert!(!tested || passed == 2, "{}", run.stdout);
    }
}

#[test]
fn a_description_that_grows_changes_the_package_around_the_modules() {
    let project = project();
    let run = |arguments: &[&str]| run_in(project.root(), arguments);
    let mark = "@generated by `clientsmith regen`";
    for path in [LIBRARY, MANIFEST, "generated-client/src/generated/mod.rs"] {
        assert!(project.read(path).contains(mark), "{path}");
    }
    for path in ["README.md", "AGENTS.md"] {
        let text = project.read(&format!("generated-client/{path}"));
        assert!(
            text.contains("spec/names.toml") && !text.contains("xtask"),
            "{text}"
        );
    }
    assert!(!project.read("spec/spec.lock").contains("xtask"));
    assert!(!project.read(LIBRARY).contains("Server"));

    // Additions of a user to the manifest, and outside the generated files.
    project.edit(
        MANIFEST,
        "version = \"0.1.0\"",
        "version = \"1.2.0\" # released",
    );
    let extra = "\n# For the examples.\n[dev-dependencies]\nserde_json = \"1\"\n";
    project.write(MANIFEST, project.read(MANIFEST) + extra);
    project.write(
        "generated-client/examples/mine.rs",
        "//! An example.\n\nfn main() {}\n",
    );
    run(&["regen", "--check"]).expect(0);

    project.edit(
        "spec/api.yaml",
        "paths:\n",
        "servers:\n  - url: https://{region}.example.invalid\n    \
        variables:\n      region: {default: eu, enum: [eu, us]}\npaths:\n",
    );
    project.edit(
        "spec/api.yaml",
        "tags: [Things]",
        "tags: [Things, More Things]",
    );
    // A body of XML is sent as a string, although its schema is an object.
    project.edit(
        "spec/api.yaml",
        "components:\n",
        "  /labels:\n    put:\n      operationId: putLabel\n      summary: Put label\n      tags: [Things]\n      \
        requestBody: {required: true, content: {application/xml: {schema: {$ref: '#/components/schemas/Thing'}}}}\n      \
        responses: {'204': {description: Put.}}\ncomponents:\n",
    );
    // Forms, whose pairs and parts are checked individually.
    project.edit("spec/api.yaml", "components:\n", FORMS);
    project.edit(
        "spec/api.yaml",
        "        name:\n",
        "        born:\n          type: string\n          format: date-time\n        name:\n",
    );
    project.edit(
        "spec/api.yaml",
        "title: Tiny\n",
        "title: Tiny\n  description: What has no price.\n",
    );
    project.edit("spec/generator.toml", "# [rate-limit]", "[webhooks]\ndescription = \"events.yaml\"\nheader = \"X-Signature\"\nsignature = \"v1\"\nkey = \"base64\"\nid-header = \"X-Event-Id\"\n# [rate-limit]");
    project.write("spec/events.yaml", "openapi: 3.1.0\ninfo: {title: Events, version: \"1\"}\ncomponents:\n  schemas:\n    Notice:\n      oneOf: [{$ref: \"#/components/schemas/Born\"}]\n      discriminator: {propertyName: kind, mapping: {born: Born}}\n    Born:\n      type: object\n      required: [kind, id]\n      properties: {kind: {type: string}, id: {type: string}}\n");
    let stale = run(&["regen", "--check"]).expect(4);
    stale.says(LIBRARY);
    run(&["regen"]).expect(0);
    let library = project.read(LIBRARY);
    for text in [
        "Server, ",
        "pub use generated::webhooks;",
        "What has no price.",
    ] {
        assert!(library.contains(text), "{text}:\n{library}");
    }
    let manifest = project.read(MANIFEST);
    assert!(
        manifest.contains("version = \"1.2.0\" # released\n"),
        "{manifest}"
    );
    assert!(manifest.ends_with(extra), "{manifest}");
    check(&project, "webhooks,test-util");

    let before = project.files();
    run(&["regen", "--check"]).expect(0);
    run(&["regen"]).expect(0);
    assert!(project.files() == before, "a second run changes nothing");

    // Simulates an upgrade of the command: these are the files of an older one.
    project.write(RUNTIME, "// @generated\n");
    project.write("generated-client/runtime/src/old.rs", "// @generated\n");
    project.edit(MANIFEST, "serde_json = \"1.", "serde_json = \"0.");
    let stale = run(&["regen", "--check"]).expect(4);
    stale.says("generated file edited by hand: generated-client/runtime/src/lib.rs");
    run(&["regen"]).expect(0);
    assert!(project.files() == before, "all of it is as it was");
}

/// A file that has lost its mark belongs to the user and is not changed: one file, or the whole
/// runtime crate.
#[test]
fn what_a_person_took_over_stays() {
    let project = project();
    let run = |arguments: &[&str]| run_in(project.root(), arguments);
    project.write(LIBRARY, "//! Mine.\nmod generated;\n");
    project.write(
        "generated-client/runtime/Cargo.toml",
        "[package]\nname = \"openapi-client-runtime\"\n",
    );
    project.write(RUNTIME, "//! Patched.\n");
    let run_once = run(&["regen"]).expect(0);
    run_once.says(
        "Kept generated-client/runtime/Cargo.toml, generated-client/src/lib.rs: no `@generated` mark",
    );
    assert_eq!(project.read(RUNTIME), "//! Patched.\n");
    assert_eq!(project.read(LIBRARY), "//! Mine.\nmod generated;\n");
    run(&["regen", "--check"]).expect(0);
    project.write(MANIFEST, "# @generated\n<<<<<<< ours\n");
    let before = project.files();
    run(&["regen"]).expect(1).says("is not a manifest");
    assert!(project.files() == before);
}

/// The location is in the settings, and an unavailable one is an error.
#[test]
fn the_runtime_is_found_as_the_settings_say() {
    let project = project();
    let run = |arguments: &[&str]| run_in(project.root(), arguments);
    let choose = |from: &str, to: &str| project.edit("spec/generator.toml", from, to);
    choose(
        "runtime = \"vendored\"",
        "runtime = \"git=https://example.com/x#v1\"",
    );
    run(&["regen"]).expect(0);
    let manifest = project.read(MANIFEST);
    assert!(
        manifest.contains("{ git = \"https://example.com/x\", rev = \"v1\","),
        "{manifest}"
    );
    assert!(
        !project.path(RUNTIME).exists(),
        "it was ours, and is of no use"
    );
    choose("git=https://example.com/x#v1", "vendored");
    run(&["regen"]).expect(0);
    choose(
        "runtime = \"vendored\"",
        "runtime = \"path=generated-client/runtime\"",
    );
    run(&["regen"]).expect(0);
    let manifest = project.read(MANIFEST);
    assert!(
        manifest.contains("path = \"../generated-client/runtime\""),
        "{manifest}"
    );
    choose("path=generated-client/runtime", "path=spec");
    run(&["regen"]).expect(1).says("does not contain the crate");
    choose("path=spec", "vendored=shared");
    run(&["regen"])
        .expect(1)
        .says("a project has its runtime in generated-client/runtime");
    choose("vendored=shared", "registry");
    run(&["regen"]).expect(1).says("runtime = \"registry\"");
    let other = ["init", "--spec", "api.yaml", "--out", "more/other"];
    let sharing = ["--runtime", "path=../../generated-client/runtime"];
    run(&[&other[..], &sharing].concat()).expect(0);
    let manifest = project.read("more/other/generated-client/Cargo.toml");
    assert!(
        manifest.contains("path = \"../../../generated-client/runtime\""),
        "{manifest}"
    );
    assert!(!project.path("more/other/generated-client/runtime").exists());
    run_in(&project.path("more/other"), &["regen", "--check"]).expect(0);
}

/// A package without a project: its version is kept, too.
#[test]
fn a_package_alone_keeps_its_version() {
    let place = Checkout::empty();
    place.write("api.yaml", description(1));
    let generate = ["generate", "--spec", "api.yaml", "--out", "client"];
    run_in(place.root(), &generate).expect(0);
    let readme = place.read("client/README.md");
    assert!(
        readme.contains("`clientsmith generate --spec FILE --out FOLDER`"),
        "{readme}"
    );
    place.edit(
        "client/Cargo.toml",
        "version = \"0.1.0\"",
        "version = \"3.0.0\"",
    );
    place.write("api.yaml", description(2));
    run_in(place.root(), &generate).expect(0);
    assert!(
        place
            .read("client/Cargo.toml")
            .contains("version = \"3.0.0\"")
    );
    run_in(place.root(), &[&generate[..], &["--check"]].concat()).expect(0);
}

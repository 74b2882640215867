//! `cargo xtask generate` and `explain`.

use std::fs;

use serde_json::Value;

use crate::checkout::{Checkout, description};
use crate::golden;

/// A checkout with a description of one operation in `api.yaml`, without a package.
pub(crate) fn checkout() -> Checkout {
    let checkout = Checkout::new(1);
    checkout.write("api.yaml", description(1));
    checkout
}

pub(crate) const GENERATE: [&str; 5] = ["generate", "--spec", "api.yaml", "--out", "client"];

pub(crate) fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&GENERATE[..], more].concat()
}

/// A description whose second operation can't be expressed.
fn incomplete() -> String {
    let path = "  /things2:\n    get:\n      operationId: getThing2\n      parameters:\n        - {name: trace id, in: header, required: true, schema: {type: string}}\n      responses:\n        \"204\":\n          description: Nothing.\n";
    description(1).replace("components:\n", &format!("{path}components:\n"))
}

#[test]
fn a_package_is_written_and_stays_as_it_is() {
    let checkout = checkout();
    let run = checkout.run(&GENERATE).expect(0);
    assert_eq!(run.stdout, "");
    for path in [
        "AGENTS.md",
        "Cargo.toml",
        "OPERATIONS.md",
        "README.md",
        "llms.txt",
        "names.toml",
        "src/lib.rs",
        "src/generated/mod.rs",
        "tests/requests.rs",
    ] {
        assert!(checkout.path(&format!("client/{path}")).is_file(), "{path}");
    }
    // The description has no examples.
    assert!(!checkout.path("client/tests/examples.rs").exists());
    let manifest: toml_edit::DocumentMut = checkout.read("client/Cargo.toml").parse().unwrap();
    assert_eq!(manifest["package"]["name"].as_str(), Some("tiny-client"));
    // The description has `version: "1"`, which is not a valid crate version.
    assert_eq!(manifest["package"]["version"].as_str(), Some("0.1.0"));
    let runtime = &manifest["dependencies"]["openapi-client-runtime"];
    assert_eq!(runtime["path"].as_str(), Some("runtime"));

    let before = checkout.files();
    let again = checkout.run(&GENERATE).expect(0);
    assert_eq!(checkout.files(), before);
    assert!(!again.stderr.contains("Created"), "{}", again.stderr);
    checkout.run(&with(&["--check"])).expect(0);
}

#[test]
fn the_outcome_reads_well() {
    let checkout = checkout();
    checkout.write("api.yaml", incomplete());
    let run = checkout.run(&GENERATE).expect(3);
    golden::check("generate-incomplete", &run, &checkout, None);
    checkout.edit(
        "client/README.md",
        "@generated",
        "taken over, once generated",
    );
    checkout.write("api.yaml", description(1));
    let run = checkout.run(&GENERATE).expect(0);
    golden::check("generate-kept", &run, &checkout, None);
    checkout.write("api.yaml", "openapi: 3.0.3\npaths: 7\n");
    let run = checkout.run(&GENERATE).expect(1);
    golden::check("generate-wrong", &run, &checkout, None);
}

#[test]
fn json_is_one_object_and_nothing_else() {
    let checkout = checkout();
    checkout.write("api.yaml", incomplete());
    let run = checkout.run(&with(&["--format", "json"])).expect(3);
    assert_eq!(run.stderr, "");
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(told["package"], "tiny-client");
    assert_eq!(
        (&told["operations"], &told["described"]),
        (&1.into(), &2.into())
    );
    assert_eq!(
        (&told["skipped"], &told["codes"]["D301"]),
        (&1.into(), &1.into())
    );
    assert_eq!(told["diagnostics"][0]["code"], "D301");
    let files = told["files"].as_u64().unwrap();
    // `names.toml` belongs to both the generator and the user; the description is kept for the next
    // run.
    assert_eq!(told["created"].as_u64(), Some(files + 2));

    checkout.write("api.yaml", "openapi: 3.0.3\npaths: 7\n");
    let run = checkout.run(&with(&["--format", "json"])).expect(1);
    assert_eq!(run.stderr, "");
    let told: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&told["files"], &told["errors"]), (&0.into(), &1.into()));
}

#[test]
fn check_writes_nothing() {
    let checkout = checkout();
    let before = checkout.files();
    checkout.run(&with(&["--check"])).expect(4);
    assert_eq!(checkout.files(), before);
    checkout.run(&GENERATE).expect(0);
    checkout.run(&with(&["--check"])).expect(0);
    checkout.write("api.yaml", description(2));
    let run = checkout.run(&with(&["--check"])).expect(4);
    assert!(run.stderr.contains("Stale"), "{}", run.stderr);
}

#[test]
fn a_file_without_the_mark_is_kept_or_in_the_way() {
    let checkout = checkout();
    for path in ["Cargo.toml", "src/lib.rs", "src/generated/mine.rs"] {
        let place = format!("client/{path}");
        checkout.write(&place, "# mine\n");
        let before = checkout.files();
        let run = checkout.run(&GENERATE).expect(100);
        assert!(run.stderr.contains(path), "{}", run.stderr);
        assert_eq!(checkout.files(), before);
        fs::remove_file(checkout.path(&place)).unwrap();
    }
    checkout.run(&GENERATE).expect(0);
    let manifest = "# mine\n[features]\nall-tags = [\"tag-things\"]\ntag-things = []\n";
    checkout.write("client/Cargo.toml", manifest);
    checkout.write("client/src/hand_written.rs", "// mine\n");
    checkout.write("client/tests/hand_written.rs", "// mine\n");
    checkout.write("api.yaml", description(2));
    let before = checkout.files();
    let run = checkout.run(&GENERATE).expect(0);
    assert!(run.stderr.contains("Kept Cargo.toml"), "{}", run.stderr);
    for path in ["Cargo.toml", "src/hand_written.rs", "tests/hand_written.rs"] {
        let path = format!("client/{path}");
        assert_eq!(checkout.files()[&path], before[&path], "{path}");
    }
}

#[test]
fn a_folder_that_is_no_package_of_ours_loses_nothing() {
    let checkout = checkout();
    checkout.write("README.md", "# The description\n");
    let before = checkout.files();
    let run = checkout
        .run(&["generate", "--spec", "api.yaml", "--out", "."])
        .expect(100);
    assert!(run.stderr.contains("README.md"), "{}", run.stderr);
    assert_eq!(checkout.files(), before);
}

#[test]
fn what_is_no_longer_generated_is_removed() {
    let checkout = checkout();
    let example = description(1).replace(
        "              schema:\n                $ref",
        "              example: {id: a}\n              schema:\n                $ref",
    );
    checkout.write("api.yaml", example);
    checkout.run(&GENERATE).expect(0);
    assert!(checkout.path("client/tests/examples.rs").is_file());
    checkout.write("api.yaml", description(1));
    checkout.run(&GENERATE).expect(0);
    assert!(!checkout.path("client/tests/examples.rs").exists());
    assert!(!checkout.path("client/tests/generated/examples.rs").exists());
    assert!(!checkout.path("client/tests/generated/data.json").exists());
}

#[test]
fn names_stay_from_run_to_run() {
    let checkout = checkout();
    checkout.run(&GENERATE).expect(0);
    checkout.edit("client/names.toml", "\"get_thing1\"", "\"fetch_it\"");
    checkout.edit(
        "api.yaml",
        "summary: Get thing 1",
        "summary: Something else",
    );
    checkout.run(&GENERATE).expect(0);
    assert!(checkout.read("client/names.toml").contains("\"fetch_it\""));
    assert!(
        checkout
            .files()
            .keys()
            .any(|path| path.ends_with("/fetch_it.rs"))
    );
}

#[test]
fn choices_come_from_the_configuration_and_the_command_line() {
    let checkout = checkout();
    checkout.write(
        "choices.toml",
        "description = \"ignored.yaml\"\npackage = \"chosen\"\napi = \"Chosen\"\n",
    );
    checkout.run(&with(&["--config", "choices.toml"])).expect(0);
    assert!(
        checkout
            .read("client/Cargo.toml")
            .contains("name = \"chosen\"")
    );
    assert!(checkout.read("client/README.md").contains("Chosen API"));
    let run = with(&["--config", "choices.toml", "--name", "named-client"]);
    checkout.run(&run).expect(0);
    let manifest = checkout.read("client/Cargo.toml");
    assert!(manifest.contains("name = \"named-client\""), "{manifest}");

    for name in ["Pet Store", "std", "../x", "a\"b", "fn"] {
        checkout.run(&with(&["--name", name])).expect(2);
    }
    checkout.write("choices.toml", "package = \"Not One\"\n");
    checkout.run(&with(&["--config", "choices.toml"])).expect(1);
    checkout.run(&with(&["--config", "absent.toml"])).expect(1);
    checkout.run(&with(&["--path-runtime", "client"])).expect(1);
}

#[test]
fn overlays_apply_in_their_order() {
    let checkout = checkout();
    let overlay = |title: &str| {
        format!(
            "overlay: 1.1.0\ninfo: {{title: x, version: \"1\"}}\nactions:\n  - target: $.info\n    update: {{title: {title}}}\n"
        )
    };
    checkout.write("1.yaml", overlay("First"));
    checkout.write("2.yaml", overlay("Second"));
    checkout
        .run(&with(&["--overlay", "1.yaml", "--overlay", "2.yaml"]))
        .expect(0);
    assert!(
        checkout
            .read("client/README.md")
            .contains("# second-client")
    );
}

/// Regardless of the text in a title or path, the manifest is TOML with our keys, and nothing is
/// written outside the folder.
#[test]
fn hostile_texts_stay_texts() {
    for title in [
        "x\"\n[lib]\npath = \"/etc/passwd\"",
        "'''\n[[bin]]\n'''",
        "\\\" ${} `rm` <script>\u{202e}\u{7}",
        "../../../outside",
        "```\nfn main() {}\n```\n# [a](javascript:b) |",
    ] {
        let checkout = checkout();
        let mut api: Value = serde_yaml::from_str(&description(1)).unwrap();
        api["info"]["title"] = title.into();
        let operation = api["paths"]["/things1/{id}"].clone();
        api["paths"]["/../../{id}"] = operation;
        api["paths"]["/../../{id}"]["get"]["operationId"] = "../../../outside".into();
        api["paths"]["/../../{id}"]["get"]["summary"] = title.into();
        api["paths"]["/../../{id}"]["get"]["tags"] = serde_json::json!(["../../outside"]);
        checkout.write("api.yaml", api.to_string());
        let before = checkout.files();
        checkout.run(&GENERATE).expect(0);
        for path in checkout.files().keys() {
            assert!(
                path.starts_with("client/") || before.contains_key(path),
                "{path}"
            );
        }
        let manifest: toml_edit::DocumentMut = checkout.read("client/Cargo.toml").parse().unwrap();
        let tables: Vec<_> = manifest.iter().map(|(key, _)| key).collect();
        assert_eq!(tables, ["package", "features", "dependencies", "lints"]);
        let readme = checkout.read("client/README.md");
        assert_eq!(readme.matches("\n# ").count(), 1, "{readme}");
        assert_eq!(readme.matches("```").count(), 2, "{readme}");
        for bad in ["<script>", "](javascript", "\u{202e}", "\u{7}"] {
            assert!(!readme.contains(bad), "{readme}");
        }
    }
}

#[test]
fn explanations() {
    let checkout = checkout();
    let all = checkout.run(&["explain"]).expect(0).stdout;
    assert!(all.contains("D301  skipped"), "{all}");
    for code in ["D101", "d101"] {
        let text = checkout.run(&["explain", code]).expect(0).stdout;
        assert!(
            text.starts_with("D101: ") && text.contains("## Mended"),
            "{text}"
        );
    }
    let run = checkout.run(&["explain", "D1O1"]).expect(1);
    golden::check("explain-unknown", &run, &checkout, None);
}

/// Files beside the description, one of them behind a link that leaves the folder.
#[test]
#[cfg(unix)]
fn files_below_the_folder_are_read_and_no_others() {
    let checkout = checkout();
    let reference = |to: &str| format!("      properties:\n        more: {{$ref: '{to}'}}\n");
    let refers = |to: &str| description(1).replace("      properties:\n", &reference(to));
    assert!(description(1).contains("      properties:\n"));
    checkout.write(
        "api/schemas/more.yaml",
        "type: object\nproperties: {a: {type: string}}\n",
    );
    checkout.write("outside.yaml", "type: object\n");
    let link = checkout.path("api/schemas/link.yaml");
    std::os::unix::fs::symlink(checkout.path("outside.yaml"), link).unwrap();
    let generate = |to: &str, more: &[&str]| {
        checkout.write("api/api.yaml", refers(to));
        let command = ["generate", "--spec", "api/api.yaml", "--out", "several"];
        checkout
            .run(&[&command[..], more].concat())
            .expect(0)
            .stderr
    };
    let said = generate("schemas/more.yaml", &[]);
    assert!(!said.contains("D102"), "{said}");
    assert!(
        checkout
            .read("several/src/generated/models/more.rs")
            .contains("pub a: Option<")
    );
    let said = generate("../outside.yaml", &[]);
    assert!(
        said.contains("it is outside the folder of the description"),
        "{said}"
    );
    let said = generate("../outside.yaml", &["--spec-root", "."]);
    assert!(!said.contains("D102"), "{said}");
    let said = generate("schemas/link.yaml", &[]);
    assert!(said.contains("a link points outside of"), "{said}");
    let said = generate("schemas/gone.yaml", &[]);
    assert!(said.contains("there is no such file"), "{said}");
}

/// A parameter that became optional by a misspelt key is a note, which can be denied.
#[test]
fn denied_notes_fail_and_write_nothing() {
    let checkout = checkout();
    let parameter = "      parameters:\n        - {name: from, in: query, requird: true, schema: {type: string, formt: date}}\n      responses:\n";
    let text = description(1).replacen("      responses:\n", parameter, 1);
    assert_ne!(text, description(1));
    checkout.write("api.yaml", text);
    let before = checkout.files();
    let denied = checkout.run(&with(&["--deny", "D391"])).expect(1);
    for wanted in [
        "`requird` is not a field of a parameter; it is ignored; did you mean `required`?",
        "`formt` is not a field of a schema; it is ignored; did you mean `format`?",
        "api.yaml:20:",
        "has 2 diagnostics that `--deny` denies; nothing was written",
    ] {
        assert!(
            denied.stderr.contains(wanted),
            "{wanted}:\n{}",
            denied.stderr
        );
    }
    checkout.run(&with(&["--deny", "notes"])).expect(1);
    let json = with(&["--deny", "d391", "--format", "json"]);
    let json: Value = serde_json::from_str(&checkout.run(&json).expect(1).stdout).unwrap();
    assert_eq!(json["codes"]["D391"], 2);
    let unknown = checkout.run(&with(&["--deny", "D999"])).expect(2);
    assert!(unknown.stderr.contains("no diagnostic has this code"));
    assert_eq!(checkout.files(), before);
    checkout.run(&with(&["--deny", "D101"])).expect(0);
}

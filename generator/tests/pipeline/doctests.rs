//! Code in a description is not run by `cargo test` of the client.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use generator::output::Layout;
use generator::{Choices, Input, Names, Runtime, Source, generate_package};
use serde_json::json;

use super::workspace::write;

#[test]
fn hostile_docs_do_not_run() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = shared.join("fixtures/doctests");
    let _ = fs::remove_file(folder.join("hostile"));
    let _ = fs::remove_file(folder.join("own"));
    let code = |file: &str| format!("std::fs::write({:?}, \"\").unwrap();", folder.join(file));
    let code_of = code("hostile");
    let blocks = ["", "rust", "ignore", "should_panic", "rust,edition2024"]
        .map(|info| format!("```{info}\n{code_of}\n```"))
        .join("\n\n");
    let text = format!(
        "{blocks}\n\nText.\n\n    {code_of}\n\n- item\n\n      {code_of}\n\n> ~~~\n> {code_of}\n"
    );
    let description = json!({
        "openapi": "3.0.3", "info": { "title": "Doctests", "version": "1", "description": text },
        "tags": [{ "name": "things", "description": text }],
        "paths": { "/a": { "get": {
            "operationId": "readThing", "tags": ["things"], "summary": text, "description": text,
            "parameters": [{ "name": "q", "in": "query", "description": text, "schema": { "type": "string" } }],
            "responses": { "200": { "description": text, "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/A" } } } } } } } },
        "components": { "schemas": {
            "A": { "type": "object", "description": text, "properties": {
                "a": { "type": "string", "description": text },
                "b": { "type": "string", "description": text, "enum": ["x", "y"] } } } } } });
    let input = Input {
        description: Source {
            name: "description.json".to_owned(),
            text: description.to_string(),
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: Choices::default(),
    };
    let runtime = manifest.join("../generated-client/runtime");
    let runtime = Runtime::Folder(runtime.to_str().unwrap().to_owned());
    let mut files = generate_package(&input, Layout::Package(&runtime))
        .unwrap()
        .files;
    let times: usize = files
        .values()
        .map(|text| text.matches("hostile").count())
        .sum();
    assert!(times > 20, "the code is in few places: {times}");
    // A separate package inside the folder of another workspace.
    files
        .get_mut("Cargo.toml")
        .unwrap()
        .push_str("\n[workspace]\n");
    // Checks that documentation tests run at all.
    let own = format!(
        "\n/// ```\n/// {}\n/// ```\npub const OWN: () = ();\n",
        code("own")
    );
    files.get_mut("src/lib.rs").unwrap().push_str(&own);
    for (path, text) in &files {
        write(&folder.join(path), text);
    }
    fs::copy(manifest.join("../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let output = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()))
        .args([
            "test",
            "--doc",
            "--offline",
            "--no-default-features",
            "--features",
            "all-tags",
            "--",
        ])
        .arg("--include-ignored")
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", shared.join("fixtures"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(folder.join("own").exists(), "nothing ran:\n{said}");
    assert!(!folder.join("hostile").exists(), "{said}");
}

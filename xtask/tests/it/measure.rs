//! `measure`: its counts, its refusals, and that it compiles only the given package. A test can't
//! check durations.

use serde_json::Value;

use crate::checkout::{Checkout, Run};

/// A generated checkout whose client is a package, with a runtime beside it.
fn checkout() -> Checkout {
    let checkout = Checkout::generated();
    checkout.write(
        "generated-client/Cargo.toml",
        "[package]
name = 'tiny-client'
edition = '2024'
[lib]
path = 'src/by_hand.rs'
[dependencies]
beside = { path = 'runtime' }
[workspace]
members = ['runtime']
",
    );
    checkout.write(
        "generated-client/src/by_hand.rs",
        "pub use beside::RESPONSE;\n",
    );
    checkout.write(
        "generated-client/runtime/Cargo.toml",
        "[package]\nname = 'beside'\nedition = '2024'\n",
    );
    checkout.write(
        "generated-client/runtime/src/lib.rs",
        "// One.\n\npub const RESPONSE: u8 = 42;",
    );
    checkout
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn generated_sources_are_counted_and_those_beside_them_apart() {
    let checkout = checkout();
    let run = checkout
        .run(&["measure", "--runs", "0", "--json"])
        .expect(0);
    let sources = &json(&run)["sources"];

    // Files beside the sources are data.
    let texts: Vec<String> = (checkout.generated_files().iter())
        .filter(|path| path.ends_with(".rs"))
        .map(|path| checkout.read(path))
        .collect();
    let generated = &sources[0];
    assert_eq!(generated["package"], "tiny-client");
    assert_eq!(generated["folder"], "src/generated");
    assert_eq!(generated["files"], texts.len());
    let lines: usize = texts.iter().map(|text| text.lines().count()).sum();
    assert_eq!(generated["lines"], lines);
    assert_eq!(
        generated["bytes"],
        texts.iter().map(String::len).sum::<usize>()
    );

    let beside = serde_json::json!({
        "package": "beside", "folder": "src", "files": 1, "lines": 3, "bytes": 37,
    });
    assert_eq!(sources[1], beside);
    assert_eq!(sources.as_array().map(Vec::len), Some(2));

    let run = checkout.run(&["measure", "--runs", "0"]).expect(0);
    assert!(
        run.stdout
            .ends_with("  beside src: 3 lines, 37 bytes, 1 file\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn another_package_and_none() {
    let checkout = checkout();
    let manifest = checkout.path("generated-client/Cargo.toml");
    let manifest = manifest.to_str().unwrap();
    let package = ["measure", "--manifest-path", manifest, "--runs", "0"];
    let run = checkout.run(&[&package[..], &["--package", "beside"]].concat());
    assert!(run.expect(0).stdout.starts_with("beside\n"));
    let run = checkout.run(&[&package[..], &["--package", "besides"]].concat());
    let run = run.expect(1);
    assert!(
        run.errors()[0].starts_with("no package `besides`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("beside, tiny-client"), "{}", run.stderr);

    checkout.write("Cargo.toml", "[workspace]\nmembers = []\n");
    let manifest = checkout.path("Cargo.toml");
    let run = checkout.run(&["measure", "--manifest-path", manifest.to_str().unwrap()]);
    assert!(run.expect(1).errors()[0].contains("not of a package"));
    checkout
        .run(&["measure", "--generate", "--package", "beside"])
        .expect(2);
}

#[test]
fn only_the_package_is_compiled_anew() {
    let checkout = checkout();
    let run = checkout
        .run(&["measure", "--runs", "2", "--json"])
        .expect(0);
    let commands = &json(&run)["commands"];
    for command in ["cargo check", "cargo build --release"] {
        let seconds = &commands[command]["seconds"];
        let least = seconds["min"].as_f64().unwrap();
        assert!(least > 0.0 && least <= seconds["median"].as_f64().unwrap());
    }

    checkout.write("generated-client/src/by_hand.rs", "fn broken(");
    let run = checkout.run(&["measure", "--runs", "1"]).expect(1);
    assert!(run.errors().len() >= 2, "{}", run.stderr);
    assert!(
        run.stderr.contains("by_hand.rs") && run.stderr.contains("help: "),
        "{}",
        run.stderr
    );
}

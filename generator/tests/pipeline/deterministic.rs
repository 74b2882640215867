//! The same input produces the same bytes: twice in one process, in another process, and with the
//! keys of all objects in another order.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use generator::{Generated, Input, Source};
use serde_json::Value;

use super::own_spec;

/// The variable with the output path of the other process.
const OUTPUT: &str = "PIPELINE_OUTPUT";

fn generate(input: &Input) -> Generated {
    generator::generate(input).unwrap()
}

#[track_caller]
fn assert_same(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) {
    let paths = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(a), paths(b));
    for (path, text) in a {
        assert!(*text == b[path], "{path} differs");
    }
}

#[test]
fn twice_in_one_process() {
    let input = own_spec();
    let (first, second) = (generate(&input), generate(&input));
    assert!(first.summary.operations > 100 && first.summary.schemas > 400);
    assert_same(&first.files, &second.files);
    assert_eq!(first.names, second.names);
    assert_eq!(first.diagnostics, second.diagnostics);
}

#[test]
fn in_any_order_of_keys() {
    let input = own_spec();
    let expected = generate(&input);
    for seed in [1, 2] {
        let shuffled = generate(&Input {
            description: shuffled(&input.description, seed),
            overlays: input.overlays.iter().map(|it| shuffled(it, seed)).collect(),
            ..input.clone()
        });
        assert_same(&expected.files, &shuffled.files);
        assert_eq!(expected.names, shuffled.names);
    }
}

/// The names that a first run computes do not depend on the order either.
#[test]
fn without_pinned_names_in_any_order_of_keys() {
    let mut input = own_spec();
    input.names = generator::Names::default();
    let expected = generate(&input);
    input.description = shuffled(&input.description, 3);
    let found = generate(&input);
    assert_same(&expected.files, &found.files);
    assert_eq!(expected.names, found.names);
}

/// Pinning the computed names changes nothing.
#[test]
fn with_the_names_that_it_gave() {
    let mut input = own_spec();
    let expected = generate(&input);
    input.names = expected.names.clone();
    assert_same(&expected.files, &generate(&input).files);
}

/// A hash map would have another order in another process.
#[test]
fn in_another_process() {
    let files = generate(&own_spec()).files;
    let text = serde_json::to_string(&files).unwrap();
    if let Some(path) = env::var_os(OUTPUT) {
        fs::write(path, text).unwrap();
        return;
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pipeline-output.json");
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "deterministic::in_another_process"])
        .env(OUTPUT, &path)
        .output()
        .unwrap();
    assert!(status.status.success(), "{status:?}");
    let other: BTreeMap<String, String> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_same(&files, &other);
}

/// The text as JSON with the keys of all objects shuffled.
fn shuffled(source: &Source, seed: u64) -> Source {
    let value: Value = serde_yaml::from_str(&source.text).unwrap();
    let mut text = String::new();
    let mut state = seed;
    write(&value, &mut state, &mut text);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    Source {
        name: source.name.clone(),
        text,
        ..Source::default()
    }
}

/// Written by hand: whether a `Value` keeps an order depends on the features of the whole build.
fn write(value: &Value, state: &mut u64, text: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for last in (1..members.len()).rev() {
                members.swap(last, random(state) % (last + 1));
            }
            text.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, state, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, state, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

/// SplitMix64.
fn random(state: &mut u64) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or(0)
}

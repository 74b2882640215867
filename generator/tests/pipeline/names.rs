//! Names that other generators fail on, and the paths of a client's files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use generator::Generated;
use generator::diagnostic::Code;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{cases, generate, golden, input, source};

/// Unusual names of schemas, properties, parameters, tags, operations and enum values.
/// `fixtures_compile` tests that the result compiles.
fn odd_names() -> Generated {
    golden::generate("odd-names")
}

#[test]
fn odd_names_give_valid_files() {
    let generated = odd_names();
    source::parse(&generated.files);
    assert_paths(&generated.files);
    // Some variants of its union are objects without properties.
    let codes: Vec<Code> = generated.diagnostics.iter().map(|it| it.code).collect();
    assert_eq!(codes, [Code::AlikeVariants]);
}

#[test]
fn nothing_hides_the_prelude() {
    let generated = odd_names();
    let names = &generated.names.schemas;
    for (component, name) in [
        ("String", "StringSchema"),
        ("Option", "OptionSchema"),
        ("Error", "Error"),
        ("Client", "Client"),
        ("Uuid", "Uuid"),
        ("a-b", "AB"),
        ("type", "Type"),
        ("1st", "N1st"),
    ] {
        assert_eq!(names[component], name);
    }
    let distinct: BTreeSet<String> = names.values().map(|name| name.to_lowercase()).collect();
    assert_eq!(distinct.len(), names.len());
}

/// From a hundred models on, those of one tag are in its module, and those without a referencing
/// operation in a module named by the first word of their names.
#[test]
fn many_models_stand_in_modules() {
    let model = |name: &str| {
        format!("    {name}: {{ type: object, properties: {{ id: {{ type: string }} }} }}\n")
    };
    let get = |tag: &str, name: &str| {
        format!(
            "  /{tag}/{name}: {{ get: {{ tags: [{tag}], operationId: get{name}, responses: {{ '200': {{ \
             description: '', content: {{ application/json: {{ schema: {{ $ref: \
             '#/components/schemas/{name}' }} }} }} }} }} }} }}\n"
        )
    };
    let described = |beside: &str| {
        let names: Vec<String> = (0..80).map(|at| format!("Cat{at}")).collect();
        let mut paths: String = names.iter().map(|name| get("cats", name)).collect();
        paths += &(get("dogs", "Dog") + &get("dogs", "Shared") + &get("cats", "Shared") + beside);
        let hooks = (0..20).map(|at| format!("HookSentTo{at}"));
        let others = ["Dog", "Shared", "Dogs", "Lone"].map(str::to_owned);
        let models: String = names
            .into_iter()
            .chain(hooks)
            .chain(others)
            .map(|it| model(&it))
            .collect();
        format!(
            "openapi: 3.0.3\ninfo: {{ title: t, version: '1' }}\npaths:\n{paths}components:\n  schemas:\n{models}"
        )
    };
    let home = |generated: &Generated, name: &str| {
        let file = format!("{}.rs", name.to_lowercase());
        let mut paths = generated.files.keys();
        let path = paths.find(|path| {
            path.starts_with("src/generated/models/")
                && path.replace('_', "").ends_with(&format!("/{file}"))
        });
        let path = path.unwrap().strip_prefix("src/generated/models/").unwrap();
        path.split_once('/').map_or("", |(home, _)| home).to_owned()
    };
    let first = generate(described(""));
    let homes = ["Cat7", "Dog", "HookSentTo3", "Shared", "Lone"].map(|name| home(&first, name));
    assert_eq!(homes, ["cats", "dogs", "hook", "", ""]);
    // The file of a schema that is named like a tag has another name than the tag's folder.
    assert!(
        first
            .files
            .contains_key("src/generated/models/dogs_other.rs")
    );
    // A model that another tag comes to use stays in its module.
    let again = described(&get("cats", "Dog"));
    assert_eq!(home(&generate(&again), "Dog"), "");
    let pinned = generator::Input {
        names: first.names,
        ..input(&again)
    };
    assert_eq!(home(&generator::generate(&pinned).unwrap(), "Dog"), "dogs");
}

#[test]
fn values_of_enums_are_told_apart() {
    let generated = odd_names();
    let text = &generated.files["src/generated/models/values.rs"];
    for (variant, value) in [
        ("Empty", ""),
        ("Blank", " "),
        ("Plus1", "+1"),
        ("Minus1", "-1"),
        ("AscUppercase", "ASC"),
        ("Asc", "asc"),
        ("ExplicitlyUnknown", "unknown"),
    ] {
        let arm = format!("Self::{variant} => {value:?},");
        assert!(text.contains(&arm), "{arm}\n{text}");
    }
}

/// Response-only types have no `new`, whose arguments would have an order. Pinned orders stay in
/// either case.
#[test]
fn the_order_of_arguments_is_pinned_where_there_is_new() {
    let sent = golden::generate("structs").names.arguments;
    assert_eq!(
        sent["Customer"],
        ["id", "name", "parentId", "emails", "labels"]
    );
    let mut input = input(golden::text("untagged-union"));
    let made = generator::generate(&input).unwrap();
    assert_eq!(made.names.arguments, BTreeMap::new());
    let pinned = |schema: &str| (schema.to_owned(), vec!["name".to_owned(), "id".to_owned()]);
    input.names.arguments = BTreeMap::from([pinned("SubjectPerson"), pinned("Gone")]);
    let again = generator::generate(&input).unwrap();
    assert_eq!(again.names.arguments, input.names.arguments);
    assert_eq!(again.diagnostics, made.diagnostics);
}

/// Relative, without `..`, distinct on every system, and not a device name on any system.
/// Whoever reads `users` gets all of them; to cancel all of them is something else.
#[test]
fn all_is_left_out_of_what_is_read() {
    for (id, name) in [
        ("getAllUsers", "get_users"),
        ("listAllUsersByTeam", "list_users_by_team"),
        ("cancelAllOrders", "cancel_all_orders"),
        ("markAllAsRead", "mark_all_as_read"),
        ("getAllInOne", "get_all_in_one"),
    ] {
        let generated = generate(format!(
            "openapi: 3.0.3\ninfo: {{ title: a, version: '1' }}\npaths:\n  /b:\n    post: {{ operationId: {id}, \
             responses: {{ '204': {{ description: c }} }} }}\n"
        ));
        assert_eq!(generated.names.operations["POST /b"], name);
    }
}

fn assert_paths(files: &BTreeMap<String, String>) {
    let mut seen = BTreeSet::new();
    for path in files.keys() {
        let parts: Vec<Component<'_>> = Path::new(path).components().collect();
        let normal = |part: &Component<'_>| matches!(part, Component::Normal(_));
        assert!(parts.iter().all(normal), "{path}");
        let plain = |c: char| c.is_ascii_alphanumeric() || "_./".contains(c);
        assert!(path.chars().all(plain) && !path.contains(".."), "{path}");
        assert!(seen.insert(path.to_lowercase()), "{path} twice");
        for part in path.split('/') {
            let stem = part.split('.').next().unwrap();
            assert!(!is_device(stem), "{path} is a device on Windows");
        }
    }
}

fn is_device(stem: &str) -> bool {
    let numbered = |name: &str| {
        stem.strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest != "0")
    };
    ["con", "prn", "aux", "nul"].contains(&stem) || numbered("com") || numbered("lpt")
}

#[test]
fn devices_are_no_files() {
    let names = ["con", "PRN", "aux", "Nul", "COM1", "lpt9", "mod"];
    let generated = generate(
        client(&names.map(|name| [name.to_owned(), name.to_owned(), name.to_owned()])).to_string(),
    );
    assert_paths(&generated.files);
}

/// A description with an operation and a schema for each tag, operationId and schema name.
fn client(names: &[[String; 3]]) -> Value {
    let mut paths = serde_json::Map::new();
    let mut schemas = serde_json::Map::new();
    for (index, [tag, id, schema]) in names.iter().enumerate() {
        // The numbers keep operationIds unique, as required.
        paths.insert(
            format!("/{index}"),
            json!({ "post": { "tags": [tag], "operationId": format!("{id}{}", "\u{200b}".repeat(index)), "responses": {} } }),
        );
        schemas.insert(
            schema.clone(),
            json!({ "type": "object", "properties": { tag: { "enum": [id, tag] } } }),
        );
    }
    json!({ "openapi": "3.0.3", "info": { "title": "a", "version": "1" },
            "paths": paths, "components": { "schemas": schemas } })
}

/// Names that are likely to collide, and arbitrary ones.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[aAbB1_ -]{0,4}",
        r"(\.\./|\.\.\\|/|C:|~){1,3}[a-z]{0,3}",
        prop::sample::select(vec![
            "mod", "con", "client", "models", "Client", "Server", "new", "self"
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(cases(64))]
    #[test]
    fn paths_stay_inside(names in prop::collection::vec([name(), name(), name()], 1..6)) {
        let generated = generate(client(&names).to_string());
        assert_paths(&generated.files);
        source::parse(&generated.files);
        prop_assert_eq!(generated.summary.operations, names.len());
    }
}

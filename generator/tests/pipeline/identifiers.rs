//! Any text becomes a valid identifier.

use std::collections::BTreeSet;

use generator::rust::Ident;
use proptest::prelude::*;

use super::{cases, generate};

/// Every word that the Rust reference lists as a keyword, in all editions, and `_`.
const KEYWORDS: &str = "as break const continue crate else enum extern false fn for if impl in let \
    loop match mod move mut pub ref return self Self static struct super trait true type unsafe use \
    where while async await dyn abstract become box do final macro override priv typeof unsized \
    virtual yield try gen macro_rules raw safe union _";

/// `union`, `raw`, `safe` and `macro_rules` are keywords only in some positions.
const WEAK: [&str; 4] = ["macro_rules", "raw", "safe", "union"];

fn styles(text: &str) -> [Ident; 2] {
    [Ident::snake(text), Ident::pascal(text)]
}

#[track_caller]
fn assert_valid(name: &Ident, text: &str) {
    let name = name.as_str();
    assert!(
        syn::parse_str::<syn::Ident>(name).is_ok(),
        "{text:?} became {name:?}"
    );
    assert!(name.chars().count() <= 200, "{text:?}: {name:?}");
    let strong = KEYWORDS
        .split_whitespace()
        .filter(|word| !WEAK.contains(word));
    assert!(strong.into_iter().all(|word| word != name), "{text:?}");
}

/// Strings near keywords, digits, symbols and the length limit, and arbitrary ones.
fn texts() -> impl Strategy<Value = String> {
    let keywords: Vec<&str> = KEYWORDS.split_whitespace().collect();
    prop_oneof![
        any::<String>(),
        ".{0,4}",
        "[a-zA-Z0-9_. +<>=*'-]{0,12}",
        "[0-9]{1,3}[a-z_]{0,3}",
        "[a-z ]{100,140}",
        (prop::sample::select(keywords), "[_A-Z -]{0,2}").prop_map(|(a, b)| format!("{b}{a}{b}")),
    ]
}

proptest! {
    #![proptest_config(cases(256))]
    #[test]
    fn identifier_total(text in texts()) {
        for name in styles(&text) {
            assert_valid(&name, &text);
        }
    }

    #[test]
    fn names_in_a_scope_are_distinct(texts in prop::collection::vec(texts(), 0..40)) {
        for style in [Ident::snake, Ident::pascal] {
            let mut taken = BTreeSet::new();
            let mut names = BTreeSet::new();
            for text in &texts {
                let name = style(text).unique(&mut taken);
                assert_valid(&name, text);
                prop_assert!(names.insert(name.as_str().to_lowercase()), "{name} of {texts:?}");
            }
        }
    }

    #[test]
    fn what_comes_before_keeps_its_name(text in texts(), count in 1..30_usize) {
        let mut taken = BTreeSet::new();
        let first = Ident::pascal(&text).unique(&mut taken);
        prop_assert_eq!(&first, &Ident::pascal(&text));
        for _ in 0..count {
            let next = Ident::pascal(&text).unique(&mut taken);
            prop_assert_ne!(&next, &first);
        }
    }
}

#[test]
fn keywords_and_edges() {
    for word in KEYWORDS
        .split_whitespace()
        .chain(["", " ", "-", "__", "1", "é", "😀"])
    {
        for name in styles(word) {
            assert_valid(&name, word);
        }
    }
    let plain = |text| styles(text).map(|name| name.to_string());
    assert_eq!(plain("endUsers"), ["end_users", "EndUsers"]);
    assert_eq!(plain("1st"), ["n1st", "N1st"]);
    assert_eq!(plain("Café"), ["café", "Café"]);
    assert_ne!(Ident::snake("a\u{430}"), Ident::snake("aa"));
}

/// Adding an unrelated schema or operation doesn't change other names.
#[test]
fn unrelated_additions_change_no_name() {
    let document = |schemas: &[&str], tags: &[&str]| {
        let mut text = "openapi: 3.0.3\ninfo: {title: Names, version: '1'}\npaths:\n".to_owned();
        for tag in tags {
            text.push_str(&format!(
                "  /{tag}/{{id}}:\n    get:\n      operationId: get-{tag}\n      tags: [{tag}]\n      \
                 summary: Show it\n      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n      \
                 responses: {{200: {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{}'}}}}}}}}}}\n",
                schemas[0]
            ));
        }
        text.push_str("components:\n  schemas:\n");
        for name in schemas {
            text.push_str(&format!(
                "    '{name}':\n      type: object\n      properties:\n        kind: {{type: string, enum: [a, b]}}\n        \
                 inner: {{type: object, title: 'Inner of {name}', properties: {{x: {{type: string}}}}}}\n"
            ));
        }
        text
    };
    let schemas = ["Agent", "Agent2", "b-c", "b_c", "String", "type", "Zebra"];
    let tags = ["agents", "Agents ", "queue"];
    let before = generate(document(&schemas, &tags)).names;
    for added in ["Aardvark", "Mouse", "Zoo", "x y z", "9"] {
        let mut schemas = schemas.to_vec();
        schemas.push(added);
        let mut tags = tags.to_vec();
        tags.push(added);
        let after = generate(document(&schemas, &tags)).names;
        for (key, name) in &before.schemas {
            assert_eq!(after.schemas.get(key), Some(name), "{key}, {added} added");
        }
        for (key, name) in &before.operations {
            assert_eq!(
                after.operations.get(key),
                Some(name),
                "{key}, {added} added"
            );
        }
        assert!(after.schemas.len() > before.schemas.len());
    }
}

//! `generate --config`: configured types, derives, docs and dependencies, and the errors for mistakes.

use crate::checkout::Checkout;
use crate::generate::{GENERATE, checkout, with};
use crate::init::run_in;

const DESCRIPTION: &str = r#"
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    get: {tags: [Orders], operationId: listOrders, responses: {"200": {description: Orders., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Order'}}}}}}}
components:
  schemas:
    Order: {type: object, required: [total], properties: {total: {type: number, format: decimal}, weight: {type: number}, note: {type: [string, 'null']}}}
"#;

/// Each mistake with its code, its position and its message.
const MISTAKES: [(&str, &str, &str); 16] = [
    (
        "[types]\ndecimal = \"Decimal\"\n",
        "D206 2:1",
        "`Decimal` is not the path of a type; include its crate, such as `rust_decimal::Decimal`",
    ),
    (
        "[types]\ndecimal = \"rust_decimal::Decimal\"\n",
        "D206 2:1",
        "`rust_decimal::Decimal` is from the crate `rust_decimal`, which is not a dependency of the client",
    ),
    (
        "[types]\ndecimall = \"std::num::NonZeroU8\"\n",
        "D204 2:1",
        "`types` names `decimall`, which is not a format, component or property of a type; did you mean `decimal`?",
    ),
    (
        "[types]\n\"Order.totl\" = \"std::num::NonZeroU8\"\n",
        "D204 2:1",
        "`Order.totl`, which is not a format, component or property of a type; did you mean `Order.total`?",
    ),
    (
        "[types]\nOrder = \"std::num::NonZeroU8\"\n",
        "D206 2:1",
        "`Order` has a type of its own; types can be chosen for its properties, such as `Order.NAME`",
    ),
    (
        "[derives]\nOrder = [\"Hash\", \"Eq\"]\n",
        "D206 2:10",
        "`Order` cannot derive `Hash`: `Order.weight` is of the type `f64`, which doesn't implement it",
    ),
    (
        "[derives]\nOrder = [\"Copy\"]\n",
        "D206 2:10",
        "`Copy` is not a derive; use `Eq`, `PartialOrd`, `Ord` or `Hash`",
    ),
    (
        "[derives]\nOrder = [\"zeroize::Zeroize\"]\n",
        "D206 2:10",
        "`zeroize::Zeroize` is from the crate `zeroize`, which is not a dependency of the client",
    ),
    (
        "[derives]\nOrdre = [\"Hash\"]\n",
        "D204 2:10",
        "`derives` names `Ordre`, which is not a type; did you mean `Order`?",
    ),
    (
        "[nullable]\noption = [\"weight\"]\n",
        "D204 2:11",
        "names `weight`, which is not a property that may be absent or null",
    ),
    (
        "[handles.Order]\ndocs = \"Orders.\"\n",
        "D204 1:10",
        "`[handles]` names `Order`, which is not a tag of an operation; did you mean `Orders`?",
    ),
    (
        "[dependencies]\nserde = \"1\"\n",
        "line 2",
        "every client depends on `serde`; it cannot be chosen",
    ),
    (
        "[dependencies]\nrust_decimal = { features = [] }\n",
        "line 2",
        "a dependency needs `version`, `path` or `git`",
    ),
    (
        "[types]\ndecimal = { type = \"a::B\" }\n",
        "line 2",
        "missing field `example`",
    ),
    (
        "[webhooks]\ndescription = \"events.yaml\"\nheader = \"X-Signature\"\nsignature = \"v1\"\nid = \"id\"\n\
         personal = { hide = [\"paid\"] }\n",
        "D204 6:22",
        "`hide` of `personal` names `paid`, which is not a property of a type; did you mean `id`?",
    ),
    (
        "[webhooks]\ndescription = \"events.yaml\"\nheader = \"X-Signature\"\nsignature = \"v1\"\nid = \"id\"\n\
         [webhooks.types]\n\"Paid.total\" = \"rust_decimal::Decimal\"\n",
        "D206 7:1",
        "`rust_decimal::Decimal` is from the crate `rust_decimal`, which is not a dependency of the client",
    ),
];

const EVENTS: &str = r#"
openapi: 3.1.0
info: {title: Events, version: "1"}
components:
  schemas:
    Paid: {type: object, required: [id], properties: {id: {type: string}, total: {type: number}}}
"#;

#[test]
fn mistakes_are_told_with_their_place() {
    let checkout = checkout();
    checkout.write("api.yaml", DESCRIPTION);
    checkout.write("events.yaml", EVENTS);
    let mut wrong = Vec::new();
    for (config, place, message) in MISTAKES {
        checkout.write("choices.toml", config);
        let choices = with(&["--config", "choices.toml", "--deny", "D204"]);
        let said = checkout.run(&choices).expect(1).stderr;
        let place = match place.split_once(' ') {
            Some(("line", line)) => format!("line {line}, column"),
            Some((code, at)) => {
                let code = format!("[{code}]");
                if !said.contains(&code) {
                    wrong.push(format!("{code} is not in\n{said}"));
                }
                format!("choices.toml:{at}\n")
            }
            None => place.to_owned(),
        };
        if !said.contains(&place) || !said.contains(message) {
            wrong.push(format!("{place}{message}\nis not what is said:\n{said}"));
        }
        assert!(!checkout.path("client").exists(), "{config}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_chosen_is_generated() {
    let checkout = checkout();
    checkout.write("api.yaml", DESCRIPTION);
    checkout.write(
        "config/choices.toml",
        "runtime = \"vendored=runtime\"\n\n[types]\ndecimal = \"rust_decimal::Decimal\"\n\n[derives]\n\
         all = [\"Eq\"]\nOrder = [\"zeroize::Zeroize\"]\n\n[nullable]\noption = [\"note\"]\n\n\
         [handles.Orders]\ndocs = \"Orders of the shop.\"\n\n[dependencies]\nzeroize = \"1.8\"\n\
         rust_decimal = { version = \"1\", default-features = false, features = [\"serde-float\", \"std\"] }\n",
    );
    let choices = with(&["--config", "config/choices.toml", "--deny", "D204"]);
    checkout.run(&choices).expect(0);
    let manifest = checkout.read("client/Cargo.toml");
    let lines = "# Of chosen types and derives; without its mark, a line is yours.\n\
                 rust_decimal = { version = \"1\", default-features = false, features = [\"serde-float\", \"std\"] } # @generated\n\
                 zeroize = \"1.8\" # @generated\n\n[lints.rust]\n";
    assert!(manifest.contains(lines), "{manifest}");
    let order = checkout.read("client/src/generated/models/order.rs");
    for line in [
        "#[derive(Clone, PartialEq, ::zeroize::Zeroize)]",
        "    pub total: ::rust_decimal::Decimal,",
        "    pub note: Option<String>,",
    ] {
        assert!(order.contains(line), "{line}\n{order}");
    }
    let handle = checkout.read("client/src/generated/operations/orders/mod.rs");
    assert!(handle.contains("/// Orders of the shop."), "{handle}");
    // A folder in the file is relative to the file; the command line takes precedence.
    assert!(checkout.path("config/runtime/Cargo.toml").exists());
    assert!(
        manifest.contains("path = \"../config/runtime\""),
        "{manifest}"
    );
    let published = [&choices[..], &["--runtime", "published"]].concat();
    checkout.run(&published).expect(0);
    assert!(!checkout.read("client/Cargo.toml").contains("path ="));

    // What is chosen no longer goes, and what a person added or took over stays.
    checkout.edit(
        "client/Cargo.toml",
        "zeroize = \"1.8\" # @generated\n",
        "zeroize = \"1.8\"\nunits = \"2\" # mine\n",
    );
    checkout.write("config/choices.toml", "");
    checkout.run(&choices).expect(0);
    let manifest = checkout.read("client/Cargo.toml");
    let lines =
        "serde_json = \"1.0.154\"\nzeroize = \"1.8\"\nunits = \"2\" # mine\n\n[lints.rust]\n";
    assert!(manifest.contains(lines), "{manifest}");

    checkout.write("config/choices.toml", "runtime = \"registry\"\n");
    let said = checkout.run(&choices).expect(1).stderr;
    assert!(
        said.contains("line 1, column") && said.contains("`vendored=DIR`"),
        "{said}"
    );
}

/// An unused runtime crate is removed with all references to it; one with the user's changes stays.
#[test]
fn an_old_runtime_goes() {
    let checkout = checkout();
    checkout.write("api.yaml", DESCRIPTION);
    checkout.run(&GENERATE).expect(0);
    assert!(checkout.path("client/runtime/src/lib.rs").exists());
    let published = with(&["--runtime", "published"]);
    let check = [&published[..], &["--check"]].concat();
    checkout.run(&check).expect(4);
    // The folder under its default name is still the same crate.
    checkout
        .run(&with(&["--runtime", "path=client/runtime"]))
        .expect(0);
    assert!(checkout.path("client/runtime/src/lib.rs").exists());
    checkout.write("client/runtime/src/mine.rs", "// Written by hand.\n");
    let said = checkout.run(&published).expect(0).stderr;
    let why = "the client no longer uses runtime, which is not removed: 1 file without the `@generated` mark";
    assert!(said.contains(why), "{said}");
    std::fs::remove_file(checkout.path("client/runtime/src/mine.rs")).unwrap();
    checkout.run(&published).expect(0);
    assert!(!checkout.path("client/runtime").exists());
    checkout.run(&check).expect(0);

    let project = Checkout::empty();
    let description = checkout.path("api.yaml");
    let init = ["init", "--spec", description.to_str().unwrap()];
    run_in(project.root(), &init).expect(0);
    project.edit(
        "spec/generator.toml",
        "runtime = \"vendored\"",
        "runtime = \"published\"",
    );
    project.write(
        "generated-client/runtime/src/mine.rs",
        "// Written by hand.\n",
    );
    let said = run_in(project.root(), &["regen"]).expect(0).stderr;
    assert!(
        said.contains("generated-client/runtime: no `@generated` mark"),
        "{said}"
    );
    std::fs::remove_file(project.path("generated-client/runtime/src/mine.rs")).unwrap();
    run_in(project.root(), &["regen"]).expect(0);
    assert!(!project.path("generated-client/runtime/src").exists());
    assert!(!project.path("generated-client/runtime/Cargo.toml").exists());
    assert!(
        project
            .read("Cargo.toml")
            .contains("members = [\"generated-client\"]")
    );
    run_in(project.root(), &["regen", "--check"]).expect(0);
}

/// A changed type in the configuration is a change of the crate, judged like one of the
/// description.
#[test]
fn another_type_is_a_breaking_change() {
    let place = Checkout::empty();
    place.write("api.yaml", DESCRIPTION);
    let project = Checkout::empty();
    let init = ["init", "--spec", place.path("api.yaml").to_str().unwrap()].map(str::to_owned);
    let run = |arguments: &[&str]| run_in(project.root(), arguments);
    run(&init.each_ref().map(String::as_str)).expect(0);
    let events = "[webhooks]\ndescription = \"events.yaml\"\nheader = \"signature\"\nsignature = \"v1\"\nid = \"id\"\n";
    let settings = project.read("spec/generator.toml") + events;
    project.write("spec/generator.toml", &settings);
    project.write(
        "spec/events.yaml",
        "openapi: 3.1.0\ninfo: {title: Events, version: '1'}\ncomponents:\n  schemas:\n    Sold:\n      \
         type: object\n      required: [id, total]\n      properties: {id: {type: string}, total: {type: integer}}\n",
    );
    run(&["regen"]).expect(0);
    project.git(&["init", "--quiet"]);
    project.commit(&["released"]);
    for (choice, place) in [
        ("[types]\nSome = 1\n", None),
        (
            "[types]\n\"Order.total\" = \"std::num::NonZeroU8\"\n",
            Some("models::Order::total"),
        ),
        (
            "[nullable]\noption = [\"note\"]\n",
            Some("models::Order::note"),
        ),
        (
            "[webhooks.types]\n\"Sold.total\" = \"std::num::NonZeroU8\"\n",
            Some("webhooks::Sold::total"),
        ),
    ] {
        project.write("spec/generator.toml", format!("{settings}{choice}"));
        let Some(place) = place else {
            run(&["diff", "released"])
                .expect(1)
                .says("spec/generator.toml");
            continue;
        };
        let report: serde_json::Value = serde_json::from_str(
            &run(&["diff", "released", "--format", "json"])
                .expect(0)
                .stdout,
        )
        .unwrap();
        assert_eq!(report["release"]["level"], "major");
        let changes = report["changes"].as_array().unwrap().iter();
        let rules: Vec<&str> = changes
            .clone()
            .filter_map(|it| it["rule"].as_str())
            .collect();
        assert_eq!(rules, ["R904"], "{report:#}");
        // The choice is the last line of the file.
        let site = &report["changes"][0]["revision"];
        let line = 1 + settings.lines().count() + 1;
        assert_eq!(
            (&site["file"], &site["line"]),
            (&"spec/generator.toml".into(), &line.into()),
            "{site}"
        );
        let mut items = changes.flat_map(|it| it["rust_items"].as_array().unwrap());
        assert!(
            items.any(|it| it["path"] == place && it["level"] == "major"),
            "{report:#}"
        );
    }
}

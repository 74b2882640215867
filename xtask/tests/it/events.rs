//! Events described in several files, with an overlay.

use crate::checkout::{Checkout, description};
use crate::init::run_in;

const SETTINGS: &str = "[webhooks]\ndescription = \"events.yaml\"\noverlays = [\"fix.yaml\"]\n\
    header = \"signature\"\nsignature = \"v1\"\nid = \"id\"\n";

const EVENTS: &str = "openapi: 3.1.0
info: {title: Events, version: '1'}
components:
  schemas:
    Sold:
      type: object
      required: [id, item]
      properties:
        id: {type: string}
        item: {$ref: 'parts/item.yaml#/Item'}
";

const OVERLAY: &str = "overlay: 1.1.0
info: {title: Fix, version: '1'}
actions:
  - target: $.components.schemas.Sold.properties
    update: {price: {type: integer}}
";

#[test]
fn events_in_several_files_with_an_overlay() {
    let place = Checkout::empty();
    place.write("api.yaml", description(1));
    let project = Checkout::empty();
    let run = |arguments: &[&str]| run_in(project.root(), arguments);
    let spec = place.path("api.yaml").display().to_string();
    run(&["init", "--spec", &spec]).expect(0);
    let settings = project.read("spec/generator.toml") + SETTINGS;
    project.write("spec/generator.toml", settings);
    run(&["regen"])
        .expect(1)
        .says("spec/events.yaml is missing");
    project.write("spec/events.yaml", EVENTS);
    run(&["regen"]).expect(1).says("spec/fix.yaml is missing");
    project.write("spec/fix.yaml", OVERLAY);
    project.write(
        "spec/parts/item.yaml",
        "Item: {type: object, properties: {name: {type: string}}}\n",
    );
    run(&["regen"]).expect(0);
    let sold = project.read("generated-client/src/generated/webhooks/sold.rs");
    for field in ["pub item: super::Item", "pub price: Option<i64>"] {
        assert!(sold.contains(field), "{field}: {sold}");
    }
    let lock = project.read("spec/spec.lock");
    for file in ["events.yaml", "fix.yaml", "parts/item.yaml"] {
        assert!(lock.contains(&format!("\"spec/{file}\"")), "{file}: {lock}");
    }
    // Each of them is an input.
    project.edit("spec/fix.yaml", "integer", "string");
    run(&["regen", "--check"]).expect(4);
    project.edit("spec/fix.yaml", "string", "integer");
    run(&["regen", "--check"]).expect(0);
    project.edit("spec/parts/item.yaml", "name", "title");
    run(&["regen", "--check"]).expect(4);
    // An action that matches nothing is reported at its position.
    project.edit("spec/fix.yaml", "Sold", "Bought");
    run(&["regen"]).expect(100).says("spec/fix.yaml:4");
}

/// `generate` reads the same files, and keeps the result for the next run.
#[test]
fn a_package_has_the_events_of_several_files() {
    let place = Checkout::empty();
    place.write("api.yaml", description(1));
    place.write("generator.toml", SETTINGS);
    place.write("events.yaml", EVENTS);
    place.write("fix.yaml", OVERLAY);
    place.write(
        "parts/item.yaml",
        "Item: {type: object, properties: {name: {type: string}}}\n",
    );
    let generate = [
        "generate",
        "--spec",
        "api.yaml",
        "--config",
        "generator.toml",
        "--out",
        "out",
    ];
    place.run(&generate).expect(0);
    let sold = place.read("out/src/generated/webhooks/sold.rs");
    assert!(sold.contains("pub price: Option<i64>"), "{sold}");
    let before = place.files();
    place.run(&[&generate[..], &["--check"]].concat()).expect(0);
    // A renamed schema keeps its name in the client.
    place.edit("events.yaml", "    Sold:", "    Sale:");
    place.edit("fix.yaml", "Sold", "Sale");
    place.run(&generate).expect(0);
    let sold = place.read("out/src/generated/webhooks/sold.rs");
    assert!(sold.contains("pub struct Sold"), "{sold}");
    assert!(place.files() != before);
}

//! Changes whose verdict depends on the client's handling of a value rather than on the notation in
//! the description. Each pair is a description of a harbour and a change of it.

use generator::compare::{Comparison, Direction, Http};
use generator::{Input, Names, Source, Webhooks};

use super::{check, judged};

const HARBOUR: &str = r##"
openapi: 3.1.0
info: { title: Harbour, version: "1" }
servers: [{ url: https://harbour.example }]
paths:
  /ships:
    get:
      operationId: listShips
      parameters:
        - { name: berth, in: query, schema: { type: integer } }
        - { name: decks, in: query, schema: { type: array, items: { type: integer } } }
        - name: has
          in: query
          schema: { oneOf: [{ type: boolean }, { type: array, items: { type: string, enum: [crane] } }] }
      responses:
        "200": { description: All., content: { application/json: { schema: { $ref: "#/components/schemas/Ship" } } } }
    post:
      operationId: addShip
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Entry" } } } }
      responses:
        "204": { description: Done. }
    delete:
      operationId: clear
      responses:
        "204": { description: Done., content: { application/json: { schema: { type: object, properties: { n: { type: string } } } } } }
  /cargo:
    post:
      operationId: load
      requestBody:
        content:
          application/json:
            schema: { oneOf: [{ $ref: "#/components/schemas/Box" }, { $ref: "#/components/schemas/Bulk" }] }
      responses:
        "204": { description: Done. }
webhooks:
  arrived:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Arrival" } } } }
      responses: { "200": { description: Thanks. } }
components:
  schemas:
    Ship:
      type: object
      required: [name]
      properties:
        name: { type: string }
        draught: { type: [integer, "null"], minimum: 1 }
        tonnage: { type: integer }
        crew: { type: integer, minimum: 0, maximum: 500 }
        marks: { type: object, additionalProperties: { type: string } }
        position: { type: array, prefixItems: [{ type: number }, { type: boolean }] }
    Entry:
      type: object
      properties:
        name: { type: string }
        call: { type: string }
        flag: { type: string, x-extensible-enum: [DK, NO] }
        notes: { type: object, additionalProperties: { type: string } }
    Box: { type: object, required: [size], properties: { size: { type: integer } } }
    Bulk: { type: object, required: [volume], properties: { volume: { type: number } } }
    Arrival:
      type: object
      required: [ship]
      properties: { ship: { type: string }, at: { type: string } }
"##;

fn input(text: String) -> Input {
    Input {
        description: Source {
            name: "harbour.yaml".to_owned(),
            text,
            ..Source::default()
        },
        overlays: Vec::new(),
        names: Names::default(),
        config: super::own_description::config("Harbour"),
    }
}

/// The comparison after replacing a text in the description.
#[track_caller]
fn changed(from: &str, to: &str) -> Comparison {
    assert_eq!(HARBOUR.matches(from).count(), 1, "{from}");
    let base = input(HARBOUR.to_owned());
    check(&base, &input(HARBOUR.replace(from, to)))
}

/// Asserts the rules in order, with the HTTP verdict of each.
#[track_caller]
fn expect(found: &Comparison, expected: &[(&str, Http)]) {
    let rules: Vec<(&str, Http)> = found
        .changes
        .iter()
        .map(|one| (one.rule.id(), one.http))
        .collect();
    assert_eq!(rules, expected, "{found}");
}

#[test]
fn a_204_has_no_body() {
    let body = ", content: { application/json: { schema: { type: object, properties: { n: { type: string } } } } }";
    expect(&changed(body, ""), &[("R145", Http::Compatible)]);
}

#[test]
fn any_success_will_do() {
    let from = "      requestBody: { content: { application/json: { schema: { $ref: \"#/components/schemas/Entry\" } } } }\n      responses:\n        \"204\"";
    let found = changed(from, &from.replace("204", "200"));
    expect(
        &found,
        &[("R270", Http::Compatible), ("R271", Http::Compatible)],
    );
}

#[test]
fn null_beside_a_schema() {
    let from = "draught: { type: [integer, \"null\"], minimum: 1 }";
    let to = "draught: { anyOf: [{ type: integer, minimum: 1 }, { type: \"null\" }] }";
    expect(&changed(from, to), &[]);
    let to = "draught: { anyOf: [{ type: integer, minimum: 2 }, { type: \"null\" }] }";
    expect(&changed(from, to), &[("R260", Http::Compatible)]);
}

#[test]
fn a_range_that_is_said_twice() {
    let found = changed(
        "tonnage: { type: integer }",
        "tonnage: { type: integer, format: int64 }",
    );
    expect(&found, &[("R112", Http::Compatible)]);
    let found = changed(
        "crew: { type: integer, ",
        "crew: { type: integer, format: int32, ",
    );
    assert_eq!(found.http(), Http::Compatible, "{found}");
    let found = changed(
        "tonnage: { type: integer }",
        "tonnage: { type: integer, format: int32 }",
    );
    expect(&found, &[("R232", Http::Compatible)]);
}

#[test]
fn alternatives_of_required_properties() {
    let found = changed(
        "    Entry:\n      type: object\n",
        "    Entry:\n      type: object\n      anyOf: [{ required: [name] }, { required: [call] }]\n",
    );
    expect(&found, &[("R260", Http::Breaking)]);
    assert_eq!(found.changes[0].direction, Some(Direction::Request));
}

#[test]
fn parameters_are_text() {
    for (from, to) in [
        (
            "name: berth, in: query, schema: { type: integer }",
            "name: berth, in: query, schema: { type: string }",
        ),
        (
            "type: array, items: { type: integer }",
            "type: array, items: { type: string }",
        ),
    ] {
        let found = changed(from, to);
        expect(&found, &[("R231", Http::Compatible)]);
        assert_eq!(found.bump(), generator::compare::Bump::Major);
    }
    let found = changed(
        "name: berth, in: query, schema: { type: integer }",
        "name: berth, in: query, schema: { type: boolean }",
    );
    expect(&found, &[("R230", Http::Breaking)]);
}

#[test]
fn keys_of_maps() {
    let from = "notes: { type: object, additionalProperties: { type: string } }";
    let to = from.replace("object,", "object, propertyNames: { pattern: '^x' },");
    expect(&changed(from, &to), &[("R260", Http::Breaking)]);
    let from = "marks: { type: object, additionalProperties: { type: string } }";
    let to = from.replace("object,", "object, propertyNames: { maxLength: 7 },");
    expect(&changed(from, &to), &[("R260", Http::Compatible)]);
}

#[test]
fn open_tuples() {
    let from = "[{ type: number }, { type: boolean }]";
    let found = changed(from, "[{ type: boolean }, { type: number }]");
    expect(
        &found,
        &[("R230", Http::Breaking), ("R230", Http::Breaking)],
    );
}

#[test]
fn a_list_as_a_variant() {
    let found = changed("enum: [crane]", "enum: [crane, ramp]");
    expect(&found, &[("R240", Http::Compatible)]);
    let found = changed("enum: [crane]", "enum: [ramp]");
    assert!(
        !found.changes.iter().any(|one| one.rule.id() == "R251"),
        "{found}"
    );
}

#[test]
fn a_property_beside_the_variants() {
    let from = "{ $ref: \"#/components/schemas/Bulk\" }] }";
    let to = "{ $ref: \"#/components/schemas/Bulk\" }], properties: { dry: { type: boolean } } }";
    let found = changed(from, to);
    assert_eq!(found.http(), Http::Compatible, "{found}");
    assert!(
        found
            .changes
            .iter()
            .any(|one| one.message.contains("`dry`")),
        "{found}"
    );
    assert!(
        !found.changes.iter().any(|one| one.rule.id() == "R251"),
        "{found}"
    );
}

#[test]
fn webhooks_are_received() {
    let found = changed(
        "      required: [ship]\n      properties: { ship: { type: string }, at",
        "      properties: { at",
    );
    expect(&found, &[("R210", Http::Breaking)]);
    let webhook = HARBOUR.split("webhooks:\n").nth(1).unwrap();
    let (webhook, _) = webhook.split_once("components:").unwrap();
    expect(
        &changed(&format!("webhooks:\n{webhook}"), ""),
        &[("R291", Http::Warning)],
    );
    let found = changed("  arrived:\n", "  departed:\n");
    expect(
        &found,
        &[("R291", Http::Warning), ("R290", Http::Compatible)],
    );
}

const EVENTS: &str = r##"
openapi: 3.1.0
info: { title: Events, version: "1" }
components:
  schemas:
    Docked:
      type: object
      required: [berth]
      properties: { berth: { type: integer }, ship: { $ref: "#/components/schemas/Vessel" } }
    Vessel: { type: object, properties: { lead: { $ref: "#/components/schemas/Tug" } } }
    Tug: { type: object, properties: { tows: { $ref: "#/components/schemas/Barge" } } }
    Barge: { type: object, required: [load], properties: { load: { type: string }, by: { $ref: "#/components/schemas/Tug" } } }
"##;

/// A description with an event description.
fn with_events(text: String, events: String) -> Input {
    let mut input = input(text);
    let table = serde_json::json!({
        "description": "events.yaml", "header": "Signature", "signature": "v1", "id": "id",
    });
    let mut webhooks: Webhooks = serde_json::from_value(table).unwrap();
    webhooks.source = Source {
        name: "events.yaml".to_owned(),
        text: events,
        ..Source::default()
    };
    input.config.webhooks = Some(webhooks);
    input
}

/// Schemas of events are received, whatever references them.
#[test]
fn events_are_received() {
    let base = with_events(HARBOUR.to_owned(), EVENTS.to_owned());
    let circle = EVENTS.replace("ship: { $ref: \"#/components/schemas/Vessel\" }", "");
    let circle = circle.replace("lead: { $ref: \"#/components/schemas/Tug\" }", "");
    for (events, from, to, rule) in [
        (
            EVENTS,
            "required: [berth]",
            "required: []",
            ("R221", Http::Breaking),
        ),
        (EVENTS, "required: [load], ", "", ("R221", Http::Breaking)),
        (&circle, "required: [load], ", "", ("R221", Http::Breaking)),
        (
            EVENTS,
            "berth: { type: integer }",
            "berth: { type: integer }, at: { type: string }",
            ("R200", Http::Compatible),
        ),
        (
            EVENTS,
            "berth: { type: integer }",
            "berth: { type: string }",
            ("R230", Http::Breaking),
        ),
    ] {
        assert_eq!(events.matches(from).count(), 1, "{from}");
        let base = with_events(HARBOUR.to_owned(), events.to_owned());
        let revision = with_events(HARBOUR.to_owned(), events.replace(from, to));
        let found = check(&base, &revision);
        expect(&found, &[rule]);
        let change = &found.changes[0];
        assert_eq!(change.direction, Some(Direction::Response), "{found}");
        for site in [&change.base, &change.revision].into_iter().flatten() {
            assert_eq!(site.file, "events.yaml", "{found}");
            assert!(site.place.is_some(), "{found}");
        }
        for item in &change.rust_items {
            assert!(item.path.starts_with("webhooks::"), "{found}");
        }
    }
    // An invalid event description needs a decision, and none of its events counts as removed.
    let unread = with_events(HARBOUR.to_owned(), "openapi: [".to_owned());
    for (base, revision) in [(&base, &unread), (&unread, &base)] {
        let judgement = judged(base, revision);
        assert!(
            judgement.comparison.changes.is_empty(),
            "{}",
            judgement.comparison
        );
        assert_eq!(judgement.mismatches.len(), 1);
    }
    // Changes of the operations are judged as before.
    let other = HARBOUR.replace("crew: { type: integer, minimum: 0, maximum: 500 }\n", "\n");
    let events = EVENTS.replace("Docked", "Moored");
    let found = check(&base, &with_events(other, events));
    let expected = [("R211", Http::Warning), ("R235", Http::Compatible)];
    expect(&found, &expected);
}

#[test]
fn null_and_absence_are_read_alike() {
    let from = "marks: { type: object, ";
    let found = changed(from, "marks: { type: [object, \"null\"], ");
    expect(&found, &[("R222", Http::Compatible)]);
    let found = changed(
        "        name: { type: string }\n        draught",
        "        name: { type: [string, \"null\"] }\n        draught",
    );
    expect(&found, &[("R222", Http::Breaking)]);
}

#[test]
fn open_lists_of_values() {
    let found = changed("x-extensible-enum: [DK, NO]", "x-extensible-enum: [DK]");
    expect(&found, &[("R241", Http::Warning)]);
    let found = changed(
        "x-extensible-enum: [DK, NO]",
        "x-extensible-enum: [DK, NO, SE]",
    );
    expect(&found, &[("R240", Http::Compatible)]);
}

/// Two operations with the same name come together under one tag.
#[test]
fn an_operation_under_a_tag_that_has_its_name() {
    let text = r#"
openapi: 3.0.3
info: { title: Names, version: "1" }
servers: [{ url: https://names.example }]
paths:
  /oars/{id}:
    delete: { operationId: drop, tags: [Oars], responses: { "204": { description: Done. } } }
  /sails/{id}:
    delete: { operationId: drop, tags: [Sails], responses: { "204": { description: Done. } } }
"#;
    let base = input(text.to_owned());
    let moved = input(text.replace("tags: [Sails]", "tags: [Oars]"));
    expect(&check(&base, &moved), &[("R105", Http::Compatible)]);
}

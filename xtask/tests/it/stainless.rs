//! A `stainless.yml`: its names and paging are those of the client.

use crate::checkout::Checkout;
use crate::init::run_in;

const DESCRIPTION: &str = r##"openapi: 3.0.3
info: { title: Orchard, version: "1" }
servers: [{ url: "https://orchard.example.com" }]
paths:
  /trees:
    get:
      operationId: treesControllerIndexV1
      tags: [Trees v1]
      parameters: [{ name: after, in: query, schema: { type: string } }]
      responses:
        "200":
          description: Trees.
          content: { application/json: { schema: { $ref: "#/components/schemas/TreePage" } } }
    post:
      operationId: treesControllerCreateV1
      tags: [Trees v1]
      responses:
        "200":
          description: The tree.
          content: { application/json: { schema: { $ref: "#/components/schemas/TreeDto" } } }
  /trees/{id}/apples:
    get:
      operationId: applesControllerIndexV1
      tags: [Apples v1]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: page, in: query, schema: { type: integer } }
      responses:
        "200":
          description: Apples.
          content: { application/json: { schema: { type: array, items: { type: string } } } }
components:
  schemas:
    TreeDto: { type: object, properties: { id: { type: string } } }
    TreePage:
      type: object
      properties:
        data: { type: array, items: { $ref: "#/components/schemas/TreeDto" } }
        meta: { type: object, properties: { last: { type: string } } }
"##;

const STAINLESS: &str = r##"edition: 2025-10-10
pagination:
  - name: cursor_page
    type: cursor
    request:
      after: { type: string, x-stainless-pagination-property: { purpose: next_cursor_param } }
    response:
      data: { type: array, items: {}, x-stainless-pagination-property: { purpose: items } }
      meta:
        type: object
        properties:
          last: { type: string, x-stainless-pagination-property: { purpose: next_cursor_field } }
  - name: numbered
    type: page_number
    request:
      page: { type: integer, x-stainless-pagination-property: { purpose: page_number_param } }
    response:
      all: { type: array, items: {}, x-stainless-pagination-property: { is_top_level_array: true } }
      more: { type: boolean, x-stainless-pagination-property: { purpose: has_next_page } }
  - { name: last_item, type: cursor_id, request: {}, response: {} }
resources:
  trees:
    models: { tree: "#/components/schemas/TreeDto" }
    methods:
      list: get /trees
      plant: { endpoint: post /trees, streaming: {} }
    subresources:
      apples:
        methods:
          list: { endpoint: "get /trees/{id}/apples", paginated: numbered }
client_settings:
  default_retries: { max_retries: 3 }
"##;

#[test]
fn names_and_pages_are_those_of_the_file() {
    let place = Checkout::empty();
    place.write("orchard.yaml", DESCRIPTION);
    place.write("stainless.yml", STAINLESS);
    let run = |arguments: &[&str]| run_in(place.root(), arguments);
    let said = run(&[
        "init",
        "--spec",
        "orchard.yaml",
        "--stainless",
        "stainless.yml",
        "--out",
        "new",
    ])
    .expect(0);
    for note in [
        "stainless.yml:1:1: `edition` has no effect",
        "stainless.yml:13:5: `has_next_page` of paging `numbered` has no effect",
        "stainless.yml:20:5: paging `last_item` has no effect: cursors in the last item",
        "stainless.yml:26:39: `streaming` of a method has no effect",
        "stainless.yml:31:1: `client_settings` has no effect",
    ] {
        assert!(said.stderr.contains(note), "{note}: {}", said.stderr);
    }
    assert!(!said.stderr.contains("D022"), "{}", said.stderr);
    let generated = "new/generated-client/src/generated";
    for (file, wanted) in [
        ("trees/list.rs", ["fn list(", "pages("].as_slice()),
        ("trees/plant.rs", &["fn plant("]),
        ("trees_apples/list.rs", &["fn list(", "pages("]),
    ] {
        let text = place.read(&format!("{generated}/operations/{file}"));
        for wanted in wanted {
            assert!(text.contains(wanted), "{file}, {wanted}: {text}");
        }
    }
    let tree = place.read(&format!("{generated}/models/tree.rs"));
    assert!(tree.contains("pub struct Tree "), "{tree}");
    let overlay = place.read("new/spec/overlays/015-stainless.yaml");
    assert!(
        overlay.contains("# stainless.yml:25:7: trees.list"),
        "{overlay}"
    );
    let project = place.path("new");
    run_in(&project, &["regen", "--check"]).expect(0);

    let printed = run(&[
        "propose",
        "--spec",
        "orchard.yaml",
        "--stainless",
        "stainless.yml",
    ]);
    let printed = printed.expect(0).stdout;
    assert!(printed.ends_with(&overlay), "{printed}");
    assert!(printed.contains("TreeDto = \"Tree\""), "{printed}");
}

#[test]
fn what_does_not_fit_the_description_is_refused() {
    let place = Checkout::empty();
    place.write("orchard.yaml", DESCRIPTION);
    for (from, to, error) in [
        (
            "get /trees\n",
            "get /tree\n",
            "no operation `get /tree`; did you mean `get /trees`?",
        ),
        (
            "schemas/TreeDto",
            "schemas/TreeDot",
            "did you mean `TreeDto`?",
        ),
        (
            "type: page_number",
            "type: page_numbers",
            "did you mean `page_number`?",
        ),
        ("resources:\n", "resurces:\n", "there are no `resources`"),
        ("edition: ", "edition: [", "stainless.yml"),
    ] {
        assert!(STAINLESS.contains(from));
        place.write("stainless.yml", STAINLESS.replacen(from, to, 1));
        let before = place.files();
        let arguments = ["--spec", "orchard.yaml", "--stainless", "stainless.yml"];
        for command in [
            ["init", "--out", "new"].as_slice(),
            &["propose", "--write", "new"],
        ] {
            let run = run_in(place.root(), &[command, &arguments].concat()).expect(1);
            assert!(run.stderr.contains(error), "{error}: {}", run.stderr);
            assert!(place.files() == before, "nothing was written");
        }
    }
}

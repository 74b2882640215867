//! Interactions of settings in the configuration.

use generator::ChosenType;
use generator::diagnostic::Code;

use super::input;

const PAGES: &str = "
openapi: 3.0.3
info: {title: Pages, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      tags: [Things]
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
      responses:
        '200':
          description: A page.
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  data: {type: array, items: {type: string}}
                  meta: {$ref: '#/components/schemas/Meta'}
components:
  schemas:
    Meta: {type: object, properties: {next: {type: string, format: uri}}}
";

/// The link to the next page is a string. A type for all values of its format doesn't silently remove the
/// paging.
#[test]
fn the_link_to_the_next_page_stays_text() {
    let chosen = |path: &str| ChosenType {
        path: path.to_owned().into(),
        example: None,
    };
    let mut pages = input(PAGES);
    let types = &mut pages.config.types;
    types.insert("uri".to_owned(), chosen("std::path::PathBuf"));
    let found = generator::generate(&pages).unwrap_err();
    let found: Vec<Code> = found.iter().map(|it| it.code).collect();
    assert_eq!(found, [Code::ImpossibleChoice]);

    let types = &mut pages.config.types;
    types.insert("Meta.next".to_owned(), chosen("std::string::String"));
    let generated = generator::generate(&pages).unwrap();
    let operation = &generated.files["src/generated/operations/things/list_things.rs"];
    assert!(operation.contains("Paged for ListThings"), "{operation}");
    let meta = &generated.files["src/generated/models/meta.rs"];
    assert!(meta.contains("pub next: Option<String>"), "{meta}");
}

//! Nothing is dropped silently: every change of a value in a description changes the client, or a
//! diagnostic names it. `ALL_VALUES=1` tries every value of every description.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use generator::Input;
use generator::coverage::cover;

use super::{golden, input};

/// The number of values tried per description without `ALL_VALUES`.
const VALUES: usize = 20;

/// Descriptions with all fields of the specifications.
const EVERY_FIELD: [(&str, &str); 2] = [
    ("every_field.yaml", include_str!("every_field.yaml")),
    (
        "every_field_swagger.yaml",
        include_str!("every_field_swagger.yaml"),
    ),
];

/// Dropped values of these descriptions, by the end of their pointer, each with the reason.
const EXPLAINED: [(&str, &str); 16] = [
    ("/$recursiveRef", "which may only be `#`"),
    (
        "/$defs/Inner/minLength",
        "reached by `$id` and a pointer below it",
    ),
    (
        "/servers/0/description",
        "of a server of a single operation, of which the address is used",
    ),
    (
        "/servers/6/description",
        "of a server without a host, of which the path is used",
    ),
    ("/servers/0/name", "the server has a name by its URL"),
    (
        "/parameters/0/name",
        "of a body in Swagger 2.0, where it means nothing",
    ),
    (
        "/Body/name",
        "of a body in Swagger 2.0, where it means nothing",
    ),
    ("/explode", "beside `deepObject`, which is always exploded"),
    (
        "/list/style",
        "of a part of several, which has a media type instead",
    ),
    (
        "/oneOf/2/nullable",
        "an enum that has only null says so already",
    ),
    ("/formatted/allOf/0/format", "the enum beside it says more"),
    (
        "/open/anyOf/0/title",
        "the union is one enum, which has the name of its property",
    ),
    (
        "/responses/20x/description",
        "the whole response is reported: its key is no status",
    ),
    (
        "/Inline/discriminator/propertyName",
        "of variants that are no objects",
    ),
    (
        "/Loose/discriminator/propertyName",
        "of variants that are no objects",
    ),
    (
        "/discriminator/defaultMapping",
        "the variant of what no other is, which is `Unknown`",
    ),
];

/// The values of a description whose change goes unnoticed.
fn dropped(name: &str, input: &Input) -> Vec<String> {
    let all = std::env::var_os("ALL_VALUES").is_some();
    let most = if all { usize::MAX } else { VALUES };
    let coverage = cover(input, most).unwrap_or_else(|| panic!("{name} is not generated"));
    assert!(coverage.tried > 0, "{name}");
    let is_explained = |at: &str| EXPLAINED.iter().any(|(end, _)| at.ends_with(end));
    let dropped = coverage.dropped.iter().map(|at| at.as_str());
    dropped
        .filter(|at| !is_explained(at))
        .map(|at| format!("{name}: {at}"))
        .collect()
}

#[test]
fn every_value_of_a_description_is_in_the_client_or_in_a_diagnostic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let paths: BTreeSet<_> = fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let corpus = paths.iter().map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, input(fs::read_to_string(path).unwrap()))
    });
    let fixtures = golden::features().into_iter().map(|feature| {
        let input = golden::input(&feature);
        (feature, input)
    });
    let every = EVERY_FIELD.map(|(name, text)| (name.to_owned(), input(text)));
    let inputs = fixtures.chain(corpus).chain(every);
    let dropped: Vec<String> = inputs
        .flat_map(|(name, input)| dropped(&name, &input))
        .collect();
    assert!(dropped.is_empty(), "\n{}", dropped.join("\n"));
}

/// An unused value is found: of a parameter that the operation overrides.
#[test]
fn a_value_without_effect_is_a_silent_drop() {
    let text = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths:\n  /a:\n    parameters:\n      \
                - {name: p, in: query, description: First., schema: {type: string}}\n    get:\n      \
                operationId: a\n      parameters:\n        - {name: p, in: query, schema: {type: \
                integer}}\n      responses: {'204': {description: Nothing., x-more: 1}}\n";
    let coverage = cover(&input(text), usize::MAX).unwrap();
    let at = "/paths/~1a/parameters/0/description";
    let dropped: Vec<&str> = coverage.dropped.iter().map(|at| at.as_str()).collect();
    assert_eq!(dropped, [at]);
    assert_eq!(coverage.tried, 10);
}

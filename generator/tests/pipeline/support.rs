//! The table of supported features references every fixture, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::golden;

#[test]
fn the_table_leads_to_every_fixture() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("SUPPORT.md");
    let text = fs::read_to_string(table).unwrap();
    let links: BTreeSet<String> = text
        .split("](tests/pipeline/fixtures/")
        .skip(1)
        .filter_map(|rest| rest.split_once("/description.yaml)"))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(links, golden::features().into_iter().collect());
}
